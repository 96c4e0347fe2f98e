import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { GroupsView } from '../shared/protocol/groupsProtocol';
import type { PanelDelta, PanelHost, PanelState, RowFilter, RunView, Totals } from '../shared/protocol/panelProtocol';
import type { Remote } from '../shared/protocol/rpc';
import { baseStyles } from './common/baseStyles';
import './run/emptyState';
import type { RowsInSight } from './files/fileTable';
import './files/fileTable';
import { type HostActions, hostActions } from './common/hostActions';
import { type Place, readPlace, type StateKeeper } from './common/pageMemory';
import './groups/groupList';
import type { LinesInSight } from './groups/groupList';
import './groups/groupsBar';
import './run/previewPair';
import './run/progressSummary';
import { RowWatch, windowAround } from './files/rowWindow';
import './run/runHeader';
import './run/runStatus';
import './run/statusFilters';
import { badWords, connectError, isOver, phaseSentence } from './common/strings';
import './run/workerList';

/** Rows asked for before the height of the table is known. */
const firstGuess = 30;

/** The whole page: a projection of the extension's run store. All it owns is the filter and the place in the table. */
@customElement('assetmill-panel')
export class Panel extends LitElement {
  @state() private view: PanelState | undefined;
  @state() private filter: RowFilter = 'all';
  @state() private error: string | undefined;
  private place: Place = { filter: 'all', first: 0 };
  private host!: Remote<PanelHost>;
  private actions!: HostActions;
  private keeper!: StateKeeper;
  private watch!: RowWatch;

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

  /** Pulls the first state and shows it. */
  async start(host: Remote<PanelHost>, keeper: StateKeeper): Promise<void> {
    this.host = host;
    this.actions = hostActions(host);
    this.keeper = keeper;
    this.place = readPlace(keeper);
    this.filter = this.place.filter;
    const window = windowAround(this.filter, this.place.first, this.place.first + firstGuess);
    this.watch = new RowWatch(window, async (wanted) => this.receive({ page: await host.watch(wanted) }));
    try {
      const view = await host.ready(window);
      if (view.run?.id !== this.place.run) this.goTo(view.run, 'all');
      this.view = view;
    } catch (error) {
      this.error = connectError(error);
    }
  }

  /** Takes over the parts that changed. What comes before the first state is in that state already. */
  receive(delta: PanelDelta): void {
    if (this.view === undefined) return;
    const { page, ...rest } = delta;
    if (rest.run !== undefined && rest.run.id !== this.view.run?.id) {
      this.watch.forget();
      this.goTo(rest.run, 'all');
    }
    // A page of the filter that was left crossed the request for the new one: it is out of date.
    const current = page?.filter === this.filter ? { page } : {};
    this.view = { ...this.view, ...rest, ...current };
  }

  private goTo(run: RunView | undefined, filter: RowFilter): void {
    this.filter = filter;
    this.keep({ run: run?.id, filter, first: 0 });
    this.watch.want(windowAround(filter, 0, firstGuess));
  }

  private keep(place: Place): void {
    this.place = place;
    this.keeper.setState(place);
  }

  /** Shows the rows of one status, from the top. */
  show(filter: RowFilter): void {
    if (filter !== this.filter) this.goTo(this.view?.run, filter);
  }

  private onFilter({ detail }: CustomEvent<RowFilter>): void {
    this.show(detail);
  }

  private onRows({ detail: { filter, first, last } }: CustomEvent<RowsInSight>): void {
    // Until the page of a new filter is here the table shows the old one, whose place no longer counts.
    if (filter !== this.filter) return;
    this.keep({ ...this.place, first });
    this.watch.want(windowAround(filter, first, last));
  }

  override render(): TemplateResult | typeof nothing {
    if (this.error !== undefined) return html`<p class="fault" role="alert">${this.error}</p>`;
    if (this.view === undefined) return nothing;
    const { run, totals, preview } = this.view;
    if (preview) return html`<assetmill-preview-pair .preview=${preview}></assetmill-preview-pair>`;
    // The live region is there before its first words: what comes with its text is not read out.
    return html`
      ${run === undefined ? html`<assetmill-empty-state .actions=${this.actions}></assetmill-empty-state>` : this.renderRun(run, this.view)}
      <div class="heard" role="status">${run && announcement(run, totals)}</div>
    `;
  }

  private async onLines({ detail: { window, first } }: CustomEvent<LinesInSight>): Promise<void> {
    this.keep({ ...this.place, first });
    this.receive({ groupPage: await this.host.watchGroups(window) });
  }

  private renderRun(run: RunView, view: PanelState): TemplateResult {
    return view.groups ? this.renderSearch(run, view, view.groups) : this.renderFiles(run, view);
  }

  /** A search that has ended: its groups, or the files that are in none. */
  private renderSearch(run: RunView, view: PanelState, groups: GroupsView): TemplateResult {
    const inGroups = this.filter === 'all';
    const untold = groups.failed + groups.empty > 0;
    return html`
      <div class="top" @filter=${this.onFilter}>
        <assetmill-run-header .actions=${this.actions} .run=${run}></assetmill-run-header>
        <assetmill-run-status .run=${run} .totals=${view.totals}></assetmill-run-status>
        <assetmill-groups-bar .actions=${this.actions} .groups=${groups} ?hidden=${!inGroups}></assetmill-groups-bar>
        <assetmill-status-filters ?hidden=${!untold} .kind=${run.kind} .groups=${groups.groups} .totals=${view.totals} .filter=${this.filter}></assetmill-status-filters>
      </div>
      ${
        inGroups
          ? html`<assetmill-group-list .actions=${this.actions} .page=${view.groupPage} .first=${this.place.first} @lines=${this.onLines}></assetmill-group-list>`
          : this.renderTable(run, view)
      }
    `;
  }

  private renderTable(run: RunView, { page }: PanelState): TemplateResult {
    return html`<assetmill-file-table .actions=${this.actions} .page=${page} .first=${this.place.first} .run=${run.id} .kind=${run.kind} @rows=${this.onRows}></assetmill-file-table>`;
  }

  private renderFiles(run: RunView, view: PanelState): TemplateResult {
    const { totals, workers } = view;
    return html`
      <div class="top" @filter=${this.onFilter}>
        <assetmill-run-header .actions=${this.actions} .run=${run} .hashed=${run.kind === 'hash' && (totals?.done ?? 0) > 0} .mislabeled=${totals?.mislabeled ?? 0}></assetmill-run-header>
        <assetmill-run-status .run=${run} .totals=${totals}></assetmill-run-status>
        <assetmill-progress-summary ?hidden=${run.phase === 'planned'} .kind=${run.kind} .phase=${run.phase} .totals=${totals}></assetmill-progress-summary>
        <assetmill-worker-list .phase=${run.phase} .workers=${workers} ?hidden=${workers.length === 0}></assetmill-worker-list>
        <assetmill-status-filters .kind=${run.kind} .totals=${totals} .filter=${this.filter}></assetmill-status-filters>
      </div>
      ${this.renderTable(run, view)}
    `;
  }
}

/** What a screen reader says: the phase, and at the end the summary; the figures in between change too often to be read out. */
function announcement(run: RunView, totals: Totals | undefined): string {
  const sentences = [phaseSentence(run, totals), isOver(run.phase) ? run.message : undefined];
  if (isOver(run.phase) && totals !== undefined) sentences.push(...badWords(totals, run.kind).map(([, words]) => `${words}.`));
  return sentences.filter((sentence) => sentence !== undefined).join(' ');
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-panel': Panel;
  }
}
