import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatPercent } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { toggleStyles } from '../common/toggleStyles';
import type { ShownZoom } from './compareStage';
import { type CompareMode, comparisonTexts, modeHint, modeText } from './comparisonTexts';

/** Ways to zoom. */
export type ZoomAction = 'fit' | 'actual' | 'closer' | 'farther';

/** Holding a press this long means to look at the other image only as long as it is held, in ms. */
export const holdMs = 350;

/** Chooses how to compare, and how large. Fires `mode` with the way, `zoomto` with a `ZoomAction`, and `flip`. */
@customElement('assetmill-comparison-toolbar')
export class ComparisonToolbar extends LitElement {
  /** The ways that are possible; none for a single image. */
  @property({ attribute: false }) modes: readonly CompareMode[] = [];
  @property({ attribute: false }) mode!: CompareMode;
  @property({ attribute: false }) zoom: ShownZoom | undefined;
  private pressedAt = 0;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; }
      div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem; }
      .zoom { margin-left: auto; }
      button { padding: 0 0.6rem; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 3px; line-height: 1.5rem; font-variant-numeric: tabular-nums; }
      button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      output { min-width: 3.2rem; text-align: center; font-variant-numeric: tabular-nums; }
    `,
    toggleStyles,
  ];

  override render(): TemplateResult {
    return html`${this.modes.length > 0 ? this.renderModes() : nothing}${this.renderZoom()}`;
  }

  private renderModes(): TemplateResult {
    return html`<div role="group" aria-label=${comparisonTexts.modes()}>
      ${this.modes.map((mode) => this.renderButton(modeText(mode), modeHint(mode), () => this.fire('mode', mode), mode === this.mode))}
      ${this.mode === 'flicker' ? this.renderFlip() : nothing}
    </div>`;
  }

  /** A press switches; the end of a long one switches back. A key has no end that counts. */
  private renderFlip(): TemplateResult {
    const press = ({ button, pointerId, currentTarget }: PointerEvent) => {
      if (button !== 0) return;
      (currentTarget as Element).setPointerCapture(pointerId);
      this.pressedAt = performance.now();
      this.fire('flip');
    };
    const release = () => performance.now() - this.pressedAt >= holdMs && this.fire('flip');
    return html`<button class="flip" title=${comparisonTexts.flipHint()} @pointerdown=${press} @pointerup=${release}
      @click=${({ detail }: MouseEvent) => detail === 0 && this.fire('flip')}>${comparisonTexts.flip()}</button>`;
  }

  private renderZoom(): TemplateResult {
    const { isFit = true, percent = 100 } = this.zoom ?? {};
    const zoom = (action: ZoomAction) => () => this.fire('zoomto', action);
    return html`<div class="zoom" role="group" aria-label=${comparisonTexts.zoom()}>
      ${this.renderButton(comparisonTexts.fit(), comparisonTexts.fitHint(), zoom('fit'), isFit)}
      ${this.renderButton(comparisonTexts.actual(), comparisonTexts.actualHint(), zoom('actual'), !isFit && Math.round(percent) === 100)}
      <button title=${comparisonTexts.farther()} aria-label=${comparisonTexts.farther()} @click=${zoom('farther')}>−</button>
      <output>${formatPercent(percent)}</output>
      <button title=${comparisonTexts.closer()} aria-label=${comparisonTexts.closer()} @click=${zoom('closer')}>+</button>
    </div>`;
  }

  private renderButton(label: string, hint: string, choose: () => void, chosen: boolean): TemplateResult {
    return html`<button title=${hint} aria-pressed=${chosen} @click=${choose}>${label}</button>`;
  }

  private fire(name: 'mode' | 'zoomto' | 'flip', detail?: CompareMode | ZoomAction): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-comparison-toolbar': ComparisonToolbar;
  }
}
