import * as vscode from 'vscode';
import type { PanelActions } from '../panel/panelActions';

/** A part of the extension that has registered itself. Disposing it unregisters it. */
export interface Feature<Actions extends Partial<PanelActions> = Record<never, never>> extends vscode.Disposable {
  /** Its part of the actions of the panel's page. */
  readonly actions: Actions;
}

// biome-ignore lint/suspicious/noExplicitAny: VS Code passes whatever the caller of a command passes.
type CommandHandler = (...args: any[]) => unknown;

/** Registers command handlers by command id. */
export function registerCommands(handlers: Readonly<Record<string, CommandHandler>>): vscode.Disposable {
  return vscode.Disposable.from(...Object.entries(handlers).map(([id, handler]) => vscode.commands.registerCommand(id, handler)));
}
