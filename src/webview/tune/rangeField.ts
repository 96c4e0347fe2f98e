import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../common/baseStyles';

/** A number with a slider. Fires `change` with every number that it is set to. */
@customElement('assetmill-range-field')
export class RangeField extends LitElement {
  @property({ attribute: false }) label = '';
  @property({ attribute: false }) value = 1;
  @property({ attribute: false }) least = 1;
  @property({ attribute: false }) most = 100;
  /** Where the slider ends; larger numbers can be typed. */
  @property({ attribute: false }) sliderMost: number | undefined;
  @property({ attribute: false }) disabled = false;

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    css`
      .field { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0.2rem 0.6rem; }
      .label { grid-column: 1 / -1; }
      input { margin: 0; min-width: 0; font: inherit; accent-color: var(--vscode-focusBorder); }
      input[type='number'] { width: 5.2rem; padding: 0.15rem 0.3rem; font-variant-numeric: tabular-nums; color: var(--vscode-input-foreground, var(--vscode-foreground)); background: var(--vscode-input-background, transparent); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, var(--track))); border-radius: 2px; }
      input[type='range'] { width: 100%; height: 24px; }
      input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
      .field.disabled { opacity: 0.6; }
    `,
  ];

  override render(): TemplateResult {
    const { label, value, least, most, sliderMost = most, disabled } = this;
    return html`<div class=${disabled ? 'field disabled' : 'field'}>
      <span class="label" aria-hidden="true">${label}</span>
      <input type="range" aria-label=${label} min=${least} max=${sliderMost} step="1" ?disabled=${disabled} .value=${live(String(Math.min(value, sliderMost)))} @input=${this.onInput}>
      <input type="number" aria-label=${label} min=${least} max=${most} step="1" ?disabled=${disabled} .value=${String(value)} @change=${this.onInput}>
    </div>`;
  }

  private onInput({ target }: Event): void {
    const typed = Math.round(Number((target as HTMLInputElement).value));
    const value = Number.isFinite(typed) ? Math.max(this.least, Math.min(this.most, typed)) : this.value;
    // An update of the page does not touch a number that is being typed, so an impossible one is set right here.
    (target as HTMLInputElement).value = String(value);
    if (value !== this.value) this.dispatchEvent(new CustomEvent<number>('change', { detail: value }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-range-field': RangeField;
  }
}
