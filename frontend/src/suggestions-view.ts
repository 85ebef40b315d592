/** The cards, sorted by worth. */
import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Card, type Health, ask } from "./api";
import { styles } from "./styles";
import { View, go } from "./view";

const PAGE = 50;
const MOST = 200;
const KINDS = ["clock", "sun", "follow", "presence", "left_on", "threshold", "bundle"];
const STATES: Record<string, string[]> = {
  new: ["new"],
  watching: ["watching"],
  snoozed: ["snoozed"],
  dismissed: ["dismissed"],
  withdrawn: ["withdrawn", "undone", "removed"],
};

@customElement("ai-automation-suggestions")
export class SuggestionsView extends View {
  @state() private cards: Card[] | null = null;
  @state() private total = 0;
  @state() private room = "";
  @state() private kind = "";
  @state() private shown = "new";
  @state() private health: Health | null = null;

  static styles = [
    styles,
    css`
      .filters {
        margin-bottom: 16px;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
        gap: 16px;
      }
      .cards > li > .card {
        margin: 0;
        height: 100%;
        box-sizing: border-box;
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      .proof {
        font-weight: 500;
      }
      .grow {
        flex: 1;
      }
    `,
  ];

  protected async load(): Promise<void> {
    const wanted = Math.max(PAGE, this.cards?.length ?? 0);
    await this.read(0, wanted);
    // A page holds so many at most; nobody loses the place that was scrolled to.
    while (this.cards !== null && this.cards.length < Math.min(wanted, this.total)) {
      await this.read(this.cards.length, wanted - this.cards.length);
    }
  }

  private async read(offset: number, limit: number): Promise<void> {
    const page = await ask<{ total: number; suggestions: Card[] }>(this.hass, "suggestions", {
      status: STATES[this.shown],
      ...(this.room && { area_id: this.room }),
      ...(this.kind && { kind: this.kind }),
      limit: Math.min(limit, MOST),
      offset,
    });
    this.total = page.total;
    this.cards = offset ? [...(this.cards ?? []), ...page.suggestions] : page.suggestions;
    if (!page.total) this.health = await ask<Health>(this.hass, "health");
  }

  private choose(name: "room" | "kind" | "shown", event: Event): void {
    this[name] = (event.target as HTMLSelectElement).value;
    void this.attempt(() => this.read(0, PAGE));
  }

  render() {
    const { words, cards } = this;
    const areas = Object.values(this.hass.areas ?? {});
    return html`
      ${this.alert()}
      <div class="row filters">
        <label
          >${words.say("room")}
          <select data-test="filter-room" @change=${(e: Event) => this.choose("room", e)}>
            <option value="">${words.say("all")}</option>
            ${areas.map((area) => html`<option value=${area.area_id}>${area.name}</option>`)}
          </select></label
        >
        <label
          >${words.say("kind")}
          <select data-test="filter-kind" @change=${(e: Event) => this.choose("kind", e)}>
            <option value="">${words.say("all")}</option>
            ${KINDS.map((kind) => html`<option value=${kind}>${words.name("kind", kind)}</option>`)}
          </select></label
        >
        <label
          >${words.say("state")}
          <select data-test="filter-state" @change=${(e: Event) => this.choose("shown", e)}>
            ${Object.keys(STATES).map(
              (name) =>
                html`<option value=${name} ?selected=${name === this.shown}>
                  ${words.name("status", name)}
                </option>`,
            )}
          </select></label
        >
      </div>
      ${cards === null ? html`<p>${words.say("loading")}</p>` : cards.length ? this.list(cards) : this.empty()}
    `;
  }

  private list(cards: Card[]) {
    const { words } = this;
    return html`
      <p class="soft" aria-live="polite">${words.say("found", { count: this.total })}</p>
      <ul class="plain cards">
        ${cards.map((card) => html`<li>${this.card(card)}</li>`)}
      </ul>
      ${
        cards.length < this.total
          ? html`<p>
            <button data-test="more" @click=${() => this.attempt(() => this.read(cards.length, PAGE))}>
              ${words.say("more")}
            </button>
          </p>`
          : nothing
      }
    `;
  }

  private card(card: Card) {
    const { words } = this;
    const room = card.area_id ? this.hass.areas?.[card.area_id]?.name : null;
    const back = ["snoozed", "dismissed", "withdrawn", "undone", "removed"].includes(card.status);
    return html`<div class="card" data-test="card">
      <h2>${card.title}</h2>
      ${room ? html`<div class="soft">${room}</div>` : nothing}
      ${
        card.proof
          ? html`<div class="proof">
            ${words.say("proof", {
              right: card.proof.right,
              fired: card.proof.fired,
              parts: words.name("parts", card.proof.parts),
            })}
          </div>`
          : nothing
      }
      <div class="soft grow">${this.saves(card).join(" · ")}</div>
      ${card.warnings.length ? html`<div class="mind">${words.say("warnings")}: ${card.warnings.length}</div>` : nothing}
      ${card.reason ? html`<div class="soft">${card.reason}</div>` : nothing}
      <div class="row">
        <button
          class="primary"
          data-test="open"
          aria-label=${`${words.say("look")}: ${card.title}`}
          @click=${() => go(`suggestion/${card.id}`)}
        >
          ${words.say("look")}
        </button>
        ${
          back
            ? html`<button
              data-test="restore"
              @click=${() =>
                this.attempt(async () => {
                  await ask(this.hass, "restore", { suggestion_id: card.id });
                  await this.load();
                })}
            >
              ${words.say("bring_back")}
            </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  private saves(card: Card): string[] {
    const { words } = this;
    const number = (value: number) => value.toLocaleString(words.language, { maximumFractionDigits: 1 });
    const found: string[] = [];
    if (card.saved_per_week) found.push(words.say("saves", { count: number(card.saved_per_week) }));
    if (card.kwh_per_week) found.push(words.say("kwh", { count: number(card.kwh_per_week) }));
    if (card.money_per_week && card.currency) {
      const money = card.money_per_week.toLocaleString(words.language, { maximumFractionDigits: 2 });
      found.push(words.say("money", { count: money, currency: card.currency }));
    }
    return found;
  }

  private empty() {
    const { words, health } = this;
    const isNew = this.shown === "new";
    return html`<div class="card" data-test="empty">
      <p>${words.say(isNew ? "empty_new" : "empty_other")}</p>
      ${isNew && health?.runs[0]?.detail ? html`<p>${health.runs[0].detail}</p>` : nothing}
      ${isNew && health?.days ? html`<p>${words.say("empty_days", { days: health.days })}</p>` : nothing}
      ${
        isNew && health?.near_misses.length
          ? html`<p>${words.say("empty_near", { count: health.near_misses.length })}</p>`
          : nothing
      }
      ${
        isNew
          ? html`<button class="primary" data-test="analyze" @click=${() => this.attempt(() => ask(this.hass, "analyze"))}>
            ${words.say("analyze")}
          </button>`
          : nothing
      }
    </div>`;
  }
}
