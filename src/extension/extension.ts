import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { PoolClient } from '../client/pool/poolClient';
import { formatOfExtension } from '../shared/values/formats';
import { setLocale } from '../shared/values/locale';
import { ChecksumProblems } from './checksums/checksumDiagnostics';
import { checksumLens } from './checksums/checksumLens';
import { applyFilter } from './commands/applyFilter';
import { checkImages } from './commands/checkImages';
import { clearDigestCache } from './commands/clearDigestCache';
import { convertImages } from './commands/convertImages';
import { copyDigests } from './commands/copyDigests';
import { copyMarkup } from './commands/copyMarkup';
import { editProfiles } from './commands/editProfiles';
import { findDuplicates } from './commands/findDuplicates';
import { hashFiles } from './commands/hashFiles';
import { makeResponsiveSet } from './commands/makeResponsiveSet';
import { makeThumbnails } from './commands/makeThumbnails';
import { optimizeImages } from './commands/optimizeImages';
import { renameMislabeled } from './commands/renameMislabeled';
import { previewPlan, resizeImages } from './commands/resizeImages';
import { runProfile } from './commands/runProfile';
import { saveChecksums } from './commands/saveChecksums';
import { saveProfile } from './commands/saveProfile';
import { stripMetadata } from './commands/stripMetadata';
import { verifyChecksums } from './commands/verifyChecksums';
import { DuplicatesController, rememberedChoices } from './duplicates/duplicatesController';
import { shownPath } from './host/displayPath';
import { commandIds, panelViewType } from './host/ids';
import { nodePath, workers } from './host/settings';
import { WindowFolder } from './host/windowFolder';
import { Panel } from './panel/panel';
import { InspectController } from './runs/inspectController';
import { RunController } from './runs/processController';
import { RenameWatch } from './runs/renameWatch';
import { RunQueue } from './runs/runQueue';
import { GroupStore } from './state/groupStore';
import { RunStore } from './state/runStore';

/** Entry of the extension: constructs, wires and disposes; nothing else. */

const idleMs = 5 * 60_000;

export function activate(context: vscode.ExtensionContext): void {
  // Code that is shared with other processes cannot import vscode, so it gets the display language and its texts here.
  setLocale(vscode.env.language, vscode.l10n.bundle && { contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Assetmill', { log: true });
  const client = new PoolClient({
    settings: () => {
      const path = nodePath();
      return {
        poolFile: join(context.extensionPath, 'dist', 'pool.cjs'),
        workers: workers(),
        language: vscode.env.language,
        ...(path !== undefined && { nodePath: path }),
        ...(vscode.l10n.uri && { l10nFile: vscode.l10n.uri.fsPath }),
      };
    },
    log: (line) => log.info(line),
    idleMs,
  });
  const store = new RunStore({ shown: shownPath, now: () => performance.now() / 1000 });
  const storage = context.storageUri ?? context.globalStorageUri;
  const memento = context.workspaceState;
  const groups = new GroupStore(
    { shown: shownPath, imaged: (path) => formatOfExtension(extname(path)) !== undefined },
    rememberedChoices(memento),
  );
  const own = new WindowFolder(join(storage.fsPath, 'windows'));
  const ownFolder = (name: string) => vscode.Uri.file(join(own.path, name));
  const thumbnails = ownFolder('thumbnails');
  const sources = { store, groups, thumbnails, groupActions: () => duplicates };
  const panel = new Panel(context.extensionUri, ownFolder('previews'), sources);
  const queue = new RunQueue(client, store, panel, log);
  const runsFolder = join(storage.fsPath, 'runs');
  const runs = new RunController(queue, runsFolder, memento);
  // Of all windows: a file has the same digests in each.
  const digests = join(context.globalStorageUri.fsPath, 'digests');
  const problems = new ChecksumProblems();
  const reads = new InspectController(queue, digests, problems);
  const renames = new RenameWatch(store);
  const groupingFile = join(context.extensionPath, 'dist', 'grouping.cjs');
  const places = { runs: runsFolder, digests, thumbnails: thumbnails.fsPath, groupingFile };
  const duplicates = new DuplicatesController(queue, groups, places, memento);

  const register = (id: string, handler: (...args: unknown[]) => unknown) => vscode.commands.registerCommand(id, handler);
  context.subscriptions.push(
    log,
    client,
    panel,
    queue,
    problems,
    duplicates,
    own,
    renames,
    register(commandIds.resizeImages, resizeImages(runs, memento)),
    register(commandIds.convertImages, convertImages(runs, memento)),
    register(commandIds.optimizeImages, optimizeImages(runs, memento)),
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
    register(commandIds.hashFiles, hashFiles(reads, memento)),
    register(commandIds.verifyChecksums, verifyChecksums(reads)),
    register(commandIds.copyDigests, copyDigests(store)),
    register(commandIds.saveChecksums, saveChecksums(queue)),
    register(commandIds.clearDigestCache, clearDigestCache(queue, digests)),
    register(commandIds.findDuplicates, findDuplicates(duplicates, memento)),
    register(commandIds.trashDuplicates, () => duplicates.trash()),
    register(commandIds.checkImages, checkImages(reads)),
    register(commandIds.renameMislabeled, renameMislabeled(queue, renames)),
    vscode.languages.registerCodeLensProvider({ scheme: 'file' }, checksumLens),
    register(commandIds.showPanel, () => panel.show()),
    register(commandIds.cancelRun, () => queue.cancel()),
    register(commandIds.undoLastRun, (id) => runs.undo(typeof id === 'string' ? id : undefined)),
    register(commandIds.showLog, () => log.show()),
    vscode.window.registerWebviewPanelSerializer(panelViewType, { deserializeWebviewPanel: async (restored) => panel.adopt(restored) }),
  );
  void own.sweep();
  void runs.recover();
}
