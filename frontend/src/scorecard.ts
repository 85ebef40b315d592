/** What became of the runs of an automation, week by week. */
import { html, nothing } from "lit";
import type { Card } from "./api";
import type { Words } from "./words";

export function scorecard(card: Card, words: Words) {
  if (!card.scorecard.length) return nothing;
  return html`<div class="scroll">
    <table data-test="scorecard">
      <thead>
        <tr>
          ${(["week", "fired", "kept", "undone"] as const).map((name) => html`<th scope="col">${words.say(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${card.scorecard.map(
          (week) =>
            html`<tr>
              <td>${week.week}</td>
              <td>${week.fired}</td>
              <td>${week.kept}</td>
              <td>${week.undone}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
