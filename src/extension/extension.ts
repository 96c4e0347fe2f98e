import * as vscode from 'vscode';
import { checksumLens } from './checksums/checksumLens';
import type { Features } from './features/allFeatures';
import { allCommandIds, panelViewType } from './host/ids';

/**
 * The entry of the extension. VS Code waits for it, so it only registers what VS Code may ask for; what answers is loaded right after
 * that, or with the first question.
 */
export function activate(context: vscode.ExtensionContext): void {
  let disposed = false;
  let loading: Promise<Features | undefined> | undefined;
  /** Undefined if there are no features: the extension has been disposed of, or they could not be loaded, which a message says. */
  const features = () => {
    if (disposed) return;
    loading ??= import('./features/allFeatures').then(
      // What is constructed after the disposal would never be disposed of.
      ({ createFeatures }) => (disposed ? undefined : createFeatures(context)),
      (error) => {
        loading = undefined; // The next question tries again.
        throw error;
      },
    );
    return loading.catch(showLoadError);
  };
  const asked = async () => {
    const loaded = await features();
    loaded?.restoreLast();
    return loaded;
  };
  context.subscriptions.push(
    {
      dispose: () => {
        disposed = true;
      },
    },
    ...allCommandIds.map((id) => vscode.commands.registerCommand(id, async (...args: never[]) => (await asked())?.commands[id](...args))),
    vscode.languages.registerCodeLensProvider({ scheme: 'file' }, checksumLens),
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: async (restored) => {
        let closed = false;
        restored.onDidDispose(() => {
          closed = true;
        });
        const loaded = await asked();
        if (!closed) loaded?.adoptPanel(restored);
      },
    }),
  );
  // Also without a question: a run may have been interrupted when the window was closed.
  setImmediate(features);
}

/** There is no log yet that could have the details. */
function showLoadError(error: unknown): undefined {
  const [cause] = (error as Error).message.split('\n'); // Node adds the stack of requires.
  void vscode.window.showErrorMessage(vscode.l10n.t('Assetmill could not be loaded ({0}). Reload the window to try again.', cause ?? ''));
}
