import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { GroupsView } from '../shared/protocol/groupsProtocol';
import type { PanelDelta, PanelHost, PanelState, RowFilter, RunView, Totals } from '../shared/protocol/panelProtocol';
import type { Remote } from '../shared/protocol/rpc';
import { baseStyles } from './common/baseStyles';
import { loadErrorText } from './common/commonTexts';
import { type HostActions, hostActions } from './common/hostActions';
import { canPause, isOver } from './common/phases';
import { readViewState, type StateStorage, type ViewState } from './common/viewState';
import './files/fileTable';
import type { RowsInView } from './files/fileTable';
import { RowSubscription } from './files/rowSubscription';
import { rowWindowAround } from './files/rowWindow';
import './groups/groupList';
import type { LinesInView } from './groups/groupList';
import './groups/groupsBar';
import './run/emptyState';
import './run/previewPair';
import './run/progressSummary';
import './run/runHeader';
import './run/runStatus';
import './run/statusFilters';
import { problemTexts, statusSentence } from './run/statusSentence';
import './run/workerList';

/** Rows requested before the height of the table is known. */
const initialRows = 30;

/** The whole page: a projection of the extension's run store. Its only own state is the filter and the scroll position. */
@customElement('assetmill-panel')
export class PanelApp extends LitElement {
  @state() private state: PanelState | undefined;
  @state() private filter: RowFilter = 'all';
  @state() private error: string | undefined;
  private viewState: ViewState = { filter: 'all', first: 0 };
  private host!: Remote<PanelHost>;
  private actions!: HostActions;
  private storage!: StateStorage;
  private subscription!: RowSubscription;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100vh; overflow: auto; padding: 0.75rem 0 0; }
      .top { flex: none; display: flex; flex-direction: column; gap: 0.6rem; padding: 0 1rem 0.5rem; }
      assetmill-file-table, assetmill-group-list { flex: 1 1 0; min-height: 11rem; }
      assetmill-empty-state { margin: auto; }
      .error { margin: 1rem; }
    `,
  ];

  /** Requests the first state and shows it. */
  async start(host: Remote<PanelHost>, storage: StateStorage): Promise<void> {
    this.host = host;
    this.actions = hostActions(host);
    this.storage = storage;
    this.viewState = readViewState(storage);
    this.filter = this.viewState.filter;
    const window = rowWindowAround(this.filter, this.viewState.first, this.viewState.first + initialRows);
    this.subscription = new RowSubscription(window, async (requested) => this.receive({ page: await host.watch(requested) }));
    try {
      const state = await host.ready(window);
      if (state.run?.id !== this.viewState.run) this.showTop(state.run, 'all');
      this.state = state;
    } catch (error) {
      this.error = loadErrorText(error);
    }
  }

  /** Applies the parts that changed. The first state already contains every delta that arrives before it. */
  receive(delta: PanelDelta): void {
    if (this.state === undefined) return;
    const { page, ...rest } = delta;
    if (rest.run !== undefined && rest.run.id !== this.state.run?.id) {
      this.subscription.reset();
      this.showTop(rest.run, 'all');
    }
    // A page of the previous filter crossed the request for the new one: it is out of date.
    const current = page?.filter === this.filter ? { page } : {};
    this.state = { ...this.state, ...rest, ...current };
  }

  private showTop(run: RunView | undefined, filter: RowFilter): void {
    this.filter = filter;
    this.store({ run: run?.id, filter, first: 0 });
    this.subscription.show(rowWindowAround(filter, 0, initialRows));
  }

  private store(viewState: ViewState): void {
    this.viewState = viewState;
    this.storage.setState(viewState);
  }

  /** Shows the rows of one status, from the top. */
  show(filter: RowFilter): void {
    if (filter !== this.filter) this.showTop(this.state?.run, filter);
  }

  private onFilter({ detail }: CustomEvent<RowFilter>): void {
    this.show(detail);
  }

  private onRows({ detail: { filter, first, last } }: CustomEvent<RowsInView>): void {
    // Until the page of a new filter arrives the table shows the old one, whose scroll position no longer counts.
    if (filter !== this.filter) return;
    this.store({ ...this.viewState, first });
    this.subscription.show(rowWindowAround(filter, first, last));
  }

  override render(): TemplateResult | typeof nothing {
    if (this.error !== undefined) return html`<p class="error" role="alert">${this.error}</p>`;
    if (this.state === undefined) return nothing;
    const { run, totals, preview } = this.state;
    if (preview) return html`<assetmill-preview-pair .preview=${preview}></assetmill-preview-pair>`;
    // The live region exists before its first text: screen readers do not announce a region that is added with its text.
    return html`
      ${run === undefined ? html`<assetmill-empty-state .actions=${this.actions}></assetmill-empty-state>` : this.renderRun(run, this.state)}
      <div class="announced" role="status">${run && announcement(run, totals)}</div>
    `;
  }

  private async onLines({ detail: { window, first } }: CustomEvent<LinesInView>): Promise<void> {
    this.store({ ...this.viewState, first });
    this.receive({ groupPage: await this.host.watchGroups(window) });
  }

  private renderRun(run: RunView, state: PanelState): TemplateResult {
    return state.groups ? this.renderSearch(run, state, state.groups) : this.renderFiles(run, state);
  }

  /** A finished search: its groups, or the files that are in no group. */
  private renderSearch(run: RunView, state: PanelState, groups: GroupsView): TemplateResult {
    const showsGroups = this.filter === 'all';
    const hasUngrouped = groups.failed + groups.empty > 0;
    return html`
      <div class="top" @filter=${this.onFilter}>
        <assetmill-run-header .actions=${this.actions} .run=${run}></assetmill-run-header>
        <assetmill-run-status .run=${run} .totals=${state.totals}></assetmill-run-status>
        <assetmill-groups-bar .actions=${this.actions} .groups=${groups} ?hidden=${!showsGroups}></assetmill-groups-bar>
        <assetmill-status-filters ?hidden=${!hasUngrouped} .kind=${run.kind} .groups=${groups.groups} .totals=${state.totals} .filter=${this.filter}></assetmill-status-filters>
      </div>
      ${
        showsGroups
          ? html`<assetmill-group-list .actions=${this.actions} .page=${state.groupPage} .first=${this.viewState.first} @lines=${this.onLines}></assetmill-group-list>`
          : this.renderTable(run, state)
      }
    `;
  }

  private renderTable(run: RunView, { page }: PanelState): TemplateResult {
    return html`<assetmill-file-table .actions=${this.actions} .page=${page} .first=${this.viewState.first} .run=${run.id} .kind=${run.kind} .cancelable=${canPause(run.phase)} @rows=${this.onRows}></assetmill-file-table>`;
  }

  private renderFiles(run: RunView, state: PanelState): TemplateResult {
    const { totals, workers } = state;
    return html`
      <div class="top" @filter=${this.onFilter}>
        <assetmill-run-header .actions=${this.actions} .run=${run} .hashed=${run.kind === 'hash' && (totals?.done ?? 0) > 0} .mislabeled=${totals?.mislabeled ?? 0}></assetmill-run-header>
        <assetmill-run-status .run=${run} .totals=${totals}></assetmill-run-status>
        <assetmill-progress-summary ?hidden=${run.phase === 'planned'} .kind=${run.kind} .phase=${run.phase} .totals=${totals}></assetmill-progress-summary>
        <assetmill-worker-list .phase=${run.phase} .workers=${workers} ?hidden=${workers.length === 0}></assetmill-worker-list>
        <assetmill-status-filters .kind=${run.kind} .totals=${totals} .filter=${this.filter}></assetmill-status-filters>
      </div>
      ${this.renderTable(run, state)}
    `;
  }
}

/** The text for screen readers: the phase and, at the end, the summary. The figures change too often to be announced. */
function announcement(run: RunView, totals: Totals | undefined): string {
  const sentences = [statusSentence(run, totals), isOver(run.phase) ? run.message : undefined];
  if (isOver(run.phase) && totals !== undefined) sentences.push(...problemTexts(totals, run.kind).map(([, text]) => `${text}.`));
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-panel': PanelApp;
  }
}
