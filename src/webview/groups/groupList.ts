import { defaultRangeExtractor, VirtualizerController } from '@tanstack/lit-virtual';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { GroupFile, GroupLine, GroupPage, GroupWindow } from '../../shared/protocol/groupsProtocol';
import { baseStyles } from '../common/baseStyles';
import { commonTexts } from '../common/commonTexts';
import { type Cell, cellAfterKey } from '../common/gridNavigation';
import type { HostActions } from '../common/hostActions';
import { iconStyles } from '../common/svgIcon';
import { WidthObserver } from '../common/widthObserver';
import { type FileActions, groupCard, groupCardStyles } from './groupCard';
import { fileLabel, groupTexts, lineText } from './groupTexts';
import { groupWindowAround, sameGroupWindow } from './groupWindow';

/** A caption, a row of cards and the space below them. */
const lineHeight = 246;
/** Two cards fit side by side in a narrow panel, and what a card says of its file fits into it in every language. */
const minCardWidth = 160;
const gap = 8;
const padding = 16;

/** Detail of the event `lines`: the window to request, and the first line in view. */
export interface LinesInView {
  readonly window: GroupWindow;
  readonly first: number;
}

/** Groups of files as a grid of cards; each group starts on a new line. Renders only the lines in view; fires `lines` when that window changes. */
@customElement('assetmill-group-list')
export class GroupList extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) page!: GroupPage;
  /** The line to start from when the page is restored. */
  @property({ attribute: false }) first = 0;
  @state() private columns = 1;
  @state() private active: Cell | undefined;
  @query('.grid') private grid!: HTMLElement;
  private lastWindow: GroupWindow | undefined;
  protected readonly widths = new WidthObserver(this, () => this.fitColumns());
  private readonly rows = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.grid ?? null,
    estimateSize: () => lineHeight,
    initialOffset: () => this.first * lineHeight,
    overscan: 1,
    // The active file stays in the page when it is scrolled out of view: focus and aria-activedescendant need it.
    rangeExtractor: (range) => {
      const line = this.active?.line ?? -1;
      const shown = defaultRangeExtractor(range);
      return line < 0 || line >= range.count || shown.includes(line) ? shown : [...shown, line].sort((a, b) => a - b);
    },
  });
  private readonly fileActions: FileActions = {
    toggle: ({ id }) => this.actions.toggleFile(id),
    open: ({ id }) => this.actions.openFile(id),
    reveal: ({ id }) => this.actions.revealFile(id),
    compare: ({ id }) => this.actions.compareFile(id),
  };

  static override styles = [
    baseStyles,
    iconStyles,
    groupCardStyles,
    css`
      :host { position: relative; border-top: 1px solid var(--vscode-panel-border); }
      .grid { height: 100%; overflow-y: auto; outline: none; }
      .lines { position: relative; }
      .line { position: absolute; top: 0; left: 0; right: 0; height: 246px; padding: 0 1rem; }
      .caption { height: 28px; padding-top: 6px; line-height: 20px; font-variant-numeric: tabular-nums; }
      .further { color: var(--vscode-descriptionForeground); }
      .cards { display: grid; gap: 8px; }
    `,
  ];

  private fitColumns(): void {
    this.columns = Math.max(1, Math.floor((this.clientWidth - 2 * padding + gap) / (minCardWidth + gap)));
  }

  private get virtual() {
    return this.rows.getVirtualizer();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.virtual.setOptions({ ...this.virtual.options, count: this.page.total });
    const before = changed.get('page');
    // With another number of columns the files are at other positions.
    if (before && before.columns !== this.page.columns) this.active = undefined;
    if (this.active && this.active.line >= this.page.total) this.active = undefined;
  }

  protected override updated(): void {
    const { range } = this.virtual;
    if (range === null) return;
    const window = groupWindowAround(range.startIndex, range.endIndex, this.columns);
    if (sameGroupWindow(this.lastWindow, window)) return;
    this.lastWindow = window;
    this.dispatchEvent(new CustomEvent<LinesInView>('lines', { detail: { window, first: range.startIndex } }));
  }

  private lineAt(index: number): GroupLine | undefined {
    return this.page.lines[index - this.page.from];
  }

  private fileAt({ line, column }: Cell): GroupFile | undefined {
    return this.lineAt(line)?.files[column];
  }

  private activate(cell: Cell): void {
    this.active = cell;
    this.virtual.scrollToIndex(cell.line);
  }

  private onFocus(): void {
    if (!this.active && this.page.total > 0) this.active = { line: this.virtual.range?.startIndex ?? 0, column: 0 };
  }

  private onKey(event: KeyboardEvent): void {
    const { active } = this;
    const file = active && this.fileAt(active);
    const next =
      this.page.total === 0 ? undefined : cellAfterKey(event.key, active, this.page.total, (line) => this.lineAt(line)?.files.length);
    if (next) {
      this.grid.focus();
      this.activate(next);
    } else if (file && event.target === this.grid && event.key === ' ') {
      this.fileActions.toggle(file);
    } else if (file && event.target === this.grid && event.key === 'Enter') {
      this.fileActions[event.altKey ? 'compare' : event.shiftKey ? 'reveal' : 'open'](file);
    } else {
      return;
    }
    event.preventDefault();
  }

  override render(): TemplateResult {
    const { active } = this;
    return html`
      <div class="grid" role="grid" tabindex="0" aria-label=${groupTexts.list()} aria-rowcount=${this.page.total}
        aria-activedescendant=${active ? `file-${active.line}-${active.column}` : nothing} @keydown=${this.onKey} @focus=${this.onFocus}>
        <div class="lines" role="rowgroup" .style=${`height: ${this.virtual.getTotalSize()}px`}>${repeat(
          this.virtual.getVirtualItems(),
          ({ index }) => index,
          ({ index, start }) => this.renderLine(index, start),
        )}</div>
      </div>
    `;
  }

  private renderLine(index: number, start: number): TemplateResult {
    const line = this.lineAt(index);
    const text = line ? lineText(line) : commonTexts.loading();
    return html`<div class="line" role="row" aria-rowindex=${index + 1} aria-label=${text} .style=${`transform: translateY(${start}px)`}>
      <div class=${line && line.first > 0 ? 'caption clip further' : 'caption clip'}>${text}</div>
      <div class="cards" role="presentation" .style=${`grid-template-columns: repeat(${this.page.columns}, minmax(0, 1fr))`}>${line?.files.map(
        (file, column) => this.renderFile(file, { line: index, column }),
      )}</div>
    </div>`;
  }

  private renderFile(file: GroupFile, cell: Cell): TemplateResult {
    const active = this.active?.line === cell.line && this.active.column === cell.column;
    return html`<div id="file-${cell.line}-${cell.column}" role="gridcell" class="card ${file.mark} ${active ? 'active' : ''}"
      aria-label=${fileLabel(file)} aria-selected=${active}
      @click=${() => this.activate(cell)} @dblclick=${() => this.fileActions.open(file)}>${groupCard(file, active, this.fileActions)}</div>`;
  }
}
