import * as vscode from 'vscode';
import { checksumLens } from './checksums/checksumLens';
import type { Features } from './features/allFeatures';
import { commandIds, panelViewType } from './host/ids';

/**
 * The entry of the extension. VS Code waits for it, so it only registers what VS Code may ask for; what answers is loaded right after
 * that, or with the first question.
 */
export function activate(context: vscode.ExtensionContext): void {
  let loading: Promise<Features> | undefined;
  const features = () => {
    loading ??= import('./features/allFeatures').then(({ createFeatures }) => createFeatures(context));
    return loading;
  };
  context.subscriptions.push(
    ...Object.values(commandIds).map((id) =>
      vscode.commands.registerCommand(id, async (...args) => (await features()).commands[id](...args)),
    ),
    vscode.languages.registerCodeLensProvider({ scheme: 'file' }, checksumLens),
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: async (restored) => (await features()).adoptPanel(restored),
    }),
  );
  // Also without a question: a run may have been interrupted when the window was closed.
  setImmediate(features);
}
