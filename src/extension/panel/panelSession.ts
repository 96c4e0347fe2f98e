import * as vscode from 'vscode';
import type { GroupPage, GroupWindow } from '../../shared/protocol/groupsProtocol';
import { refusedMessage } from '../../shared/protocol/panelMessages';
import {
  type PanelDelta,
  type PanelHost,
  type PanelPage,
  type PanelState,
  panelPageEventNames,
  type RowPage,
  type RowWindow,
} from '../../shared/protocol/panelProtocol';
import { everyRow, type RowFilter } from '../../shared/protocol/rowQuery';
import { connect, type Remote } from '../../shared/protocol/rpc';
import type { Comparisons } from '../state/comparisons';
import type { GroupStore } from '../state/groupStore';
import type { Measurements } from '../state/measurements';
import type { RunStore } from '../state/runStore';
import type { Thumbnails } from '../state/thumbnails';
import type { TuningState } from '../state/tuningState';
import type { PanelActions } from './panelActions';
import { panelHtml } from './panelHtml';
import { remoteAuthority } from './remoteAuthority';

/** Minimum time between two deltas. */
const deltaMs = 100;
const firstWindow: RowWindow = { query: everyRow, from: 0, count: 0 };
const firstGroupWindow: GroupWindow = { from: 0, count: 0, columns: 1 };
/** Maximum number of group lines that a page can request at once. */
const maxLines = 200;

/** What a panel shows. */
export interface PanelSources {
  readonly extensionUri: vscode.Uri;
  readonly store: RunStore;
  readonly groups: GroupStore;
  /** Of the files of groups, and of rows. */
  readonly thumbnails: Thumbnails;
  readonly rowThumbnails: Thumbnails;
  readonly comparisons: Comparisons;
  readonly measurements: Measurements;
  readonly tuning: TuningState;
  /** Folder of the images that the panel shows large: what is tuned, and comparisons. */
  readonly previews: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** Serves the page of one panel: answers its requests and sends it deltas of the state. */
export class PanelSession {
  readonly #page: Remote<PanelPage>;
  readonly #close: (reason: Error) => void;
  readonly #subscriptions: vscode.Disposable[] = [];
  #window = firstWindow;
  #groupWindow = firstGroupWindow;
  /** The parts of the state that the page has, as JSON. */
  #sent: Partial<Record<keyof PanelState, string>> = {};
  #timer: NodeJS.Timeout | undefined;
  /** Authority of the computer that the files are on, unless it is that of the window. */
  readonly #remote: string | undefined;
  /** Reasons for which messages were refused, each logged once. */
  readonly #refusals = new Set<string>();
  /** Whether the page has loaded. VS Code destroys a hidden page; a new one pulls the whole state. */
  #pageReady = false;
  /** The filter to show as soon as the page is ready. */
  #pendingFilter: RowFilter | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly sources: PanelSources,
    actions: PanelActions,
  ) {
    const { webview } = panel;
    const { extensionUri, store, groups, comparisons, measurements, tuning, thumbnails, rowThumbnails, previews } = sources;
    const assets = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
    const images = [thumbnails, rowThumbnails].map(({ folder }) => vscode.Uri.file(folder));
    webview.options = { enableScripts: true, localResourceRoots: [...assets, previews, ...images] };
    this.#remote = remoteAuthority(webview.asWebviewUri(extensionUri).authority);
    const { remote, close } = connect<PanelPage, PanelHost>(
      {
        ...actions,
        ready: (window) => this.#ready(window),
        watch: (window) => this.#watch(window),
        select: (id, mode) => store.rows.select(id, mode, this.#window.query),
        find: (text, after) => store.rows.find(text, after, this.#window.query),
        selectAll: (all) => store.rows.selectAll(all, this.#window.query),
        watchGroups: (window) => this.#watchGroups(window),
      },
      {
        post: (message) => void webview.postMessage(message),
        listen: (receive) => this.#subscriptions.push(webview.onDidReceiveMessage((message) => this.#checked(message, receive))),
      },
      panelPageEventNames,
    );
    this.#page = remote;
    this.#close = close;
    this.#subscriptions.push(
      store.onChange(() => this.#scheduleDelta()),
      groups.onChange(() => this.#scheduleDelta()),
      comparisons.onChange(() => this.#scheduleDelta()),
      measurements.onChange(() => this.#scheduleDelta()),
      tuning.onChange(() => this.#scheduleDelta()),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#pageReady = false;
      }),
    );
    webview.html = panelHtml(webview, extensionUri);
  }

  /** Passes on a message that the page may send. Others are logged and answered with an error. */
  #checked(message: unknown, receive: (message: unknown) => void): void {
    const refused = refusedMessage(message);
    if (!refused) {
      receive(message);
      return;
    }
    const { id, reason } = refused;
    if (!this.#refusals.has(reason)) this.sources.log.warn(reason);
    this.#refusals.add(reason);
    if (id !== undefined) void this.panel.webview.postMessage({ t: 's', i: id, e: { name: 'Error', message: reason } });
  }

  #scheduleDelta(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.panel.visible) return; // A page that is shown again pulls the whole state.
      const delta = this.#changes(this.#state());
      if (Object.keys(delta).length > 0) void this.#page.update(delta);
    }, deltaMs);
  }

  #state(): PanelState {
    const { store, groups, comparisons, measurements, tuning } = this.sources;
    const state = store.state(this.#window);
    const page = this.#withFiles(state.page);
    return {
      ...state,
      page,
      comparison: comparisons.view,
      measurement: measurements.view,
      tuning: tuning.view,
      groups: groups.view(),
      groupPage: this.#groupPage(),
    };
  }

  /** Rows with the URIs of their files, and with the thumbnails that exist; requests the others. */
  #withFiles(page: RowPage): RowPage {
    const { store, rowThumbnails } = this.sources;
    const images = page.rows.map(({ id }) => store.imagesOf(id));
    rowThumbnails.request(images.flatMap(({ current }) => current ?? []));
    const imageOf = (key: string | undefined) => (key === undefined ? undefined : rowThumbnails.of(key));
    const rows = page.rows.map((row, index) => {
      const image = imageOf(images[index]?.current) ?? imageOf(images[index]?.earlier);
      const uris = store.table.filesOf(row.id).map((path) => this.#uriOf(path));
      return { ...row, ...(image && { image: this.urlOf(image.path) }), ...(uris.length > 0 && { uris }) };
    });
    return { ...page, rows };
  }

  /** The URI by which the window, which may be on another computer, knows a file. */
  #uriOf(path: string): string {
    const uri = vscode.Uri.file(path);
    return (this.#remote === undefined ? uri : uri.with({ scheme: 'vscode-remote', authority: this.#remote })).toString();
  }

  /** The URL by which the page loads a file of a folder that it may show. */
  urlOf(path: string): string {
    return this.panel.webview.asWebviewUri(vscode.Uri.file(path)).toString();
  }

  /** The visible lines of groups, with thumbnails as URIs that the page can load. */
  #groupPage(): GroupPage {
    const { groups, thumbnails } = this.sources;
    const page = groups.page(this.#groupWindow);
    if (page.lines.length > 0) thumbnails.request(groups.imagesIn(this.#groupWindow));
    const lines = page.lines.map((line) => ({
      ...line,
      files: line.files.map((file) => (file.image === undefined ? file : { ...file, image: this.urlOf(file.image) })),
    }));
    return { ...page, lines };
  }

  /** The parts of the state that differ from what the page has. */
  #changes(state: PanelState): PanelDelta {
    const changed = (Object.keys(state) as (keyof PanelState)[]).filter((part) => {
      const text = JSON.stringify(state[part]);
      if (this.#sent[part] === text) return false;
      this.#sent[part] = text;
      return true;
    });
    return Object.fromEntries(changed.map((part) => [part, state[part]]));
  }

  /** Shows the rows of one status, now or when the page is ready. */
  showRows(filter: RowFilter): void {
    if (this.#pageReady) void this.#page.show({ ...everyRow, filter });
    else this.#pendingFilter = filter;
  }

  #ready(window: RowWindow): PanelState {
    this.#pageReady = true;
    const filter = this.#pendingFilter;
    this.#pendingFilter = undefined;
    // After the reply to this call, with which the page starts.
    if (filter !== undefined) setTimeout(() => this.showRows(filter));
    this.#window = window;
    this.#sent = {};
    const state = this.#state();
    this.#changes(state);
    return state;
  }

  #watch(window: RowWindow): RowPage {
    this.#window = window;
    const page = this.#withFiles(this.sources.store.page(window));
    this.#sent.page = JSON.stringify(page);
    return page;
  }

  #watchGroups({ from, count, columns }: GroupWindow): GroupPage {
    this.#groupWindow = { from, count: Math.min(count, maxLines), columns };
    const page = this.#groupPage();
    this.#sent.groupPage = JSON.stringify(page);
    return page;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#close(new Error('the panel was closed'));
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
