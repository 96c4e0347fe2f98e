import * as vscode from 'vscode';
import type { RowFilter } from '../../shared/protocol/rowQuery';
import type { PreviewFiles } from '../../shared/run/preview';
import { panelViewType } from '../host/ids';
import type { PanelActions } from './panelActions';
import { PanelSession, type PanelSources } from './panelSession';

/** The result of a preview: paths of the images before and after, or a sentence that says why there are none. */
export type PreviewResult = PreviewFiles | { readonly message: string };

/** A preview with its title and the file that it was made from. */
export type FilterPreviewView = { readonly title: string; readonly file: string } & PreviewResult;

/** The panel, opened when it is needed. It shows the run store; runs do not depend on whether a panel is open. */
export class RunPanel implements vscode.Disposable {
  readonly #visibility = new vscode.EventEmitter<boolean>();
  /** Fires when the panel is shown or hidden. */
  readonly onVisibility = this.#visibility.event;
  #actions: PanelActions | undefined;
  #session: PanelSession | undefined;
  /** A revealed panel becomes visible a moment later; until then it counts as visible. */
  #revealing = false;

  constructor(readonly sources: PanelSources) {}

  /** Sets the actions of the page. Call it once, before the panel opens. */
  setActions(actions: PanelActions): void {
    this.#actions = actions;
  }

  /** Shows a preview in place of the run; undefined ends it. */
  preview(view: FilterPreviewView | undefined): void {
    const { store } = this.sources;
    if (!view) {
      store.setPreview(null);
      return;
    }
    if (!this.visible) this.show();
    if (!this.#session) return;
    if ('message' in view) {
      store.setPreview(view);
      return;
    }
    store.setPreview({ ...view, before: this.urlOf(view.before), after: this.urlOf(view.after) });
  }

  /** The URL by which the page loads a file of a folder that it may show; empty while there is no page. */
  urlOf(path: string): string {
    return this.#session?.urlOf(path) ?? '';
  }

  get visible(): boolean {
    return this.#session !== undefined && (this.#revealing || this.#session.panel.visible);
  }

  /**
   * Shows the panel without moving the focus to it.
   * @param filter the rows to show; by default those shown last
   */
  show(filter?: RowFilter): void {
    const options = { viewColumn: vscode.ViewColumn.Active, preserveFocus: true };
    if (this.#session) {
      this.#revealing = !this.#session.panel.visible;
      this.#session.panel.reveal(undefined, true);
    } else this.#fill(vscode.window.createWebviewPanel(panelViewType, 'Assetmill', options));
    if (filter === undefined) return;
    // A comparison would cover the rows.
    this.sources.comparisons.close();
    this.#session?.showRows(filter);
  }

  /** Fills a panel that VS Code restores after a reload. If another one has been opened meanwhile, shows that one instead. */
  adopt(restored: vscode.WebviewPanel): void {
    if (this.#session) {
      restored.dispose();
      this.show();
    } else this.#fill(restored);
  }

  #fill(panel: vscode.WebviewPanel): void {
    if (!this.#actions) throw new Error('the panel has no actions');
    panel.iconPath = vscode.Uri.joinPath(this.sources.extensionUri, 'media', 'icon.svg');
    const session = new PanelSession(panel, this.sources, this.#actions);
    this.#session = session;
    this.#revealing = false;
    panel.onDidChangeViewState(() => {
      this.#revealing = false;
      this.#visibility.fire(panel.visible);
    });
    panel.onDidDispose(() => {
      session.dispose();
      if (this.#session !== session) return;
      this.#session = undefined;
      this.#visibility.fire(false);
    });
    this.#visibility.fire(panel.visible);
  }

  dispose(): void {
    this.#visibility.dispose();
    this.#session?.panel.dispose();
  }
}
