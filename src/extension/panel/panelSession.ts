import * as vscode from 'vscode';
import type { KeepRule } from '../../shared/duplicates/keepRule';
import type { GroupPage, GroupsHost, GroupWindow } from '../../shared/protocol/groupsProtocol';
import {
  type PanelDelta,
  type PanelHost,
  type PanelPage,
  type PanelState,
  panelPageEventNames,
  type RowFilter,
  type RowPage,
  type RowWindow,
} from '../../shared/protocol/panelProtocol';
import { connect, type Remote } from '../../shared/protocol/rpc';
import { commandIds } from '../host/ids';
import type { GroupStore } from '../state/groupStore';
import type { RunStore } from '../state/runStore';
import { panelHtml } from './panelHtml';

/** Deltas are sent at most so often. */
const deltaMs = 100;
const firstWindow: RowWindow = { filter: 'all', from: 0, count: 0 };
const firstGroupWindow: GroupWindow = { from: 0, count: 0, columns: 1 };
/** A page may ask for so many lines at once, and not for more. */
const mostLines = 200;

/** What the page can have done with groups. */
export interface GroupActions extends Omit<GroupsHost, 'watchGroups' | 'openFile' | 'revealFile' | 'trashFiles'> {
  /** Files that the page shows now. */
  inSight(paths: readonly string[]): void;
}

/** What a panel shows, and whom it asks. */
export interface PanelSources {
  readonly store: RunStore;
  readonly groups: GroupStore;
  /** Folder of small images of the files in groups. */
  readonly thumbnails: vscode.Uri;
  groupActions(): GroupActions;
}

/** One open panel: answers its page and feeds it deltas. */
export class OpenPanel implements PanelHost {
  readonly #page: Remote<PanelPage>;
  readonly #close: (reason: Error) => void;
  readonly #subscriptions: vscode.Disposable[] = [];
  #window = firstWindow;
  #groupWindow = firstGroupWindow;
  #sent: Partial<Record<keyof PanelState, string>> = {};
  #timer: NodeJS.Timeout | undefined;
  /** Whether the page is there to hear; one that was hidden is made anew and pulls its state. */
  #listening = false;
  #filterWanted: RowFilter | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    previews: vscode.Uri,
    readonly sources: PanelSources,
  ) {
    const { webview } = panel;
    const { store, groups, thumbnails } = sources;
    const own = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
    webview.options = { enableScripts: true, localResourceRoots: [...own, previews, thumbnails] };
    const { remote, close } = connect<PanelPage, PanelHost>(
      this,
      {
        post: (message) => void webview.postMessage(message),
        listen: (receive) => this.#subscriptions.push(webview.onDidReceiveMessage(receive)),
      },
      panelPageEventNames,
    );
    this.#page = remote;
    this.#close = close;
    this.#subscriptions.push(
      store.onChange(() => this.#schedule()),
      groups.onChange(() => this.#schedule()),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#listening = false;
      }),
    );
    webview.html = panelHtml(webview, extensionUri);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.panel.visible) return; // a page that comes back pulls the whole state
      const delta = this.#changes(this.#state());
      if (Object.keys(delta).length > 0) void this.#page.update(delta);
    }, deltaMs);
  }

  get store(): RunStore {
    return this.sources.store;
  }

  #state(): PanelState {
    return { ...this.store.state(this.#window), groups: this.sources.groups.view(), groupPage: this.#groupPage() };
  }

  /** The lines of groups in sight, small images as addresses that the page can show. */
  #groupPage(): GroupPage {
    const { groups } = this.sources;
    const page = groups.page(this.#groupWindow);
    if (page.lines.length > 0) this.sources.groupActions().inSight(groups.imagesIn(this.#groupWindow));
    const { webview } = this.panel;
    const lines = page.lines.map((line) => ({
      ...line,
      files: line.files.map((file) =>
        file.image === undefined ? file : { ...file, image: webview.asWebviewUri(vscode.Uri.file(file.image)).toString() },
      ),
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

  showRows(filter: RowFilter): void {
    if (this.#listening) void this.#page.show(filter);
    else this.#filterWanted = filter;
  }

  ready(window: RowWindow): PanelState {
    this.#listening = true;
    const filter = this.#filterWanted;
    this.#filterWanted = undefined;
    // Behind the answer to this call, which the page starts with.
    if (filter !== undefined) setTimeout(() => this.showRows(filter));
    this.#window = window;
    this.#sent = {};
    const state = this.#state();
    this.#changes(state);
    return state;
  }

  watch(window: RowWindow): RowPage {
    this.#window = window;
    const page = this.store.page(window);
    this.#sent.page = JSON.stringify(page);
    return page;
  }

  watchGroups({ from, count, columns }: GroupWindow): GroupPage {
    this.#groupWindow = { from, count: Math.min(count, mostLines), columns };
    const page = this.#groupPage();
    this.#sent.groupPage = JSON.stringify(page);
    return page;
  }

  toggleFile(id: number): void {
    this.sources.groupActions().toggleFile(id);
  }

  setKeepRule(rule: KeepRule, pick: boolean): void {
    this.sources.groupActions().setKeepRule(rule, pick);
  }

  addProtectedFolder(): void {
    this.sources.groupActions().addProtectedFolder();
  }

  removeProtectedFolder(index: number): void {
    this.sources.groupActions().removeProtectedFolder(index);
  }

  setThreshold(threshold: number): void {
    this.sources.groupActions().setThreshold(threshold);
  }

  setTurned(turned: boolean): void {
    this.sources.groupActions().setTurned(turned);
  }

  trashFiles(): void {
    run(commandIds.trashDuplicates);
  }

  openFile(id: number): void {
    this.#withFile(id, (uri) => run('vscode.open', uri));
  }

  revealFile(id: number): void {
    this.#withFile(id, (uri) => run('revealInExplorer', uri));
  }

  #withFile(id: number, use: (uri: vscode.Uri) => void): void {
    const path = this.sources.groups.pathOf(id);
    if (path !== undefined) use(vscode.Uri.file(path));
  }

  cancel(): void {
    run(commandIds.cancelRun);
  }

  undo(): void {
    run(commandIds.undoLastRun, this.store.undoId);
  }

  runPlanned(): void {
    run(commandIds.runPlanned);
  }

  copyDigests(id?: number): void {
    run(commandIds.copyDigests, id);
  }

  saveChecksums(): void {
    run(commandIds.saveChecksums);
  }

  rename(id?: number): void {
    run(commandIds.renameMislabeled, id);
  }

  showLog(): void {
    run(commandIds.showLog);
  }

  resize(): void {
    run(commandIds.resizeImages);
  }

  open(id: number, output?: number): void {
    this.#withPath(id, output, (uri) => run('vscode.open', uri));
  }

  reveal(id: number, output?: number): void {
    this.#withPath(id, output, (uri) => run('revealInExplorer', uri));
  }

  #withPath(id: number, output: number | undefined, use: (uri: vscode.Uri) => void): void {
    const path = this.store.pathOf(id, output);
    if (path !== undefined) use(vscode.Uri.file(path));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#close(new Error('the panel was closed'));
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function run(command: string, ...args: unknown[]): void {
  void vscode.commands.executeCommand(command, ...args);
}
