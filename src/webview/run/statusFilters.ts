import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Totals } from '../../shared/protocol/panelProtocol';
import { endStatuses, everyRow, type RowFilter, type RowQuery } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';
import { formatCount } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { toggleStyles } from '../common/toggleStyles';
import { groupTexts } from '../groups/groupTexts';
import { filterText, runTexts } from './runTexts';

/** Chips with counts that filter the rows by status. Fires `query`. */
@customElement('assetmill-status-filters')
export class StatusFilters extends LitElement {
  @property({ attribute: false }) totals: Totals | undefined;
  @property({ attribute: false }) kind!: RunKind;
  /** Number of groups, if the run has groups. */
  @property({ attribute: false }) groups: number | undefined;
  @property({ attribute: false }) filter: RowFilter = 'all';

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      div { display: flex; flex-wrap: wrap; gap: 0.35rem; }
      button { display: inline-flex; align-items: center; gap: 0.3rem; padding: 0 0.55rem 0 0.4rem; border: 1px solid var(--vscode-contrastBorder, var(--track)); border-radius: 999px; line-height: 1.5rem; font-variant-numeric: tabular-nums; }
      button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      button[aria-pressed='true'] .muted { color: inherit; }
      .all { padding-left: 0.6rem; }
    `,
    toggleStyles,
  ];

  override render(): TemplateResult {
    return html`<div role="group" aria-label=${runTexts.filters()}>
      ${this.renderChip('all', this.groups ?? this.totals?.files ?? 0)} ${endStatuses.map((status) => this.renderChip(status, this.totals?.[status] ?? 0))}
    </div>`;
  }

  private renderChip(filter: RowFilter, count: number): TemplateResult | typeof nothing {
    const chosen = filter === this.filter;
    if (count === 0 && filter !== 'all' && !chosen) return nothing;
    return html`<button class=${filter} aria-pressed=${chosen} @click=${() => this.choose(filter)}>
      ${filter === 'all' ? nothing : svgIcon(filter)}<span>${this.labelOf(filter)}</span><span class="muted">${formatCount(count)}</span>
    </button>`;
  }

  /** Where other runs have the filter for all rows, a search has its groups. */
  private labelOf(filter: RowFilter): string {
    return filter === 'all' && this.groups !== undefined ? groupTexts.groups() : filterText(filter, this.kind);
  }

  private choose(filter: RowFilter): void {
    // A cause of failure says nothing about other files.
    const change: Partial<RowQuery> = { filter, cause: everyRow.cause };
    this.dispatchEvent(new CustomEvent<Partial<RowQuery>>('query', { detail: change, bubbles: true, composed: true }));
  }
}
