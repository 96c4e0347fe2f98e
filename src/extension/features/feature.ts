import type * as vscode from 'vscode';
import type { CommandId } from '../host/ids';
import type { PanelActions } from '../panel/panelActions';

/** VS Code passes whatever the caller of a command passes; each handler says what it expects. */
export type CommandHandler = (...args: never[]) => unknown;

/** A part of the extension. */
export interface Feature<Actions extends Partial<PanelActions>> {
  /** What its commands do. */
  readonly commands: Readonly<Partial<Record<CommandId, CommandHandler>>>;
  /** Its part of the actions of the panel's page. */
  readonly actions: Actions;
  readonly disposables: readonly vscode.Disposable[];
}
