import * as vscode from 'vscode';
import {
  type PanelDelta,
  type PanelHost,
  type PanelPage,
  type PanelState,
  panelPageEventNames,
  type RowFilter,
  type RowPage,
  type RowWindow,
} from '../shared/panelProtocol';
import { connect, type Remote } from '../shared/rpc';
import type { PreviewFiles } from '../shared/run';
import { commandIds, panelViewType } from './contributions';
import { panelHtml } from './panelHtml';
import type { RunStore } from './runStore';

/** The panel's host side. It shows the run store; the run does not notice whether there is a panel. */

/** Deltas are sent at most so often. */
const deltaMs = 100;
const firstWindow: RowWindow = { filter: 'all', from: 0, count: 0 };

/** What trying a recipe came to: pictures by their paths, or why there are none, as a sentence. */
export type Tried = PreviewFiles | { readonly message: string };

/** What is tried, on which file, and what it came to. */
export type PreviewShown = { readonly title: string; readonly file: string } & Tried;

export class Panel implements vscode.Disposable {
  readonly #visibility = new vscode.EventEmitter<boolean>();
  /** Fires when the panel comes into sight or goes out of it. */
  readonly onVisibility = this.#visibility.event;
  #open: OpenPanel | undefined;

  constructor(
    readonly extensionUri: vscode.Uri,
    /** Folder of the small pictures that are shown while something is chosen. */
    readonly previews: vscode.Uri,
    readonly store: RunStore,
  ) {}

  /** Shows a picture before and after, or why there is none, in the place of the run; undefined ends it. */
  preview(shown: PreviewShown | undefined): void {
    if (!shown) {
      this.store.setPreview(null);
      return;
    }
    if (!this.visible) this.show();
    const webview = this.#open?.panel.webview;
    if (!webview) return;
    if ('message' in shown) {
      this.store.setPreview(shown);
      return;
    }
    const addressOf = (path: string) => webview.asWebviewUri(vscode.Uri.file(path)).toString();
    this.store.setPreview({ ...shown, before: addressOf(shown.before), after: addressOf(shown.after) });
  }

  get visible(): boolean {
    return this.#open?.panel.visible ?? false;
  }

  /**
   * Brings the panel into sight, without taking the keyboard from where it is.
   * @param filter the rows to show; by default those that were shown last
   */
  show(filter?: RowFilter): void {
    const options = { viewColumn: vscode.ViewColumn.Active, preserveFocus: true };
    if (this.#open) this.#open.panel.reveal(undefined, true);
    else this.adopt(vscode.window.createWebviewPanel(panelViewType, 'Assetmill', options));
    if (filter !== undefined) this.#open?.showRows(filter);
  }

  /** Fills a panel: a new one, or one that VS Code brings back after a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#open?.panel.dispose();
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.svg');
    const open = new OpenPanel(panel, this.extensionUri, this.previews, this.store);
    this.#open = open;
    panel.onDidChangeViewState(() => this.#visibility.fire(panel.visible));
    panel.onDidDispose(() => {
      open.dispose();
      if (this.#open !== open) return;
      this.#open = undefined;
      this.#visibility.fire(false);
    });
    this.#visibility.fire(panel.visible);
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#open?.panel.dispose();
  }
}

/** One open panel: answers its page and feeds it deltas. */
class OpenPanel implements PanelHost {
  readonly #page: Remote<PanelPage>;
  readonly #close: (reason: Error) => void;
  readonly #subscriptions: vscode.Disposable[] = [];
  #window = firstWindow;
  #sent: Partial<Record<keyof PanelState, string>> = {};
  #timer: NodeJS.Timeout | undefined;
  /** Whether the page is there to hear; one that was hidden is made anew and pulls its state. */
  #listening = false;
  #filterWanted: RowFilter | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    previews: vscode.Uri,
    readonly store: RunStore,
  ) {
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist'), vscode.Uri.joinPath(extensionUri, 'media'), previews],
    };
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
      const delta = this.#changes(this.store.state(this.#window));
      if (Object.keys(delta).length > 0) void this.#page.update(delta);
    }, deltaMs);
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
    const state = this.store.state(window);
    this.#changes(state);
    return state;
  }

  watch(window: RowWindow): RowPage {
    this.#window = window;
    const page = this.store.page(window);
    this.#sent.page = JSON.stringify(page);
    return page;
  }

  cancel(): void {
    run(commandIds.cancelRun);
  }

  undo(): void {
    run(commandIds.undoLastRun, this.store.run?.id);
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
