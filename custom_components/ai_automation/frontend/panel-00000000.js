customElements.define("ai-automation-panel", class extends HTMLElement {});
