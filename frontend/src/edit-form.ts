/** The parameters of a suggestion that can be changed; tells every change. */
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Changes, Parameters } from "./api";
import { styles } from "./styles";
import type { Words } from "./words";

const WEEK = [0, 1, 2, 3, 4, 5, 6];

@customElement("ai-automation-edit")
export class EditForm extends LitElement {
  @property({ attribute: false }) parameters!: Parameters;
  @property({ attribute: false }) changes: Changes = {};
  @property({ attribute: false }) words!: Words;

  static styles = [
    styles,
    css`
      .fields {
        align-items: flex-end;
        margin-bottom: 12px;
      }
      legend {
        padding: 0;
      }
    `,
  ];

  render() {
    const { parameters, changes, words } = this;
    const days = changes.weekdays ?? parameters.weekdays ?? WEEK;
    const dropped = changes.drop_conditions ?? [];
    return html`
      <div class="row fields">
        ${
          parameters.at === null
            ? nothing
            : html`<label
              >${words.say("at")}
              <input
                type="time"
                required
                data-test="time-input"
                .value=${changes.at ?? parameters.at}
                @input=${(e: Event) => this.set("at", (e.target as HTMLInputElement).value)}
            /></label>`
        }
        ${
          parameters.offset === null
            ? nothing
            : html`<label
              >${words.say("offset")}
              <input
                type="number"
                step="5"
                min="-720"
                max="720"
                data-test="offset-input"
                .value=${String(changes.offset ?? parameters.offset)}
                @input=${(e: Event) => this.number("offset", e, 1)}
            /></label>`
        }
        ${
          parameters.for === null
            ? nothing
            : html`<label
              >${words.say("wait")}
              <input
                type="number"
                step="1"
                min="0"
                max="1440"
                data-test="wait-input"
                .value=${String((changes.for ?? parameters.for) / 60)}
                @input=${(e: Event) => this.number("for", e, 60)}
            /></label>`
        }
      </div>
      <fieldset>
        <legend>${words.say("weekdays")}</legend>
        <div class="row">
          ${WEEK.map(
            (day) =>
              html`<label class="tick"
                ><input
                  type="checkbox"
                  data-test=${`day-${day}`}
                  .checked=${days.includes(day)}
                  @change=${(e: Event) => this.day(days, day, (e.target as HTMLInputElement).checked)}
                />${this.dayName(day)}</label
              >`,
          )}
        </div>
      </fieldset>
      ${
        parameters.conditions.length
          ? html`<fieldset>
            <legend>${words.say("conditions")}</legend>
            ${parameters.conditions.map(
              ({ index, text }) =>
                html`<label class="tick"
                  ><input
                    type="checkbox"
                    data-test=${`condition-${index}`}
                    .checked=${!dropped.includes(index)}
                    @change=${(e: Event) => this.drop(dropped, index, !(e.target as HTMLInputElement).checked)}
                  />${text}</label
                >`,
            )}
          </fieldset>`
          : nothing
      }
    `;
  }

  private dayName(day: number): string {
    // The first of January 2024 was a Monday.
    const date = new Date(Date.UTC(2024, 0, 1 + day));
    return new Intl.DateTimeFormat(this.words.language, { weekday: "short", timeZone: "UTC" }).format(date);
  }

  private number(name: "offset" | "for", event: Event, factor: number): void {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(value)) this.set(name, Math.round(value * factor));
  }

  private day(days: number[], day: number, on: boolean): void {
    this.set("weekdays", on ? [...days, day].sort() : days.filter((other) => other !== day));
  }

  private drop(dropped: number[], index: number, on: boolean): void {
    this.set("drop_conditions", on ? [...dropped, index] : dropped.filter((other) => other !== index));
  }

  private set(name: keyof Changes, value: unknown): void {
    if (value === "") return;
    const changes = { ...this.changes, [name]: value };
    this.dispatchEvent(new CustomEvent("changes", { detail: changes }));
  }
}
