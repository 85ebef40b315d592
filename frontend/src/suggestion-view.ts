/** One suggestion: its evidence, what can be changed about it, and what can be done with it. */
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  type Changes,
  type Failure,
  type Figures,
  type Replayed,
  type Suggestion,
  type TestAnswer,
  ask,
  sentence,
} from "./api";
import "./day-strip";
import "./edit-form";
import { scorecard } from "./scorecard";
import { styles } from "./styles";
import { View, go } from "./view";

const DEBOUNCE = 150;
const OPEN = ["new", "snoozed", "watching"];
const CONFIRMABLE = ["conflicts", "remarks_lost", "test_needs_confirm"];
const FIGURES = ["right", "wrong", "noop", "missed"] as const;

@customElement("ai-automation-suggestion")
export class SuggestionView extends View {
  @property() suggestionId = "";
  @state() private one: Suggestion | null = null;
  @state() private changes: Changes = {};
  @state() private replayed: Replayed | null = null;
  @state() private tested: TestAnswer | null = null;
  @state() private testing = false;
  @state() private dismissing = false;
  @state() private busy = false;
  /** What wants a confirmation: the verb and what was said about it. */
  @state() private confirm: { verb: "accept" | "test"; why: string } | null = null;
  private timer = 0;
  private latest = 0;

  static styles = [
    styles,
    css`
      .actions {
        margin-top: 16px;
      }
      form {
        margin-top: 12px;
      }
    `,
  ];

  protected async load(): Promise<void> {
    this.one = await ask<Suggestion>(this.hass, "suggestion", { suggestion_id: this.suggestionId });
  }

  protected willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("suggestionId")) {
      this.one = null;
      this.reset();
      if (!changed.has("changed")) void this.attempt(() => this.load());
    }
    super.willUpdate(changed);
  }

  private reset(): void {
    this.changes = {};
    this.replayed = this.confirm = this.tested = null;
    this.dismissing = false;
  }

  private change(changes: Changes): void {
    this.changes = changes;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.replay(), DEBOUNCE);
  }

  private async replay(): Promise<void> {
    const asked = ++this.latest;
    await this.attempt(async () => {
      const replayed = await ask<Replayed>(this.hass, "replay", {
        suggestion_id: this.suggestionId,
        changes: this.changes,
      });
      if (asked === this.latest) this.replayed = replayed; // what came late is stale
    });
  }

  /** Do a verb on this suggestion and show what it came to. */
  private async act(verb: string, fields: Record<string, unknown> = {}): Promise<unknown> {
    this.busy = true;
    this.confirm = null;
    try {
      const answer = await ask(this.hass, verb, { suggestion_id: this.suggestionId, ...fields });
      this.failed = null;
      if (verb !== "test") {
        this.reset();
        await this.load();
      }
      return answer;
    } catch (error) {
      const key = (error as Failure).translation_key ?? "";
      const why = await sentence(this.hass, error);
      if (CONFIRMABLE.includes(key)) this.confirm = { verb: verb as "accept" | "test", why };
      else this.failed = why;
      return null;
    } finally {
      this.busy = false;
    }
  }

  private async test(fields: Record<string, unknown> = {}): Promise<void> {
    this.testing = true;
    this.tested = null;
    this.tested = (await this.act("test", fields)) as TestAnswer | null;
    this.testing = false;
  }

  render() {
    const { one, words } = this;
    return html`
      <p>
        <button data-test="back" @click=${() => go("suggestions")}>← ${words.say("back")}</button>
      </p>
      ${this.alert()} ${one === null ? html`<p>${words.say("loading")}</p>` : this.whole(one)}
    `;
  }

  private whole(one: Suggestion) {
    const { words, replayed } = this;
    const figures = replayed?.figures ?? one.evidence;
    const strip = replayed?.strip ?? one.strip;
    return html`
      <section class="card">
        <h1 data-test="title">${replayed?.title ?? one.title}</h1>
        <p class="soft" data-test="status">${words.name("status", one.status)}</p>
        <p>${one.description}</p>
        ${one.reason ? html`<p class="mind" data-test="reason">${one.reason}</p>` : nothing}
        ${one.warnings.map((warning) => html`<p class="mind">${warning}</p>`)} ${this.watched(one)}
        ${one.deployed ? html`<p>${words.say("since", { at: words.moment(one.deployed.at) })}</p>` : nothing}
        ${scorecard(one, words)} ${this.buttons(one)} ${this.confirmation()} ${this.test_answer()}
        ${this.dismissing ? this.dismissal() : nothing}
      </section>
      ${
        strip && figures
          ? html`<section class="card">
            <h2>${words.say("evidence")}</h2>
            ${this.figures(figures)}
            <ai-automation-strip .strip=${strip} .words=${words}></ai-automation-strip>
          </section>`
          : nothing
      }
      ${one.parameters && OPEN.includes(one.status) ? this.editing(one) : nothing}
      <section class="card">
        ${
          one.difference
            ? html`<h2>${words.say("difference")}</h2>
              <pre tabindex="0">${one.difference}</pre>`
            : nothing
        }
        <details>
          <summary>${words.say("yaml")}</summary>
          <pre tabindex="0" data-test="yaml">${replayed?.yaml ?? one.yaml}</pre>
        </details>
        ${
          one.versions.length
            ? html`<details>
              <summary>${words.say("versions")}</summary>
              ${one.versions.map(
                (version) =>
                  html`<h3>
                      ${words.say("version", { version: version.version, until: words.moment(version.until) })}
                      ${version.replaced_by ?? ""}
                    </h3>
                    <pre tabindex="0">${JSON.stringify(version.automation, null, 2)}</pre>`,
              )}
            </details>`
            : nothing
        }
        ${
          one.deployed && one.automation_id
            ? html`<p>
              <a class="button" data-test="editor" href=${`/config/automation/edit/${one.automation_id}`}
                >${words.say("editor")}</a
              >
            </p>`
            : nothing
        }
      </section>
    `;
  }

  private figures(figures: Figures) {
    const { words } = this;
    return html`<dl class="figures" aria-live="polite" data-test="figures">
      ${FIGURES.map(
        (name) =>
          html`<div>
            <dt>${words.say(name)}</dt>
            <dd data-test=${`figure-${name}`}>${figures[name]}</dd>
          </div>`,
      )}
      <div>
        <dt>${words.say("saved")}</dt>
        <dd>${figures.saved_per_week.toLocaleString(words.language)}</dd>
      </div>
    </dl>`;
  }

  private watched(one: Suggestion) {
    const { words } = this;
    if (!one.watch) return nothing;
    const verdict = one.watch.verdict;
    return html`<p class="mind" data-test="watch-state">
      ${
        verdict
          ? words.say("verdict", {
              right: verdict.right,
              moved: verdict.right + verdict.wrong,
              wrong: verdict.wrong,
            })
          : words.say("watching", { until: words.moment(one.watch.until) })
      }
    </p>`;
  }

  private buttons(one: Suggestion) {
    const { words, busy } = this;
    const button = (name: string, text: string, work: () => unknown, primary = false) =>
      html`<button class=${primary ? "primary" : ""} data-test=${name} ?disabled=${busy} @click=${work}>
        ${text}
      </button>`;
    const on = one.status === "deployed";
    const paused = one.status === "paused";
    return html`<div class="row actions">
      ${
        OPEN.includes(one.status)
          ? html`
            ${button("accept", words.say("accept"), () => this.act("accept", { mode: "act" }), true)}
            ${
              one.status === "watching" || !one.watchable
                ? nothing
                : button("watch", words.say("watch"), () => this.act("accept", { mode: "watch", days: 7 }))
            }
            ${button("later", words.say("later"), () => this.act("snooze", { days: 7 }))}
            ${button("dismiss", words.say("dismiss"), () => (this.dismissing = !this.dismissing))}
          `
          : nothing
      }
      ${on ? button("pause", words.say("pause"), () => this.act("pause")) : nothing}
      ${paused ? button("go-on", words.say("go_on"), () => this.act("restore"), true) : nothing}
      ${on || paused ? button("undo", words.say("undo"), () => this.act("undo")) : nothing}
      ${
        OPEN.includes(one.status) || on || paused
          ? this.testing
            ? html`<span role="status">${words.say("testing")}</span>
              <button data-test="stop-test" @click=${() => this.attempt(() => ask(this.hass, "stop_test"))}>
                ${words.say("stop_test")}
              </button>`
            : button("test", words.say("test"), () => this.test())
          : button("restore", words.say("bring_back"), () => this.act("restore"), true)
      }
    </div>`;
  }

  private confirmation() {
    const { confirm, words } = this;
    if (!confirm) return nothing;
    const again = () => (confirm.verb === "test" ? this.test({ confirm: true }) : this.act("accept", { confirm: true }));
    return html`<div class="alert" role="alert">
      <p>${confirm.why}</p>
      <button data-test="confirm" @click=${again}>
        ${words.say(confirm.verb === "test" ? "test_anyway" : "accept_anyway")}
      </button>
    </div>`;
  }

  private test_answer() {
    const { tested, words } = this;
    if (!tested) return nothing;
    return html`<div role="status" data-test="tested">
      <p>${words.say(tested.ok ? "test_ok" : "test_bad")} ${tested.error ?? ""}</p>
      <ul>
        ${tested.steps.map(
          (step) => html`<li>${step.name ?? step.entity_id ?? step.action}: ${step.before ?? "–"} → ${step.after ?? "–"}</li>`,
        )}
      </ul>
      ${tested.not_restored.length ? html`<p>${words.say("not_restored", { names: tested.not_restored.join(", ") })}</p>` : nothing}
    </div>`;
  }

  private dismissal() {
    const { words } = this;
    const send = (event: SubmitEvent) => {
      event.preventDefault();
      const data = new FormData(event.target as HTMLFormElement);
      const reason = String(data.get("reason") ?? "");
      void this.act("dismiss", { exclude: data.get("exclude"), ...(reason && { reason }) });
    };
    return html`<form class="row" @submit=${send}>
      <label>${words.say("dismiss_reason")} <input name="reason" data-test="dismiss-reason" /></label>
      <label
        >${words.say("leave_alone")}
        <select name="exclude">
          ${(["nothing", "entity", "area"] as const).map(
            (what) => html`<option value=${what}>${words.say(`leave_${what}`)}</option>`,
          )}
        </select></label
      >
      <button class="primary" data-test="dismiss-send">${words.say("dismiss")}</button>
    </form>`;
  }

  private editing(one: Suggestion) {
    const { words, changes } = this;
    const changed = Object.keys(changes).length > 0;
    return html`<section class="card">
      <h2>${words.say("change")}</h2>
      <ai-automation-edit
        .parameters=${one.parameters!}
        .changes=${changes}
        .words=${words}
        @changes=${(event: CustomEvent<Changes>) => this.change(event.detail)}
      ></ai-automation-edit>
      <div class="row actions">
        <button data-test="save" ?disabled=${!changed || this.busy} @click=${() => this.act("edit", { changes })}>
          ${words.say("save")}
        </button>
        <button data-test="discard" ?disabled=${!changed} @click=${() => this.reset()}>${words.say("discard")}</button>
      </div>
    </section>`;
  }
}
