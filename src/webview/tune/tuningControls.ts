import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import {
  type TunedFormat,
  type TuningChoice,
  type TuningView,
  tunedEdge,
  tunedIntensity,
  tunedQuality,
} from '../../shared/protocol/tuningProtocol';
import { defaultIntensity, type FilterName } from '../../shared/recipe/filterChoices';
import { presets } from '../../shared/recipe/presets';
import { baseStyles } from '../common/baseStyles';
import { toggleStyles } from '../common/toggleStyles';
import './filterGrid';
import './formatList';
import './rangeField';
import { tuningTexts } from './tuningTexts';

/** Where the slider of the long edge ends where the image does not say. */
const usualEdge = 4096;

/** The choices of a command. Fires `choose` with the new choice. */
@customElement('assetmill-tuning-controls')
export class TuningControls extends LitElement {
  @property({ attribute: false }) tuning!: TuningView;
  @property({ attribute: false }) choice!: TuningChoice;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-direction: column; gap: 0.75rem; padding: 2px; }
      /* The intensity stays in sight while the filters are scrolled. */
      .intensity { position: sticky; top: -2px; z-index: 1; padding-bottom: 0.4rem; background: var(--vscode-editor-background); }
      label { display: flex; align-items: center; gap: 0.45rem; min-height: 24px; }
      input { margin: 0; accent-color: var(--vscode-focusBorder); }
      input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      .sizes { display: flex; flex-wrap: wrap; gap: 0.35rem; }
      .sizes button { padding: 0 0.6rem; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 3px; line-height: 1.6rem; font-variant-numeric: tabular-nums; }
      .sizes button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
    `,
    toggleStyles,
  ];

  /** Moves the focus to the main choice. */
  override focus(): void {
    const main = this.renderRoot.querySelector<HTMLElement>('assetmill-filter-grid, assetmill-format-list');
    (main ?? this.renderRoot.querySelector<HTMLElement>('.lossless, assetmill-range-field'))?.focus();
  }

  override render(): TemplateResult {
    const { choice } = this;
    switch (choice.operation) {
      case 'convert':
        return this.renderConvert(choice);
      case 'optimize':
        return html`${this.renderLossless(choice.lossless)}${this.renderQuality(choice.quality, choice.lossless)}`;
      case 'resize':
        return this.renderResize(choice.longEdge);
      case 'filter':
        return this.renderFilter(choice);
    }
  }

  private renderConvert({ format, quality, lossless }: TuningChoice & { operation: 'convert' }): TemplateResult {
    const hasLossless = format === 'webp' || format === 'avif';
    const choose = ({ detail }: CustomEvent<TunedFormat>) => this.change({ format: detail });
    return html`
      <assetmill-format-list .format=${format} .results=${this.tuning.formats} .bytes=${this.tuning.before?.bytes} @choose=${choose}></assetmill-format-list>
      ${this.renderQuality(quality, format === 'png' || (lossless && hasLossless))}
      ${hasLossless ? this.renderLossless(lossless) : nothing}
    `;
  }

  private renderQuality(quality: number, disabled: boolean): TemplateResult {
    return html`<assetmill-range-field .label=${tuningTexts.quality()} .value=${quality} .least=${tunedQuality.least} .most=${tunedQuality.most} .disabled=${disabled}
      @change=${({ detail }: CustomEvent<number>) => this.change({ quality: detail })}></assetmill-range-field>`;
  }

  private renderLossless(lossless: boolean): TemplateResult {
    const toggle = ({ target }: Event) => this.change({ lossless: (target as HTMLInputElement).checked });
    return html`<label><input class="lossless" type="checkbox" .checked=${live(lossless)} @change=${toggle}>${tuningTexts.lossless()}</label>`;
  }

  private renderResize(longEdge: number): TemplateResult {
    const { before } = this.tuning;
    const sliderMost = before ? Math.max(before.width, before.height, 16) : usualEdge;
    return html`
      <assetmill-range-field .label=${tuningTexts.longEdge()} .value=${longEdge} .least=${tunedEdge.least} .most=${tunedEdge.most} .sliderMost=${sliderMost}
        @change=${({ detail }: CustomEvent<number>) => this.change({ longEdge: detail })}></assetmill-range-field>
      <div class="sizes" role="group" aria-label=${tuningTexts.sizes()}>${presets.map(
        (preset) =>
          html`<button aria-pressed=${preset.longEdge === longEdge} @click=${() => this.change({ longEdge: preset.longEdge })}>${preset.longEdge}</button>`,
      )}</div>
    `;
  }

  private renderFilter({ filter, intensity }: TuningChoice & { operation: 'filter' }): TemplateResult {
    const choose = ({ detail }: CustomEvent<FilterName>) => this.change({ filter: detail, intensity: defaultIntensity(detail) });
    return html`
      <assetmill-range-field class="intensity" .label=${tuningTexts.intensity()} .value=${intensity} .least=${tunedIntensity.least} .most=${tunedIntensity.most}
        @change=${({ detail }: CustomEvent<number>) => this.change({ intensity: detail })}></assetmill-range-field>
      <assetmill-filter-grid .filter=${filter} .swatches=${this.tuning.swatches} @choose=${choose}></assetmill-filter-grid>
    `;
  }

  private change(part: object): void {
    this.dispatchEvent(new CustomEvent<TuningChoice>('choose', { detail: { ...this.choice, ...part } }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-tuning-controls': TuningControls;
  }
}
