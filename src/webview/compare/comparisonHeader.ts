import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { ComparisonView } from '../../shared/protocol/comparisonProtocol';
import { baseStyles } from '../common/baseStyles';
import { arrow } from '../common/commonTexts';
import type { HostActions } from '../common/hostActions';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { comparisonTexts } from './comparisonTexts';

/** The name of the file that is compared, and the buttons that lead to others and back to the list. */
@customElement('assetmill-comparison-header')
export class ComparisonHeader extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) comparison!: ComparisonView;
  @query('h1') private heading!: HTMLElement;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; }
      .titles { flex: 1 1 14rem; min-width: 0; }
      h1 { margin: 0; font-size: 1.25em; line-height: 1.4; font-weight: 600; outline: none; }
      .output { display: flex; gap: 0.35rem; align-items: center; }
      select { min-width: 0; max-width: 100%; height: 22px; font: inherit; color: var(--vscode-dropdown-foreground, var(--vscode-foreground)); background: var(--vscode-dropdown-background, var(--vscode-editor-background)); border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, var(--track))); border-radius: 3px; }
      select:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.4rem; }
      button { display: grid; place-items: center; width: 26px; height: 26px; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 3px; }
      button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      button[aria-disabled='true'] { opacity: 0.4; cursor: default; background: none; outline-color: transparent; }
      button:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      .previous .icon { transform: scaleX(-1); }
    `,
  ];

  /** Moves the focus to the name, so that screen readers say which file is compared. */
  override async focus(): Promise<void> {
    await this.updateComplete;
    this.heading.focus();
  }

  override render(): TemplateResult {
    const { file, canKeepOriginal, grouped } = this.comparison;
    return html`
      <vscode-button secondary title=${comparisonTexts.backHint()} @click=${() => this.actions.closeComparison()}>${comparisonTexts.back()}</vscode-button>
      <div class="titles">
        <h1 class="file clip" tabindex="-1" title=${file}>${file}</h1>
        ${this.renderOutput()}
      </div>
      <div class="buttons">
        ${grouped ? nothing : html`${this.renderStep('previous', comparisonTexts.previous())}${this.renderStep('next', comparisonTexts.next())}`}
        ${
          canKeepOriginal
            ? html`<vscode-button secondary title=${comparisonTexts.keepOriginalHint()} @click=${() => this.actions.keepOriginal()}>${comparisonTexts.keepOriginal()}</vscode-button>`
            : nothing
        }
      </div>
    `;
  }

  /** A button that is disabled keeps the focus, for the one beside it. */
  private renderStep(name: 'previous' | 'next', hint: string): TemplateResult {
    const row = this.comparison[name];
    return html`<button class=${name} title=${hint} aria-label=${hint} aria-disabled=${row === undefined}
      @click=${() => row !== undefined && this.actions.compare(row)}>${svgIcon('chevron')}</button>`;
  }

  /** The output, or a choice among several. */
  private renderOutput(): TemplateResult | typeof nothing {
    const { id, outputs, output, grouped } = this.comparison;
    const [only] = outputs;
    if (only === undefined) return nothing;
    const choose = ({ target }: Event) =>
      this.actions[grouped ? 'compareFile' : 'compare'](id, Number((target as HTMLSelectElement).value));
    return html`<div class="output muted"><span aria-hidden="true">${arrow}</span>${
      outputs.length === 1
        ? html`<span class="clip" title=${only}>${only}</span>`
        : html`<select aria-label=${comparisonTexts.output()} @change=${choose}>${outputs.map(
            (name, index) => html`<option value=${index} ?selected=${index === output} .selected=${index === output}>${name}</option>`,
          )}</select>`
    }</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-comparison-header': ComparisonHeader;
  }
}
