import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { PoolClient } from '../client/poolClient';
import { resizeImages } from './commands/resizeImages';
import { runProfile } from './commands/runProfile';
import { commandIds, panelViewType } from './contributions';
import { Panel } from './panel';
import { RunController, shownPath } from './runController';
import { RunStore } from './runStore';
import { nodePath, workers } from './settings';

/** Entry of the extension: constructs, wires and disposes; nothing else. */

const idleMs = 5 * 60_000;

export function activate(context: vscode.ExtensionContext): void {
  // What is not of the extension alone gets its texts from there.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Assetmill', { log: true });
  const client = new PoolClient({
    settings: () => {
      const path = nodePath();
      return {
        poolFile: join(context.extensionPath, 'dist', 'pool.cjs'),
        workers: workers(),
        ...(path !== undefined && { nodePath: path }),
        ...(vscode.l10n.uri && { l10nFile: vscode.l10n.uri.fsPath }),
      };
    },
    log: (line) => log.info(line),
    idleMs,
  });
  const store = new RunStore({ shown: shownPath, now: () => performance.now() / 1000 });
  const panel = new Panel(context.extensionUri, store);
  const storage = context.storageUri ?? context.globalStorageUri;
  const runs = new RunController(client, join(storage.fsPath, 'runs'), store, panel, log);
  const register = (id: string, handler: (...args: unknown[]) => unknown) => vscode.commands.registerCommand(id, handler);
  context.subscriptions.push(
    log,
    client,
    panel,
    register(commandIds.resizeImages, resizeImages(runs, context.workspaceState)),
    register(commandIds.runProfile, runProfile(runs)),
    register(commandIds.showPanel, () => panel.show()),
    register(commandIds.cancelRun, () => runs.cancel()),
    register(commandIds.undoLastRun, (id) => runs.undo(typeof id === 'string' ? id : undefined)),
    register(commandIds.showLog, () => log.show()),
    vscode.window.registerWebviewPanelSerializer(panelViewType, { deserializeWebviewPanel: async (restored) => panel.adopt(restored) }),
  );
  void runs.recover();
}
