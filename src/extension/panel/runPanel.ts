import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isChecksumName } from '../../shared/checksums/checksumFileNames';
import type { RowFilter } from '../../shared/protocol/rowQuery';
import { panelViewType } from '../host/ids';
import type { PanelActions } from './panelActions';
import { PanelSession, type PanelSources } from './panelSession';

/** Where a new panel opens: in front of the active editor, but beside a checksum file, in whose lines a verification shows its findings. */
function newPanelColumn(): vscode.ViewColumn {
  const file = vscode.window.activeTextEditor?.document.fileName;
  return file !== undefined && isChecksumName(basename(file)) ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}

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

  /** The URL by which the page loads a file of a folder that it may show; empty while there is no page. */
  urlOf(path: string): string {
    return this.#session?.urlOf(path) ?? '';
  }

  get visible(): boolean {
    return this.#session !== undefined && (this.#revealing || this.#session.panel.visible);
  }

  /** Whether there is a panel, even if it is hidden. */
  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  /** Shows the panel and moves the focus to it. */
  focus(): void {
    this.#reveal(false);
  }

  /**
   * Shows the panel without moving the focus to it.
   * @param filter the rows to show; by default those shown last
   */
  show(filter?: RowFilter): void {
    this.#reveal(true);
    if (filter === undefined) return;
    // A comparison, or what is tuned, would cover the rows.
    this.sources.comparisons.close();
    this.#actions?.closeTuning();
    this.#session?.showRows(filter);
  }

  #reveal(preserveFocus: boolean): void {
    if (this.#session) {
      this.#revealing = !this.#session.panel.visible;
      this.#session.panel.reveal(undefined, preserveFocus);
    } else this.#fill(vscode.window.createWebviewPanel(panelViewType, 'Assetmill', { viewColumn: newPanelColumn(), preserveFocus }));
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
