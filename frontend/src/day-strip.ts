/** The evidence as a picture: one row a day, hours across. */
import { LitElement, css, html, nothing, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Mark, Strip } from "./api";
import { styles } from "./styles";
import type { Words } from "./words";

const ROW = 18;
const LEFT = 78;
const RIGHT = 10;
const NARROWEST = 180;
const TOP = 18;
const VERDICTS = ["right", "wrong", "noop", "missed"] as const;

@customElement("ai-automation-strip")
export class DayStrip extends LitElement {
  @property({ attribute: false }) strip!: Strip;
  @property({ attribute: false }) words!: Words;
  @state() private chosen = -1;
  /** Pixels from midnight to midnight. */
  @state() private width = 600;
  private readonly observer = new ResizeObserver(([one]) => {
    this.width = Math.max(NARROWEST, Math.floor(one.contentRect.width) - LEFT - RIGHT);
  });

  connectedCallback(): void {
    super.connectedCallback();
    this.observer.observe(this);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  static styles = [
    styles,
    css`
      svg {
        display: block;
      }
      text {
        fill: var(--primary-text-color, #1c1c1c);
        font-size: 11px;
      }
      .grid {
        stroke: var(--divider-color, #e0e0e0);
        stroke-width: 1;
      }
      .away {
        fill: var(--divider-color, #e0e0e0);
        opacity: 0.5;
      }
      .act {
        stroke: var(--secondary-text-color, #595959);
        stroke-width: 1.5;
      }
      .right {
        fill: var(--success-color, #1b7f3b);
        stroke: none;
      }
      .wrong {
        stroke: var(--error-color, #b00020);
        stroke-width: 2.5;
        fill: none;
      }
      .noop {
        stroke: var(--secondary-text-color, #595959);
        stroke-width: 1.5;
        fill: none;
      }
      .missed {
        stroke: var(--warning-color, #a15c00);
        stroke-width: 2;
        fill: none;
      }
      .chosen {
        stroke: var(--primary-color, #0288d1);
        stroke-width: 2;
        fill: none;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        margin: 4px 0;
      }
      .legend svg {
        display: inline-block;
        width: 16px;
        height: 16px;
        vertical-align: -3px;
      }
      .tip {
        min-height: 1.5em;
        margin: 4px 0 0;
      }
    `,
  ];

  private get marks(): { day: number; mark: Mark }[] {
    return this.strip.days.flatMap((day, index) => day.marks.map((mark) => ({ day: index, mark })));
  }

  render() {
    const { strip, words } = this;
    const marks = this.marks;
    const count = (verdict: string) => marks.filter((m) => m.mark.verdict === verdict).length;
    const label = words.say("strip_label", {
      days: strip.days.length,
      right: count("right"),
      wrong: count("wrong"),
      noop: count("noop"),
      missed: count("missed"),
    });
    const right = LEFT + this.width;
    const height = TOP + strip.days.length * ROW + 4;
    return html`
      <div class="legend">
        ${VERDICTS.map(
          (verdict) =>
            html`<span
              ><svg viewBox="-8 -8 16 16" aria-hidden="true">${shape(verdict, 0, 0)}</svg>
              ${words.say(verdict)}</span
            >`,
        )}
      </div>
      <div
        class="scroll"
        data-test="strip"
        tabindex="0"
        role="group"
        aria-label=${`${label} ${words.say("strip_hint")}`}
        @keydown=${this.onKey}
      >
        <svg width=${right + RIGHT} height=${height} aria-hidden="true">
          ${[0, 6, 12, 18, 24].map(
            (hour) => svg`
              <line class="grid" x1=${this.x(hour * 60)} x2=${this.x(hour * 60)} y1=${TOP - 4} y2=${height} />
              <text x=${this.x(hour * 60)} y="10" text-anchor="middle">${hour}</text>`,
          )}
          ${strip.days.map(
            (day, index) => svg`
              ${
                day.away
                  ? svg`<rect class="away" x=${LEFT} width=${this.width} y=${TOP + index * ROW} height=${ROW} />`
                  : nothing
              }
              <text x="0" y=${y(index) + 4}>${words.date(day.date)}</text>
              <line class="grid" x1=${LEFT} x2=${right} y1=${y(index)} y2=${y(index)} />`,
          )}
          ${marks.map(({ day, mark }, index) => this.mark(day, mark, index))}
        </svg>
      </div>
      <p class="tip" aria-live="polite" data-test="tip">
        ${this.chosen >= 0 && marks[this.chosen] ? this.told(marks[this.chosen]) : words.say("strip_hint")}
      </p>
      <div class="hidden"><table>
        <caption>
          ${label}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.say("day")}</th>
            <th scope="col">${words.say("time")}</th>
            <th scope="col">${words.say("what")}</th>
            <th scope="col">${words.say("who")}</th>
          </tr>
        </thead>
        <tbody>
          ${marks.map(
            ({ day, mark }) =>
              html`<tr>
                <td>${words.date(strip.days[day].date)}</td>
                <td>${mark.at.slice(11, 16)}</td>
                <td>${words.name("verdict", mark.verdict)}</td>
                <td>${mark.by ?? ""}</td>
              </tr>`,
          )}
        </tbody>
      </table></div>
    `;
  }

  private x(minute: number): number {
    return LEFT + (minute / 1440) * this.width;
  }

  private mark(day: number, mark: Mark, index: number) {
    const at = this.x(mark.minute);
    return svg`
      <g @pointerenter=${() => (this.chosen = index)} @click=${() => (this.chosen = index)}>
        ${
          mark.acted === null
            ? nothing
            : svg`<line class="act" x1=${at} x2=${this.x(mark.acted)} y1=${y(day)} y2=${y(day)} />`
        }
        ${shape(mark.verdict, at, y(day))}
        ${this.chosen === index ? svg`<circle class="chosen" cx=${at} cy=${y(day)} r="8" />` : nothing}
        <rect x=${at - 8} y=${y(day) - 8} width="16" height="16" fill="transparent" />
      </g>`;
  }

  private told({ day, mark }: { day: number; mark: Mark }): string {
    const { words, strip } = this;
    const who = mark.by ? ` (${mark.by})` : "";
    const time = mark.at.slice(11, 16);
    return `${words.date(strip.days[day].date)}, ${time}: ${words.name("verdict", mark.verdict)}${who}`;
  }

  private onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const count = this.marks.length;
    if (!step || !count) return;
    event.preventDefault();
    this.chosen = (this.chosen + step + count) % count;
  }
}

function y(day: number): number {
  return TOP + day * ROW + ROW / 2;
}

/** Return the sign of a verdict; shapes differ, so that nobody needs the colours. */
function shape(verdict: Mark["verdict"], cx: number, cy: number) {
  switch (verdict) {
    case "right":
      return svg`<circle class="right" cx=${cx} cy=${cy} r="5" />`;
    case "wrong":
      return svg`<path class="wrong" d="M${cx - 5} ${cy - 5}l10 10m0-10l-10 10" />`;
    case "noop":
      return svg`<circle class="noop" cx=${cx} cy=${cy} r="3" />`;
    case "missed":
      return svg`<rect class="missed" x=${cx - 4.5} y=${cy - 4.5} width="9" height="9" />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ai-automation-strip": DayStrip;
  }
}
