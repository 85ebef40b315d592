/** A line of text, and a suggestion or a question as the answer. */
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Asked, ask } from "./api";
import { View, go } from "./view";

@customElement("ai-automation-ask")
export class AskView extends View {
  @state() private answer: Asked | null = null;
  @state() private busy = false;

  private async send(text: string): Promise<void> {
    if (!text.trim()) return;
    const conversation = this.answer?.conversation_id;
    this.busy = true;
    await this.attempt(async () => {
      this.answer = await ask<Asked>(this.hass, "ask", {
        text,
        ...(conversation && { conversation_id: conversation }),
      });
    });
    this.busy = false;
  }

  render() {
    const { words } = this;
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const data = new FormData(event.target as HTMLFormElement);
      void this.send(String(data.get("text") ?? ""));
    };
    return html`
      ${this.alert()}
      <form class="card" @submit=${submit}>
        <label style="width: 100%"
          >${words.say("ask_label")}
          <textarea name="text" rows="3" maxlength="1000" data-test="ask-text" style="width: 100%" aria-describedby="hint"></textarea>
        </label>
        <p id="hint" class="soft">${words.say("ask_hint")}</p>
        <button class="primary" data-test="ask-send" ?disabled=${this.busy}>${words.say("ask_send")}</button>
      </form>
      <div aria-live="polite" data-test="ask-answer">
        ${this.busy ? html`<p>${words.say("ask_wait")}</p>` : this.answer ? this.answered(this.answer) : nothing}
      </div>
    `;
  }

  private answered(answer: Asked) {
    const { words } = this;
    return html`<section class="card">
      <h2>${words.say("answer")}</h2>
      ${answer.reason || answer.message ? html`<p>${answer.reason ?? answer.message}</p>` : nothing}
      ${answer.question ? html`<p>${answer.question}</p>` : nothing}
      <div class="row">
        ${(answer.choices ?? []).map((choice) => html`<button data-test="choice" @click=${() => this.send(choice)}>${choice}</button>`)}
      </div>
      ${(answer.suggestions ?? []).map(
        (one) => html`<p>${one.title}</p>
          <button class="primary" data-test="open" @click=${() => go(`suggestion/${one.id}`)}>${words.say("look")}</button>`,
      )}
    </section>`;
  }
}
