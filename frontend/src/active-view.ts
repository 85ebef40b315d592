/** What is switched on, and how it does. */
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Card, ask } from "./api";
import { scorecard } from "./scorecard";
import { View, go } from "./view";

@customElement("ai-automation-active")
export class ActiveView extends View {
  @state() private cards: Card[] | null = null;

  protected async load(): Promise<void> {
    const page = await ask<{ suggestions: Card[] }>(this.hass, "suggestions", {
      status: ["deployed", "paused"],
      limit: 200,
    });
    this.cards = page.suggestions;
  }

  private act(verb: string, card: Card): void {
    void this.attempt(async () => {
      await ask(this.hass, verb, { suggestion_id: card.id });
      await this.load();
    });
  }

  render() {
    const { cards, words } = this;
    if (cards === null) return html`${this.alert()}<p>${words.say("loading")}</p>`;
    if (!cards.length) return html`${this.alert()}<div class="card">${words.say("active_empty")}</div>`;
    return html`${this.alert()}
      <ul class="plain">
        ${cards.map((card) => html`<li class="card" data-test="card">${this.card(card)}</li>`)}
      </ul>`;
  }

  private card(card: Card) {
    const { words } = this;
    const paused = card.status === "paused";
    return html`
      <h2>${card.title}</h2>
      <p class="soft">
        ${words.name("status", card.status)}${card.deployed ? html` · ${words.say("since", { at: words.moment(card.deployed.at) })}` : nothing}
      </p>
      ${card.reason ? html`<p class="mind">${card.reason}</p>` : nothing} ${scorecard(card, words)}
      <div class="row">
        <button class="primary" data-test="open" aria-label=${`${words.say("look")}: ${card.title}`} @click=${() => go(`suggestion/${card.id}`)}>
          ${words.say("look")}
        </button>
        <button data-test=${paused ? "go-on" : "pause"} @click=${() => this.act(paused ? "restore" : "pause", card)}>
          ${words.say(paused ? "go_on" : "pause")}
        </button>
        <button data-test="undo" @click=${() => this.act("undo", card)}>${words.say("undo")}</button>
      </div>
    `;
  }
}
