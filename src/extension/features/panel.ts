import * as vscode from 'vscode';
import { commandIds, panelViewType } from '../host/ids';
import { type OpenActions, openActions, type PanelActions } from '../panel/panelActions';
import { registerCommands } from './feature';
import type { Services } from './services';

/** The panel. @param actions what the other features do for its page */
export function registerPanel({ queue, groups }: Services, actions: Omit<PanelActions, keyof OpenActions>): vscode.Disposable {
  const { panel, store } = queue;
  panel.setActions({ ...actions, ...openActions(store, groups) });
  return vscode.Disposable.from(
    registerCommands({ [commandIds.showPanel]: () => panel.show() }),
    vscode.window.registerWebviewPanelSerializer(panelViewType, { deserializeWebviewPanel: async (restored) => panel.adopt(restored) }),
  );
}
