import * as vscode from 'vscode';
import type { RunFolder } from '../../client/store/runFolder';
import { existingFiles } from '../host/existingFiles';
import { type CommandId, commandIds } from '../host/ids';
import type { ProcessController } from '../runs/processController';
import type { RunHistory } from '../runs/runHistory';

const { l10n } = vscode;

interface CommandItem extends vscode.QuickPickItem {
  readonly id: CommandId;
}

/** Commands that process files which the caller chooses. */
function commandItems(): CommandItem[] {
  return [
    { id: commandIds.resizeImages, label: l10n.t('Resize Images...') },
    { id: commandIds.convertImages, label: l10n.t('Convert Images...') },
    { id: commandIds.optimizeImages, label: l10n.t('Optimize Images...') },
    { id: commandIds.applyFilter, label: l10n.t('Apply Filter...') },
    { id: commandIds.makeThumbnails, label: l10n.t('Make Thumbnails...') },
    { id: commandIds.makeResponsiveSet, label: l10n.t('Make Responsive Set...') },
    { id: commandIds.createFaviconSet, label: l10n.t('Create Favicon Set...') },
    { id: commandIds.createSpriteAtlas, label: l10n.t('Create Sprite Atlas...') },
    { id: commandIds.stripMetadata, label: l10n.t('Strip Metadata...') },
    { id: commandIds.runProfile, label: l10n.t('Run Profile...') },
    { id: commandIds.checkImages, label: l10n.t('Check Images') },
    { id: commandIds.hashFiles, label: l10n.t('Hash Files...') },
  ];
}

/** Repeats the run that the panel shows, wholly or for some of its files. */
export class RunAgain {
  constructor(
    readonly runs: ProcessController,
    readonly history: RunHistory,
  ) {}

  /** The folder of the run that the panel shows; undefined, with a message, if it is not on record. */
  async shown(): Promise<RunFolder | undefined> {
    const id = this.history.queue.store.run?.id;
    const folder = (await this.history.runs()).find(({ record }) => record.id === id);
    if (!folder) void vscode.window.showInformationMessage(l10n.t("This isn't available because the run is not on record."));
    return folder;
  }

  /** Processes some files of the run again. */
  async retry(sources: readonly string[]): Promise<void> {
    const folder = await this.shown();
    const only = folder ? await existingFiles(sources) : [];
    if (folder && only.length > 0) await this.runs.again(folder.record, { only });
  }

  /** Processes all files again that are not up to date. */
  async again(): Promise<void> {
    const folder = await this.shown();
    if (folder) await this.runs.again(folder.record);
  }

  /** Asks for a command and runs it on files. */
  async with(sources: readonly string[]): Promise<void> {
    const placeHolder = l10n.t('Choose what to do with these files');
    const picked = await vscode.window.showQuickPick(commandItems(), { placeHolder });
    const uris = sources.map((source) => vscode.Uri.file(source));
    if (picked) await vscode.commands.executeCommand(picked.id, uris[0], uris);
  }

  /** Undoes some files of the run. @param files their sources and outputs */
  async undo(sources: readonly string[], files: readonly string[]): Promise<void> {
    const folder = await this.shown();
    if (folder) await this.history.undoFiles(folder, sources, files);
  }

  /** Processes the files that the run did not reach. */
  async resume(): Promise<void> {
    const folder = await this.shown();
    if (folder) await this.history.resume(folder);
  }
}
