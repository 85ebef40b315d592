/** What all parts of the panel look like; colours are Home Assistant's. */
import { css } from "lit";

export const styles = css`
  :host {
    display: block;
    color: var(--primary-text-color, #1c1c1c);
    font-family: var(--ha-font-family-body, Roboto, system-ui, sans-serif);
    line-height: 1.5;
  }
  h1 {
    font-size: 1.5rem;
    margin: 0 0 8px;
    line-height: 1.25;
  }
  h2 {
    font-size: 1.1rem;
    margin: 0 0 8px;
    line-height: 1.3;
  }
  .card {
    background: var(--card-background-color, #fff);
    border: 1px solid var(--divider-color, #e0e0e0);
    border-radius: var(--ha-card-border-radius, 12px);
    padding: 16px;
    margin: 0 0 16px;
    overflow-wrap: anywhere;
  }
  ul.plain {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .soft {
    color: var(--secondary-text-color, #595959);
  }
  button,
  .button {
    font: inherit;
    min-height: 40px;
    padding: 0 16px;
    border-radius: 20px;
    border: 1px solid var(--primary-text-color, #1c1c1c);
    background: transparent;
    color: inherit;
    cursor: pointer;
    text-decoration: none;
    display: inline-flex;
    align-items: center;
  }
  button.primary {
    background: var(--primary-text-color, #1c1c1c);
    border-color: var(--primary-text-color, #1c1c1c);
    color: var(--card-background-color, #fff);
    font-weight: 500;
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--primary-color, #0288d1);
    outline-offset: 2px;
  }
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    background: var(--card-background-color, #fff);
    border: 1px solid var(--secondary-text-color, #595959);
    border-radius: 8px;
    min-height: 40px;
    padding: 0 8px;
    box-sizing: border-box;
    max-width: 100%;
  }
  input[type="checkbox"] {
    min-height: 20px;
    width: 20px;
    height: 20px;
  }
  label {
    display: inline-flex;
    flex-direction: column;
    gap: 4px;
  }
  label.tick {
    flex-direction: row;
    align-items: center;
    min-height: 40px;
    gap: 8px;
  }
  fieldset {
    border: 0;
    margin: 0;
    padding: 0;
  }
  pre {
    overflow: auto;
    background: var(--primary-background-color, #fafafa);
    padding: 12px;
    border-radius: 8px;
    margin: 8px 0 0;
    font-size: 0.85rem;
    white-space: pre;
    overflow-wrap: normal;
  }
  summary {
    cursor: pointer;
    min-height: 40px;
    display: flex;
    align-items: center;
  }
  summary::before {
    content: "▸" / "";
    margin-inline-end: 8px;
  }
  details[open] > summary::before {
    content: "▾" / "";
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: start;
    padding: 4px 8px 4px 0;
    vertical-align: top;
  }
  .scroll {
    overflow-x: auto;
  }
  .alert {
    border-inline-start: 4px solid var(--error-color, #b00020);
    padding: 8px 12px;
    margin: 0 0 16px;
    background: var(--card-background-color, #fff);
  }
  .mind {
    border-inline-start: 4px solid var(--warning-color, #a15c00);
    padding: 4px 12px;
    margin: 8px 0;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin: 12px 0;
  }
  .figures div {
    display: flex;
    flex-direction: column-reverse;
  }
  .figures dd {
    margin: 0;
    font-size: 1.4rem;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
