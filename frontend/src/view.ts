/** What the views of the panel share: who looks, the words, and telling what went wrong. */
import { LitElement, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { type Hass, sentence } from "./api";
import { styles } from "./styles";
import { type Words, wordsFor } from "./words";

export class View extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  /** Rises whenever something has changed that may be shown. */
  @property({ type: Number }) changed = 0;
  @state() protected failed: string | null = null;

  static styles = [styles];

  protected get words(): Words {
    return wordsFor(this.hass);
  }

  /** Read what is shown anew. */
  protected async load(): Promise<void> {}

  protected willUpdate(changes: Map<PropertyKey, unknown>): void {
    if (changes.has("changed")) void this.attempt(() => this.load());
  }

  /** Do something, and tell what went wrong; returns whether it worked. */
  protected async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.failed = null;
      return true;
    } catch (error) {
      this.failed = await sentence(this.hass, error);
      return false;
    }
  }

  protected alert() {
    if (this.failed === null) return nothing;
    return html`<div class="alert" role="alert">
      <p>${this.failed}</p>
      <button @click=${() => this.attempt(() => this.load())}>${this.words.say("retry")}</button>
    </div>`;
  }
}

/** Go to another part of the panel. */
export function go(path: string): void {
  window.location.hash = `#/${path}`;
}
