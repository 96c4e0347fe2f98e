import * as vscode from 'vscode';
import { type FailureAction, type RowAction, type RunAction, rowActions } from '../../shared/protocol/rowQuery';
import { commandIds, type RowCommandId, rowCommandId } from '../host/ids';
import type { RowActions } from '../panel/panelActions';
import type { RunQueue } from '../runs/runQueue';
import { copyPaths, copyRelativePaths, copyRowMarkup, copySources } from './copyRows';
import { excludeInProfile } from './excludeInProfile';
import { addToGitignore } from './ignoreFiles';
import { isUnshown, openOriginals, openRows, openRowsToSide, revealFolderOf, revealInExplorer, revealInSystem } from './openRows';
import { type RowTarget, rowTargets, shownPath, shownPaths } from './rowTarget';
import type { RunAgain } from './runAgain';

type Act = (targets: readonly RowTarget[]) => unknown;

const sourcesOf = (targets: readonly RowTarget[]) => targets.map(({ source }) => source);
const idsOf = (targets: readonly RowTarget[]) => targets.map(({ id }) => id);

/** What can be done with the rows of the panel. */
export class PanelRows implements RowActions {
  readonly #actions: Readonly<Record<RowAction, Act>>;
  readonly #runActions: Readonly<Record<RunAction, () => unknown>>;

  constructor(
    readonly queue: RunQueue,
    readonly again: RunAgain,
    searchAgain: () => unknown,
    compare: (target: RowTarget) => unknown,
  ) {
    this.#actions = {
      // The panel shows what no editor can.
      open: ([first, ...others]) =>
        first && others.length === 0 && isUnshown(shownPath(first)) ? compare(first) : openRows(first ? [first, ...others] : []),
      openOriginal: openOriginals,
      openToSide: openRowsToSide,
      compare: ([first]) => first && compare(first),
      revealInExplorer,
      revealInSystem,
      copyPath: copyPaths,
      copyRelativePath: copyRelativePaths,
      copyMarkdown: (targets) => copyRowMarkup(queue, targets, 'markdown'),
      copyHtml: (targets) => copyRowMarkup(queue, targets, 'picture'),
      copyDigests: (targets) => vscode.commands.executeCommand(commandIds.copyDigests, idsOf(targets)),
      retry: (targets) => again.retry(sourcesOf(targets)),
      retryWith: (targets) => again.with(sourcesOf(targets)),
      undo: (targets) =>
        again.undo(
          sourcesOf(targets),
          targets.flatMap(({ source, outputs }) => [source, ...outputs]),
        ),
      cancel: (targets) => {
        for (const { id } of targets) queue.cancelFile(id);
      },
      rename: (targets) => vscode.commands.executeCommand(commandIds.renameMislabeled, idsOf(targets)),
      exclude: (targets) => this.#exclude(sourcesOf(targets)),
      ignore: (targets) => addToGitignore(shownPaths(targets)),
    };
    this.#runActions = {
      resumeRun: () => again.resume(),
      retryFailed: () => vscode.commands.executeCommand(commandIds.retryFailed),
      runAgain: () => again.again(),
      runWith: () => again.with(queue.store.sources()),
      saveProfile: () => vscode.commands.executeCommand(commandIds.saveLastRunAsProfile),
      copyMarkup: () => vscode.commands.executeCommand(commandIds.copyMarkup),
      openFolder: () => revealFolderOf(queue.store.madeFiles(() => '').flatMap(({ outputs }) => outputs.map(({ target }) => target))),
      searchAgain,
    };
  }

  /** The commands of the rows' context menu, which get what the page says of the row, and those about the whole run. */
  get commands() {
    const ofRow = (action: RowAction) => (context?: { readonly row?: unknown }) => {
      if (typeof context?.row === 'number') this.act(action, context.row);
    };
    return {
      ...(Object.fromEntries(rowActions.map((action) => [rowCommandId(action), ofRow(action)])) as Record<
        RowCommandId,
        ReturnType<typeof ofRow>
      >),
      [commandIds.runAgain]: () => this.actOnRun('runAgain'),
      [commandIds.runWith]: () => this.actOnRun('runWith'),
      [commandIds.openOutputFolder]: () => this.actOnRun('openFolder'),
    };
  }

  act(action: RowAction, id: number, output?: number): void {
    const targets = rowTargets(this.queue.store, id, output);
    if (targets.length > 0) this.#report(() => this.#actions[action](targets));
  }

  actOnRun(action: RunAction): void {
    this.#report(this.#runActions[action]);
  }

  actOnFailures(action: FailureAction, code: string): void {
    const { table } = this.queue.store;
    const sources = table
      .failedFor(code)
      .map((id) => table.sourceOf(id))
      .filter((source) => source !== undefined);
    const acts = {
      copy: copySources,
      exclude: (paths: string[]) => this.#exclude(paths),
      retry: (paths: string[]) => this.again.retry(paths),
    };
    this.#report(() => acts[action](sources));
  }

  async #exclude(sources: readonly string[]): Promise<void> {
    const folder = await this.again.shown();
    if (folder) await excludeInProfile(folder.record.request?.recipe.name, sources);
  }

  /** Does something, and reports its errors. */
  #report(work: () => unknown): void {
    void Promise.resolve()
      .then(work)
      .catch((error) => void this.queue.reportError(error));
  }
}
