import type * as vscode from 'vscode';
import type { CommandId } from '../host/ids';
import type { PanelActions } from '../panel/panelActions';

// biome-ignore lint/suspicious/noExplicitAny: VS Code passes whatever the caller of a command passes.
export type CommandHandler = (...args: any[]) => unknown;

/** A part of the extension. */
export interface Feature<Actions extends Partial<PanelActions>> {
  /** What its commands do. */
  readonly commands: Readonly<Partial<Record<CommandId, CommandHandler>>>;
  /** Its part of the actions of the panel's page. */
  readonly actions: Actions;
  readonly disposables: readonly vscode.Disposable[];
}
