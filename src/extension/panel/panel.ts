import * as vscode from 'vscode';
import type { RowFilter } from '../../shared/protocol/panelProtocol';
import type { PreviewFiles } from '../../shared/run/preview';
import { panelViewType } from '../host/ids';
import type { RunStore } from '../state/runStore';
import { OpenPanel, type PanelSources } from './panelSession';

/** The panel's host side. It shows the run store; the run does not notice whether there is a panel. */

/** What trying a recipe came to: images by their paths, or why there are none, as a sentence. */
export type Tried = PreviewFiles | { readonly message: string };

/** What is tried, on which file, and what it came to. */
export type PreviewShown = { readonly title: string; readonly file: string } & Tried;

export class Panel implements vscode.Disposable {
  readonly #visibility = new vscode.EventEmitter<boolean>();
  /** Fires when the panel comes into sight or goes out of it. */
  readonly onVisibility = this.#visibility.event;
  #open: OpenPanel | undefined;
  /** A panel that is brought into sight is there a moment later; who asks in between must not take it for hidden. */
  #coming = false;

  constructor(
    readonly extensionUri: vscode.Uri,
    /** Folder of the small images that are shown while something is chosen. */
    readonly previews: vscode.Uri,
    readonly sources: PanelSources,
  ) {}

  get store(): RunStore {
    return this.sources.store;
  }

  /** Shows an image before and after, or why there is none, in the place of the run; undefined ends it. */
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
    return this.#open !== undefined && (this.#coming || this.#open.panel.visible);
  }

  /**
   * Brings the panel into sight, without taking the keyboard from where it is.
   * @param filter the rows to show; by default those that were shown last
   */
  show(filter?: RowFilter): void {
    const options = { viewColumn: vscode.ViewColumn.Active, preserveFocus: true };
    if (this.#open) {
      this.#coming = !this.#open.panel.visible;
      this.#open.panel.reveal(undefined, true);
    } else this.adopt(vscode.window.createWebviewPanel(panelViewType, 'Assetmill', options));
    if (filter !== undefined) this.#open?.showRows(filter);
  }

  /** Fills a panel: a new one, or one that VS Code brings back after a reload. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#open?.panel.dispose();
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icon.svg');
    const open = new OpenPanel(panel, this.extensionUri, this.previews, this.sources);
    this.#open = open;
    this.#coming = false;
    panel.onDidChangeViewState(() => {
      this.#coming = false;
      this.#visibility.fire(panel.visible);
    });
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
