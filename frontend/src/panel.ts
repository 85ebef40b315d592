/** The panel of AI Automation in Home Assistant's sidebar. */
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "./active-view";
import { type Hass, type Told, listen } from "./api";
import "./ask-view";
import "./health-view";
import "./suggestion-view";
import "./suggestions-view";
import { styles } from "./styles";
import { go } from "./view";
import { wordsFor } from "./words";

const TABS = ["suggestions", "ask", "active", "health"] as const;
const SETTLE = 300;

@customElement("ai-automation-panel")
export class Panel extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property({ type: Boolean }) narrow = false;
  @state() private place = "suggestions";
  @state() private changed = 0;
  @state() private progress: number | null = null;
  private stop: (() => Promise<void>) | null = null;
  private timer = 0;

  static styles = [
    styles,
    css`
      :host {
        min-height: 100vh;
        background: var(--primary-background-color, #fafafa);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        flex-wrap: wrap;
        padding: 8px 16px 0;
        background: var(--card-background-color, #fff);
        border-bottom: 1px solid var(--divider-color, #e0e0e0);
      }
      .name {
        font-size: 1.25rem;
        margin: 0;
      }
      [role="tablist"] {
        display: flex;
        flex-wrap: wrap;
      }
      [role="tab"] {
        border: 0;
        border-bottom: 3px solid transparent;
        border-radius: 0;
        padding: 0 12px;
        min-height: 48px;
      }
      [role="tab"][aria-selected="true"] {
        border-bottom-color: var(--primary-color, #0288d1);
        font-weight: 500;
      }
      main {
        max-width: 1100px;
        margin: 0 auto;
        padding: 16px;
        box-sizing: border-box;
      }
    `,
  ];

  connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("hashchange", this.follow);
    window.addEventListener("location-changed", this.follow);
    this.follow();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("hashchange", this.follow);
    window.removeEventListener("location-changed", this.follow);
    void this.stop?.();
    this.stop = null;
  }

  protected firstUpdated(): void {
    if (!this.hass.user?.is_admin) return;
    void listen(this.hass, (event) => this.hear(event)).then(
      (stop) => (this.stop = stop),
      // The views say what is wrong when they ask.
      () => undefined,
    );
  }

  private hear(event: Told): void {
    if (event.event === "run") {
      this.progress = event.running ? (event.progress ?? 0) : null;
      return;
    }
    // A night changes many at once.
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.changed += 1), SETTLE);
  }

  private readonly follow = (): void => {
    this.place = window.location.hash.replace(/^#\/?/, "") || "suggestions";
  };

  private move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    // The address follows later; where the focus is counts.
    const here = TABS.findIndex((tab) => (event.target as HTMLElement).id === `tab-${tab}`);
    const next = TABS[(here + step + TABS.length) % TABS.length];
    go(next);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  }

  private get tab(): (typeof TABS)[number] {
    return TABS.find((tab) => this.place.startsWith(tab)) ?? "suggestions";
  }

  render() {
    const words = wordsFor(this.hass);
    const menu = () => this.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
    return html`
      <header lang=${words.language}>
        ${
          this.narrow
            ? html`<button aria-label=${words.say("menu")} data-test="menu" @click=${menu}>☰</button>`
            : nothing
        }
        <p class="name">AI Automation</p>
        ${this.hass.user?.is_admin ? this.tabs() : nothing}
      </header>
      <main lang=${words.language} id="view" role="main">
        ${this.hass.user?.is_admin ? this.view() : html`<p data-test="admin-only">${words.say("admin_only")}</p>`}
      </main>
    `;
  }

  private tabs() {
    const words = wordsFor(this.hass);
    return html`<div role="tablist" aria-label="AI Automation" @keydown=${this.move}>
      ${TABS.map(
        (tab) =>
          html`<button
            role="tab"
            id=${`tab-${tab}`}
            data-test=${`tab-${tab}`}
            aria-selected=${tab === this.tab}
            tabindex=${tab === this.tab ? 0 : -1}
            @click=${() => go(tab)}
          >
            ${words.say(`tab_${tab}`)}
          </button>`,
      )}
    </div>`;
  }

  private view() {
    const { hass, changed, place } = this;
    const one = /^suggestion\/([\w-]+)/.exec(place);
    if (one) {
      return html`<ai-automation-suggestion .hass=${hass} .changed=${changed} .suggestionId=${one[1]}></ai-automation-suggestion>`;
    }
    switch (this.tab) {
      case "ask":
        return html`<ai-automation-ask .hass=${hass}></ai-automation-ask>`;
      case "active":
        return html`<ai-automation-active .hass=${hass} .changed=${changed}></ai-automation-active>`;
      case "health":
        return html`<ai-automation-health .hass=${hass} .changed=${changed} .progress=${this.progress}></ai-automation-health>`;
      default:
        return html`<ai-automation-suggestions .hass=${hass} .changed=${changed}></ai-automation-suggestions>`;
    }
  }
}
