import * as vscode from 'vscode';
import type { RemovalReport } from '../../client/duplicates/removeDuplicates';
import { type DuplicateSearchResult, searchDuplicates } from '../../client/duplicates/searchDuplicates';
import { SimilarityGrouping } from '../../client/duplicates/similarityGrouping';
import type { Likeness } from '../../shared/duplicates/grouping';
import { contextKeys } from '../host/ids';
import { inspectRequest, memoryBudget, timeoutSeconds } from '../host/settings';
import { announceDuplicates, announceEnd } from '../panel/announcements';
import { selectionPhrase } from '../prompts/selection';
import type { CurrentRun, RunQueue } from '../runs/runQueue';
import { scannedSentence } from '../runs/scannedSentence';
import type { GroupStore } from '../state/groupStore';
import type { Thumbnails } from '../state/thumbnails';
import { trashMarked } from './trashMarked';
import { uncomparedOutcomes } from './uncomparedOutcomes';

const { l10n } = vscode;

const titles: Readonly<Record<Likeness, () => string>> = {
  bytes: () => l10n.t('Find Duplicates (same bytes)'),
  pixels: () => l10n.t('Find Duplicates (same pixels)'),
  similar: () => l10n.t('Find Duplicates (similar images)'),
};

export interface DuplicatesPaths {
  /** Contains the folders of this workspace's runs. */
  readonly runs: string;
  /** Folder of the digest cache. */
  readonly digestCache: string;
  /** Bundle of the thread that groups images. */
  readonly groupingBundle: string;
}

/** What the user searched for. */
interface SearchRequest {
  readonly selection: readonly vscode.Uri[];
  readonly likeness: Likeness;
}

/** Searches for duplicates, regroups similar images, and moves duplicates to the trash. */
export class DuplicatesController implements vscode.Disposable {
  /** Groups the images of the last search; undefined unless it was for similar images. */
  #grouping: SimilarityGrouping | undefined;
  #lastSearch: SearchRequest | undefined;

  constructor(
    readonly queue: RunQueue,
    readonly groups: GroupStore,
    readonly thumbnails: Thumbnails,
    readonly paths: DuplicatesPaths,
  ) {
    queue.onStart(() => this.#clear());
  }

  /** Removes the groups because another run takes over the panel. */
  #clear(): void {
    this.#grouping?.dispose();
    this.#grouping = undefined;
    this.thumbnails.clear();
    this.groups.clear();
    this.#setShown(false);
  }

  #setShown(shown: boolean): void {
    void vscode.commands.executeCommand('setContext', contextKeys.duplicates, shown);
  }

  /** Searches a selection. Settles when the groups are shown; never rejects. */
  find(selection: readonly vscode.Uri[], likeness: Likeness): Promise<void> {
    const search = { selection, likeness };
    this.#lastSearch = search;
    const heading = { kind: 'duplicates', title: titles[likeness](), destination: selectionPhrase(selection) } as const;
    return this.queue.run(
      heading,
      async (run) => this.#show(await this.#search(search, run), likeness),
      () => this.#announce(),
    );
  }

  /** Repeats the last search, such as after its files were moved back. */
  async searchAgain(): Promise<void> {
    if (this.#lastSearch) await this.find(this.#lastSearch.selection, this.#lastSearch.likeness);
  }

  #announce(): void {
    const { store, panel } = this.queue;
    const view = this.groups.view();
    if (view) announceDuplicates(store, panel, view);
    else announceEnd(store, panel);
  }

  #search({ selection, likeness }: SearchRequest, { signal, control }: CurrentRun): Promise<DuplicateSearchResult> {
    const { client, store } = this.queue;
    const cache = likeness === 'bytes' && { cacheFolder: this.paths.digestCache };
    const request = { ...inspectRequest(selection), likeness, turned: this.groups.choices.turned, ...cache };
    return searchDuplicates(
      client,
      request,
      { timeoutSeconds: timeoutSeconds(), ...memoryBudget(), signal, control, ...cache },
      {
        scanned: (scanned, found) => store.setMessage(scannedSentence(scanned, found)),
        step: (rows) => {
          store.setRows(rows);
          // Only the first step may start the clock, so that it measures the whole search.
          if (store.run?.phase === 'planning') store.setPhase('running', { timed: likeness === 'bytes' });
        },
        outcomes: (outcomes) => store.addOutcomes(outcomes),
        workers: (workers) => store.setWorkers(workers),
      },
    );
  }

  async #show({ end, groups, hashes, empty, failed }: DuplicateSearchResult, likeness: Likeness): Promise<void> {
    const { store } = this.queue;
    if (end.state !== 'finished') {
      const incomplete = l10n.t('Not all files were compared, so no groups are shown.');
      store.setPhase(end.state, { message: end.state === 'stopped' ? `${end.message} ${incomplete}` : incomplete });
      return;
    }
    const uncompared = uncomparedOutcomes(failed, empty);
    store.setRows(uncompared.map(({ id, source, before }) => ({ id, source, ...before, cost: 0, targets: [] })));
    store.addOutcomes(uncompared);
    this.groups.open({ likeness, empty: empty.length, failed: failed.length });
    store.setPhase('finished');
    this.#setShown(true);
    if (likeness !== 'similar') return this.groups.setGroups(groups);
    this.#grouping = new SimilarityGrouping(this.paths.groupingBundle, hashes);
    await this.regroup();
  }

  /** Groups the images again. A newer call makes earlier ones obsolete. Never rejects: errors are reported. */
  async regroup(): Promise<void> {
    const { threshold, turned, rule, preferredFolder } = this.groups.choices;
    this.groups.setBusy();
    try {
      const options = { threshold, turned, rule, ...(preferredFolder !== undefined && { preferredFolder }) };
      const groups = await this.#grouping?.group(options);
      if (groups) await this.groups.setGroups(groups);
    } catch (error) {
      this.queue.store.setMessage(this.queue.reportError(error));
      await this.groups.setGroups([]);
    }
  }

  /** Applies another keep rule. The groups of similar images depend on it; others only need new marks. */
  applyRule(): Promise<void> {
    return this.#grouping ? this.regroup() : this.groups.mark();
  }

  /** Includes rotated and mirrored images, or excludes them. Searches again if their hashes are not known yet. */
  async applyTurned(turned: boolean): Promise<void> {
    const known = this.#grouping?.images.every(({ perceptualHash }) => perceptualHash.turned !== undefined) ?? false;
    if (!turned || known) await this.regroup();
    else await this.searchAgain();
  }

  /** Asks, then moves the marked files to the trash or, if there is none, to the storage. */
  trash(): Promise<void> {
    const { queue, groups, paths } = this;
    return trashMarked({ queue, groups, runsFolder: paths.runs, removeMoved: (report) => this.#removeMoved(report) });
  }

  /** Removes moved files from the groups, and from the images that are grouped when the threshold changes. */
  async #removeMoved({ moved, errors }: RemovalReport): Promise<void> {
    const paths = new Set(moved.map(({ path }) => path));
    const images = this.#grouping?.images.filter(({ file }) => !paths.has(file.path));
    if (images && paths.size > 0) {
      this.#grouping?.dispose();
      this.#grouping = new SimilarityGrouping(this.paths.groupingBundle, images);
    }
    await this.groups.setMoved(paths, errors);
  }

  dispose(): void {
    this.#clear();
  }
}
