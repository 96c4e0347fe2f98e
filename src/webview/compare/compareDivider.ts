import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPercent } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { comparisonTexts } from './comparisonTexts';

/** Percent of the width that a key moves the divider by. */
const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -100,
  End: 100,
};

/** A vertical line over two images, which is moved by dragging and by keys. Fires `move` with its position in percent of the width. */
@customElement('assetmill-compare-divider')
export class CompareDivider extends LitElement {
  /** In percent of the width. */
  @property({ attribute: false }) position = 50;

  static override styles = [
    baseStyles,
    css`
      :host { position: absolute; inset: 0; pointer-events: none; }
      .divider { position: absolute; inset-block: 0; width: 2rem; margin-left: -1rem; pointer-events: auto; cursor: ew-resize; touch-action: none; outline: none; }
      .line { position: absolute; inset-block: 0; left: 50%; width: 2px; margin-left: -1px; background: var(--vscode-button-background); box-shadow: 0 0 0 1px var(--vscode-contrastBorder, var(--vscode-editor-background)); }
      .handle { position: absolute; top: 50%; left: 50%; display: grid; place-items: center; width: 2rem; height: 2rem; margin: -1rem; border: 1px solid var(--vscode-contrastBorder, var(--vscode-editor-background)); border-radius: 50%; color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
      .divider:focus-visible .handle { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
      svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
    `,
  ];

  override render(): TemplateResult {
    const position = Math.round(this.position);
    return html`<div class="divider" role="slider" tabindex="0" aria-label=${comparisonTexts.divider()} aria-valuemin="0" aria-valuemax="100"
      aria-valuenow=${position} aria-valuetext=${formatPercent(position)} aria-orientation="horizontal" .style=${`left: ${this.position}%`}
      @keydown=${this.onKey} @pointerdown=${this.onPress} @pointermove=${this.onDrag}>
      <div class="line"></div>
      <div class="handle"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5"></path></svg></div>
    </div>`;
  }

  private onKey(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(this.position + (event.shiftKey ? step * 5 : step));
  }

  private onPress(event: PointerEvent): void {
    if (event.button !== 0) return;
    // The pane below would move the image.
    event.stopPropagation();
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  private onDrag(event: PointerEvent): void {
    if (!(event.currentTarget as Element).hasPointerCapture(event.pointerId)) return;
    const { left, width } = this.getBoundingClientRect();
    this.move(((event.clientX - left) / width) * 100);
  }

  private move(position: number): void {
    this.dispatchEvent(new CustomEvent<number>('move', { detail: Math.max(0, Math.min(100, position)) }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-compare-divider': CompareDivider;
  }
}
