import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { PoolClient } from '../client/poolClient';
import { applyFilter } from './commands/applyFilter';
import { convertImages } from './commands/convertImages';
import { copyMarkup } from './commands/copyMarkup';
import { editProfiles } from './commands/editProfiles';
import { makeResponsiveSet } from './commands/makeResponsiveSet';
import { makeThumbnails } from './commands/makeThumbnails';
import { optimiseImages } from './commands/optimiseImages';
import { previewPlan, resizeImages } from './commands/resizeImages';
import { runProfile } from './commands/runProfile';
import { saveProfile } from './commands/saveProfile';
import { stripMetadata } from './commands/stripMetadata';
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
  const storage = context.storageUri ?? context.globalStorageUri;
  const panel = new Panel(context.extensionUri, vscode.Uri.joinPath(storage, 'previews'), store);
  const memento = context.workspaceState;
  const runs = new RunController(client, join(storage.fsPath, 'runs'), store, panel, log, memento);

  const register = (id: string, handler: (...args: unknown[]) => unknown) => vscode.commands.registerCommand(id, handler);
  context.subscriptions.push(
    log,
    client,
    panel,
    register(commandIds.resizeImages, resizeImages(runs, memento)),
    register(commandIds.convertImages, convertImages(runs, memento)),
    register(commandIds.optimiseImages, optimiseImages(runs, memento)),
    register(commandIds.applyFilter, applyFilter(runs, memento)),
    register(commandIds.makeThumbnails, makeThumbnails(runs, memento)),
    register(commandIds.makeResponsiveSet, makeResponsiveSet(runs, memento)),
    register(commandIds.stripMetadata, stripMetadata(runs, memento)),
    register(commandIds.runProfile, runProfile(runs)),
    register(commandIds.editProfiles, editProfiles),
    register(commandIds.saveLastRunAsProfile, saveProfile(memento)),
    register(commandIds.previewPlan, previewPlan(runs, memento)),
    register(commandIds.runPlanned, () => runs.runPlanned()),
    register(commandIds.copyMarkup, copyMarkup(runs)),
    register(commandIds.showPanel, () => panel.show()),
    register(commandIds.cancelRun, () => runs.cancel()),
    register(commandIds.undoLastRun, (id) => runs.undo(typeof id === 'string' ? id : undefined)),
    register(commandIds.showLog, () => log.show()),
    vscode.window.registerWebviewPanelSerializer(panelViewType, { deserializeWebviewPanel: async (restored) => panel.adopt(restored) }),
  );
  void runs.recover();
}
