import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query as element, state } from 'lit/decorators.js';
import type { GroupsView } from '../shared/protocol/groupsProtocol';
import type { PanelDelta, PanelHost, PanelState, RunView, Totals } from '../shared/protocol/panelProtocol';
import { everyRow, isNarrowed, isSameQuery, type RowQuery } from '../shared/protocol/rowQuery';
import type { Remote } from '../shared/protocol/rpc';
import { baseStyles } from './common/baseStyles';
import { loadErrorText } from './common/commonTexts';
import { type HostActions, hostActions } from './common/hostActions';
import { canPause, isOver } from './common/phases';
import { type Layout, readViewState, type StateStorage, type ViewState } from './common/viewState';
import './compare/comparedFile';
import './files/fileGallery';
import './files/fileTable';
import { fileTexts } from './files/fileTexts';
import './files/fileToolbar';
import type { FileToolbar } from './files/fileToolbar';
import './files/keyHelp';
import type { KeyHelp } from './files/keyHelp';
import type { RowsInView } from './files/rowGrid';
import { RowSubscription } from './files/rowSubscription';
import { rowWindowAround, withKnownRows } from './files/rowWindow';
import './groups/groupList';
import type { LinesInView } from './groups/groupList';
import './groups/groupsBar';
import './measure/workerMeasurement';
import './run/emptyState';
import './run/failureGroups';
import './run/progressSummary';
import './run/runHeader';
import './run/runStatus';
import './run/statusFilters';
import { problemTexts, statusSentence } from './run/statusSentence';
import './run/throughputPlot';
import './run/timeDetails';
import './run/workerList';
import './tune/tuning';

/** Rows requested before the height of the table is known. */
const initialRows = 30;

/** The whole page: a projection of the extension's run store. Its only own state is what the user looks at. */
@customElement('assetmill-panel')
export class PanelApp extends LitElement {
  @state() private state: PanelState | undefined;
  @state() private view!: ViewState;
  @state() private error: string | undefined;
  @element('assetmill-key-help') private keyHelp!: KeyHelp;
  @element('assetmill-file-toolbar') private toolbar!: FileToolbar | null;
  private host!: Remote<PanelHost>;
  private actions!: HostActions;
  private storage!: StateStorage;
  private subscription!: RowSubscription;

  static override styles = [
    baseStyles,
    css`
      :host, main { display: flex; flex-direction: column; }
      :host { height: 100vh; overflow: auto; }
      main { flex: 1 1 auto; min-height: 0; padding: 0.75rem 0 0; }
      .top { flex: none; display: flex; flex-direction: column; gap: 0.6rem; padding: 0 1rem 0.5rem; }
      .insights { display: flex; flex-wrap: wrap; gap: 0.2rem 1.5rem; }
      .insights[hidden] { display: none; }
      /* In a short panel the rows come first. The sentence above has the most important figures. */
      @media (max-height: 620px) { assetmill-throughput-plot { display: none; } }
      .files { position: relative; flex: 1 1 0; min-height: 11rem; display: flex; flex-direction: column; }
      assetmill-file-table, assetmill-file-gallery, assetmill-group-list { flex: 1 1 0; min-height: 11rem; }
      assetmill-empty-state { margin: auto; }
      .none { position: absolute; inset: 3.5rem 1rem auto; text-align: center; margin: 0; }
      .error { margin: 1rem; }
    `,
  ];

  /** Requests the first state and shows it. */
  async start(host: Remote<PanelHost>, storage: StateStorage): Promise<void> {
    this.host = host;
    this.actions = hostActions(host);
    this.storage = storage;
    this.view = readViewState(storage);
    const { query, first } = this.view;
    const window = rowWindowAround(query, first, first + initialRows);
    this.subscription = new RowSubscription(window, async (requested) => this.receive({ page: await host.watch(requested) }));
    try {
      const state = await host.ready(window);
      if (state.run?.id !== this.view.run) this.showTop(state.run, everyRow);
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
      this.showTop(rest.run, everyRow);
    }
    // A page of the previous query crossed the request for the new one: it is out of date.
    const current = page && isSameQuery(page.query, this.view.query) ? { page: withKnownRows(page, this.state.page) } : {};
    this.state = { ...this.state, ...rest, ...current };
  }

  private showTop(run: RunView | undefined, query: RowQuery): void {
    this.store({ run: run?.id, query, first: 0 });
    this.subscription.show(rowWindowAround(query, 0, initialRows));
  }

  private store(change: Partial<ViewState>): void {
    this.view = { ...this.view, ...change };
    this.storage.setState(this.view);
  }

  /** Shows the rows of a query, from the top. */
  show(query: RowQuery): void {
    if (!isSameQuery(query, this.view.query)) this.showTop(this.state?.run, query);
  }

  private onQuery({ detail }: CustomEvent<Partial<RowQuery>>): void {
    this.show({ ...this.view.query, ...detail });
  }

  private onRows({ detail: { query, first, last } }: CustomEvent<RowsInView>): void {
    // Until the page of a new query arrives the table shows the old one, whose scroll position no longer counts.
    if (!isSameQuery(query, this.view.query)) return;
    this.store({ first });
    this.subscription.show(rowWindowAround(query, first, last));
  }

  /** Ctrl+F filters, as in the lists of VS Code; a question mark lists the keys. */
  private onKey(event: KeyboardEvent): void {
    const isTyped = event.composedPath()[0] instanceof HTMLInputElement;
    const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
    if (isFind && this.toolbar) this.toolbar.focusSearch();
    else if (event.key === '?' && !isTyped) this.keyHelp.show();
    else return;
    event.preventDefault();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.error !== undefined) return html`<main><p class="error" role="alert">${this.error}</p></main>`;
    if (this.state === undefined) return nothing;
    const { run, totals } = this.state;
    const cover = this.renderCover(this.state);
    // The live region exists before its first text: screen readers do not announce a region that is added with its text.
    // Below what covers it the list stays as it is, with its position and its active row.
    return html`<main ?inert=${cover !== nothing} @query=${this.onQuery} @keydown=${this.onKey}>
      ${run === undefined ? html`<assetmill-empty-state .actions=${this.actions}></assetmill-empty-state>` : this.renderRun(run, this.state)}
      <div class="announced" role="status">${run && announcement(run, totals)}</div>
      <assetmill-key-help></assetmill-key-help>
    </main>
    ${cover}`;
  }

  /** What covers the list. */
  private renderCover({ comparison, measurement, tuning }: PanelState): TemplateResult | typeof nothing {
    const { actions } = this;
    if (measurement)
      return html`<assetmill-worker-measurement .actions=${actions} .measurement=${measurement}></assetmill-worker-measurement>`;
    if (tuning) return html`<assetmill-tuning .actions=${actions} .tuning=${tuning}></assetmill-tuning>`;
    if (comparison) return html`<assetmill-comparison .actions=${actions} .comparison=${comparison}></assetmill-comparison>`;
    return nothing;
  }

  private async onLines({ detail: { window, first } }: CustomEvent<LinesInView>): Promise<void> {
    this.store({ first });
    this.receive({ groupPage: await this.host.watchGroups(window) });
  }

  private renderRun(run: RunView, state: PanelState): TemplateResult {
    return state.groups ? this.renderSearch(run, state, state.groups) : this.renderFiles(run, state);
  }

  /** A finished search: its groups, or the files that are in no group. */
  private renderSearch(run: RunView, state: PanelState, groups: GroupsView): TemplateResult {
    const showsGroups = this.view.query.filter === 'all';
    const hasUngrouped = groups.failed + groups.empty > 0;
    return html`
      <div class="top">
        <assetmill-run-header .actions=${this.actions} .run=${run} .totals=${state.totals}></assetmill-run-header>
        <assetmill-run-status .run=${run} .totals=${state.totals}></assetmill-run-status>
        <assetmill-groups-bar .actions=${this.actions} .groups=${groups} ?hidden=${!showsGroups || run.outdated === true}></assetmill-groups-bar>
        <assetmill-status-filters ?hidden=${!hasUngrouped} .kind=${run.kind} .groups=${groups.groups} .totals=${state.totals} .filter=${this.view.query.filter}></assetmill-status-filters>
      </div>
      ${
        showsGroups
          ? html`<assetmill-group-list .actions=${this.actions} .page=${state.groupPage} .first=${this.view.first} @lines=${this.onLines}></assetmill-group-list>`
          : this.renderRows(run, state)
      }
    `;
  }

  private renderRows(run: RunView, { page }: PanelState): TemplateResult {
    const { layout, first, tile, query } = this.view;
    const cancelable = canPause(run.phase);
    const hint = query.filter === 'all' && !isNarrowed(query) ? fileTexts.noFiles() : fileTexts.noMatches();
    return html`<div class="files" @rows=${this.onRows}>${
      layout === 'table'
        ? html`<assetmill-file-table .actions=${this.actions} .page=${page} .first=${first} .run=${run.id} .kind=${run.kind} .cancelable=${cancelable} .undoable=${run.undoable} .repeatable=${run.repeatable === true}></assetmill-file-table>`
        : html`<assetmill-file-gallery .actions=${this.actions} .page=${page} .first=${first} .run=${run.id} .kind=${run.kind} .cancelable=${cancelable} .undoable=${run.undoable} .repeatable=${run.repeatable === true} .tile=${tile}></assetmill-file-gallery>`
    }${page.total > 0 ? nothing : html`<p class="none muted">${hint}</p>`}</div>`;
  }

  private renderFiles(run: RunView, state: PanelState): TemplateResult {
    const { totals, workers, facets, page, selection, throughput, timing } = state;
    const { query, layout, tile } = this.view;
    // A search reads only the first bytes of most files, so its speed would mean nothing.
    const hasSpeed = run.kind !== 'duplicates' && run.phase !== 'planned';
    const hasFailures = isOver(run.phase) && facets.failures.length > 0;
    return html`
      <div class="top" @layout=${({ detail }: CustomEvent<Layout>) => this.store({ layout: detail })} @tile=${({ detail }: CustomEvent<number>) => this.store({ tile: detail })}>
        <assetmill-run-header .actions=${this.actions} .run=${run} .totals=${totals} .hashed=${run.kind === 'hash' && (totals?.done ?? 0) > 0} .mislabeled=${totals?.mislabeled ?? 0}></assetmill-run-header>
        <assetmill-run-status .run=${run} .totals=${totals}></assetmill-run-status>
        <assetmill-failure-groups ?hidden=${!hasFailures} .actions=${this.actions} .groups=${facets.failures} .cause=${query.cause} .repeatable=${run.repeatable === true}></assetmill-failure-groups>
        <assetmill-progress-summary ?hidden=${run.phase === 'planned'} .kind=${run.kind} .phase=${run.phase} .waiting=${run.waiting === true} .totals=${totals}></assetmill-progress-summary>
        <assetmill-throughput-plot .view=${hasSpeed ? throughput : null} .expected=${hasSpeed && !isOver(run.phase)}></assetmill-throughput-plot>
        <div class="insights" ?hidden=${!timing && workers.length === 0}>
          ${timing ? html`<assetmill-time-details .timing=${timing}></assetmill-time-details>` : nothing}
          <assetmill-worker-list .actions=${this.actions} .run=${run} .totals=${totals} .workers=${workers} ?hidden=${workers.length === 0}></assetmill-worker-list>
        </div>
        <assetmill-status-filters .kind=${run.kind} .totals=${totals} .filter=${query.filter}></assetmill-status-filters>
        <assetmill-file-toolbar .query=${query} .kind=${run.kind} .facets=${facets} .matchCount=${page.total} .selection=${selection} .layout=${layout} .tile=${tile}></assetmill-file-toolbar>
      </div>
      ${this.renderRows(run, state)}
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
