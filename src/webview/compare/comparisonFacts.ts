import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ShownComparison, ShownImage } from '../../shared/protocol/comparisonProtocol';
import { metadataText } from '../../shared/run/metadataText';
import { formatBytes, formatCount } from '../../shared/values/formatQuantity';
import { formatName } from '../../shared/values/formats';
import { baseStyles } from '../common/baseStyles';
import { joinStatements, pixelSizeText, savingText } from '../common/commonTexts';
import { comparisonTexts, type ImageLabels, metadataChangeText } from './comparisonTexts';
import { likenessText } from './likeness';

type Cell = string | undefined;

function framesText({ pages }: ShownImage): string {
  return formatCount(pages);
}

function metadataOf({ metadata }: ShownImage): string {
  return metadata.length === 0 ? comparisonTexts.noMetadata() : metadataText(metadata);
}

/** What is known of both images, as a small table. */
@customElement('assetmill-comparison-facts')
export class ComparisonFacts extends LitElement {
  @property({ attribute: false }) comparison!: ShownComparison;
  @property({ attribute: false }) labels!: ImageLabels;

  static override styles = [
    baseStyles,
    css`
      table { width: 100%; max-width: 48rem; table-layout: fixed; border-collapse: collapse; line-height: 1.4; font-variant-numeric: tabular-nums; }
      th, td { padding: 0.15rem 0.75rem 0.15rem 0; text-align: left; vertical-align: top; font-weight: normal; overflow-wrap: anywhere; }
      thead th { padding-bottom: 0.3rem; font-weight: 600; }
      .names { width: 7.9rem; }
      tbody th { color: var(--vscode-descriptionForeground); }
      p { margin: 0.5rem 0 0; line-height: 1.4; }
    `,
  ];

  override render(): TemplateResult {
    const { after, similarity } = this.comparison;
    const hasLikeness = after !== undefined && similarity !== null;
    return html`
      <table aria-label=${comparisonTexts.facts()}>
        <colgroup><col class="names"><col>${after ? html`<col>` : nothing}</colgroup>
        <thead><tr><td></td><th scope="col">${after ? this.labels[0] : comparisonTexts.original()}</th>${after ? html`<th scope="col">${this.labels[1]}</th>` : nothing}</tr></thead>
        <tbody>
          ${this.rows().map(([name, first, second]) => renderRow(name, [first, after && second]))}
          ${hasLikeness ? html`<tr><th scope="row">${comparisonTexts.similarity()}</th><td colspan="2">${likenessText(similarity)}</td></tr>` : nothing}
        </tbody>
      </table>
      ${this.notes().map((note) => html`<p class="muted">${note}</p>`)}
    `;
  }

  private notes(): string[] {
    const { before, after, similarity } = this.comparison;
    const isReduced = before.reduced || after?.reduced === true;
    return [
      ...(after && similarity === null ? [comparisonTexts.otherProportions()] : []),
      ...(similarity !== null && this.hasFrames ? [comparisonTexts.firstFrames()] : []),
      ...(isReduced ? [comparisonTexts.reduced()] : []),
    ];
  }

  private get hasFrames(): boolean {
    const { before, after } = this.comparison;
    return before.pages > 1 || (after?.pages ?? 1) > 1;
  }

  private rows(): (readonly [name: string, before: string, after: Cell])[] {
    const { before, after } = this.comparison;
    return [
      [comparisonTexts.format(), formatName(before.format), after && formatName(after.format)],
      [
        comparisonTexts.size(),
        formatBytes(before.bytes),
        after && joinStatements([formatBytes(after.bytes), savingText(before.bytes, after.bytes)]),
      ],
      [comparisonTexts.dimensions(), pixelSizeText(before), after && pixelSizeText(after)],
      ...(this.hasFrames ? [[comparisonTexts.frames(), framesText(before), after && framesText(after)] as const] : []),
      [comparisonTexts.metadata(), metadataOf(before), after && metadataChangeText(before.metadata, after.metadata)],
    ];
  }
}

function renderRow(name: string, cells: readonly Cell[]): TemplateResult {
  return html`<tr><th scope="row">${name}</th>${cells.filter((cell) => cell !== undefined).map((cell) => html`<td>${cell}</td>`)}</tr>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-comparison-facts': ComparisonFacts;
  }
}
