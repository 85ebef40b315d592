/** How the analysis does: its runs, what it read, what it lacks, and what it cost. */
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Fact, type Health, type Run, ask } from "./api";
import { View } from "./view";

@customElement("ai-automation-health")
export class HealthView extends View {
  @property({ type: Number }) progress: number | null = null;
  @state() private health: Health | null = null;
  @state() private payloads: string | null = null;

  protected async load(): Promise<void> {
    this.health = await ask<Health>(this.hass, "health");
  }

  protected willUpdate(changes: Map<PropertyKey, unknown>): void {
    // A run that ends has a row of its own.
    if (changes.has("progress") && this.progress === null && !changes.has("changed")) {
      void this.attempt(() => this.load());
    }
    super.willUpdate(changes);
  }

  render() {
    const { health, words } = this;
    if (health === null) return html`${this.alert()}<p>${words.say("loading")}</p>`;
    const progress = this.progress ?? health.progress;
    const running = this.progress !== null || health.running;
    return html`
      ${this.alert()}
      <section class="card">
        <h2>${words.say("tab_health")}</h2>
        ${
          running
            ? html`<label
                >${words.say("running")}
                <progress data-test="progress" max="100" .value=${progress ?? 0}></progress
              ></label>
              <button data-test="cancel" @click=${() => this.attempt(() => ask(this.hass, "cancel"))}>
                ${words.say("cancel")}
              </button>`
            : html`<button
              class="primary"
              data-test="analyze"
              @click=${() => this.attempt(() => ask(this.hass, "analyze"))}
            >
              ${words.say("analyze")}
            </button>`
        }
      </section>
      <section class="card">
        <h2>${words.say("history")}</h2>
        <p>
          ${health.days ? words.say("history_days", { days: health.days }) : words.say("history_none")}
          ${words.say("history_more")}
        </p>
        ${this.causes(health)}
        <h3>${words.say("near")}</h3>
        ${this.facts(health.near_misses)}
        <h3>${words.say("quiet")}</h3>
        ${this.facts(health.quiet)}
        <h3>${words.say("sensors")}</h3>
        ${this.facts(health.missing_sensors)}
      </section>
      <section class="card">
        <h2>${words.say("runs")}</h2>
        <div class="scroll" tabindex="0" role="group" aria-label=${words.say("runs")}>
          <table data-test="runs">
            <thead>
              <tr>
                ${(["started", "state", "seconds", "suggestions", "tokens"] as const).map((name) => html`<th scope="col">${words.say(name)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${health.runs.map((run) => this.run(run))}
            </tbody>
          </table>
        </div>
      </section>
      ${this.model(health)}
    `;
  }

  private run(run: Run) {
    const { words } = this;
    const seconds = Object.values(run.stages).reduce((sum, one) => sum + one, 0);
    return html`<tr>
      <td>${words.moment(run.started)}</td>
      <td>${words.name("run", run.status)}${run.detail ? html`<br /><span class="soft">${run.detail}</span>` : nothing}</td>
      <td>
        <details>
          <summary>${seconds.toFixed(1)}</summary>
          ${Object.entries(run.stages).map(([name, one]) => html`<div>${name}: ${one.toFixed(1)}</div>`)}
        </details>
      </td>
      <td>${run.suggestions}</td>
      <td>${run.tokens}</td>
    </tr>`;
  }

  private causes(health: Health) {
    const all = Object.values(health.causes).reduce((sum, one) => sum + one, 0);
    if (!all) return nothing;
    const known = all - (health.causes.unknown ?? 0);
    return html`<p>${this.words.say("causes", { share: Math.round((100 * known) / all) })}</p>`;
  }

  private facts(facts: Fact[]) {
    if (!facts.length) return html`<p class="soft">${this.words.say("none")}</p>`;
    return html`<ul>
      ${facts.map((fact) => {
        const about = fact.title ?? (fact.area === undefined ? null : (fact.area ?? this.words.say("no_room")));
        return html`<li>${about === null ? nothing : html`<strong>${about}</strong><br />`}${fact.message}</li>`;
      })}
    </ul>`;
  }

  private model(health: Health) {
    const { words } = this;
    const used = health.tokens;
    const show = (event: Event) => {
      if (!(event.target as HTMLDetailsElement).open) return;
      void this.attempt(async () => {
        this.payloads = JSON.stringify(await ask(this.hass, "get_payloads", { limit: 20 }), null, 2);
      });
    };
    return html`<section class="card">
      <h2>${words.say("model")}</h2>
      ${
        used
          ? html`<p>
              ${words.say("model_used", {
                month: used.month.toLocaleString(words.language),
                cap_day: used.cap_day.toLocaleString(words.language),
                cap_month: used.cap_month.toLocaleString(words.language),
              })}
              ${used.cost === null ? nothing : words.say("model_cost", { cost: used.cost, currency: used.currency })}
            </p>
            <details @toggle=${show}>
              <summary>${words.say("payloads")}</summary>
              <pre tabindex="0">${this.payloads ?? words.say("loading")}</pre>
            </details>`
          : html`<p>${words.say("model_none")}</p>`
      }
    </section>`;
  }
}
