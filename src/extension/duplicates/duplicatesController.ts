import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RemovalReport } from '../../client/duplicates/removeDuplicates';
import { type DuplicateSearchResult, searchDuplicates } from '../../client/duplicates/searchDuplicates';
import { SimilarityGrouping } from '../../client/duplicates/similarityGrouping';
import { callWithTimeout } from '../../client/pool/callWithTimeout';
import { LibraryError } from '../../client/pool/poolErrors';
import type { Likeness } from '../../shared/duplicates/grouping';
import { type KeepRule, keepRules } from '../../shared/duplicates/keepRule';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import type { Outcome } from '../../shared/run/run';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import { contextKeys, mementoKeys } from '../host/ids';
import { filesOf, timeoutSeconds } from '../host/settings';
import { announceDuplicates, announceEnd, showProgressWhileHidden } from '../panel/notifications';
import type { GroupActions } from '../panel/panelSession';
import { selectionPhrase } from '../prompts/selection';
import type { RunQueue } from '../runs/runQueue';
import type { GroupChoices, GroupStore } from '../state/groupStore';
import { type Thumbnail, Thumbnails } from '../state/thumbnailCache';
import { trashMarked } from './trashMarked';

const { l10n } = vscode;

/** A small image that takes longer is done without. */
const thumbnailLimitMs = 20_000;
/** The slider is taken to rest when it did not move for so long. */
const settleMs = 80;

const titles: Readonly<Record<Likeness, () => string>> = {
  bytes: () => l10n.t('Find Duplicates: Same Bytes'),
  pixels: () => l10n.t('Find Duplicates: Same Pixels'),
  similar: () => l10n.t('Find Duplicates: Similar Images'),
};

export interface DuplicatesPlaces {
  /** Folder that holds the runs of this workspace. */
  readonly runs: string;
  /** Folder of the cache of digests. */
  readonly digests: string;
  /** Folder of small images; this window's own. */
  readonly thumbnails: string;
  /** Bundle of the thread that groups images. */
  readonly groupingFile: string;
}

/** What is remembered for the workspace, as far as it makes sense. */
export function rememberedChoices(memento: vscode.Memento): GroupChoices {
  const { rule, preferredFolder, protectedFolders } = memento.get<Partial<Record<keyof GroupChoices, unknown>>>(mementoKeys.groups) ?? {};
  const folders = Array.isArray(protectedFolders) ? protectedFolders.filter((folder) => typeof folder === 'string') : [];
  return {
    rule: keepRules.find((each) => each === rule) ?? keepRules[0],
    protectedFolders: folders,
    threshold: similarityThresholds.usual,
    turned: false,
    ...(typeof preferredFolder === 'string' && { preferredFolder }),
  };
}

async function pickFolder(title: string): Promise<string | undefined> {
  const defaultUri = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      ...(defaultUri && { defaultUri }),
      openLabel: l10n.t('Choose'),
    })) ?? [];
  return folder?.fsPath;
}

/** Searches for files that go together, the choices about their groups, and what goes to the trash. */
export class DuplicatesController implements GroupActions, vscode.Disposable {
  #grouping: SimilarityGrouping | undefined;
  #last: { readonly selection: readonly vscode.Uri[]; readonly likeness: Likeness } | undefined;
  #settling: NodeJS.Timeout | undefined;
  /** Whether no small image can be made here: the image library does not work. */
  #noImages = false;
  readonly #thumbnails: Thumbnails;

  constructor(
    readonly queue: RunQueue,
    readonly groups: GroupStore,
    readonly places: DuplicatesPlaces,
    readonly memento: vscode.Memento,
  ) {
    this.#thumbnails = new Thumbnails({
      make: (source) => this.#makeThumbnail(source),
      remove: (path) => void rm(path, { force: true }).catch(() => {}),
      changed: (source, image) => groups.setImage(source, image),
    });
    queue.onOpen(() => this.#clear());
  }

  /** Forgets the groups: another run takes over the panel. */
  #clear(): void {
    clearTimeout(this.#settling);
    this.#grouping?.dispose();
    this.#grouping = undefined;
    this.#thumbnails.clear();
    this.#noImages = false;
    this.groups.clear();
    this.#setShown(false);
  }

  #setShown(shown: boolean): void {
    void vscode.commands.executeCommand('setContext', contextKeys.duplicates, shown);
  }

  /** Searches a selection. Settles when the groups are shown; never rejects. */
  find(selection: readonly vscode.Uri[], likeness: Likeness): Promise<void> {
    this.#last = { selection, likeness };
    return this.queue.take((signal) => this.#search(selection, likeness, signal));
  }

  async #search(selection: readonly vscode.Uri[], likeness: Likeness, signal: AbortSignal): Promise<void> {
    const { queue } = this;
    const { store, panel } = queue;
    queue.open({ kind: 'duplicates', title: titles[likeness](), destination: selectionPhrase(selection) });
    const progress = showProgressWhileHidden(store, panel, () => queue.cancel());
    try {
      const found = await this.#find(selection, likeness, signal);
      await this.#show(found, likeness);
    } finally {
      progress.dispose();
    }
    if (panel.visible && !queue.awaited) return;
    const view = this.groups.view();
    if (view) announceDuplicates(store, panel, view);
    else announceEnd(store, panel);
  }

  #find(selection: readonly vscode.Uri[], likeness: Likeness, signal: AbortSignal): Promise<DuplicateSearchResult> {
    const { client, store } = this.queue;
    const cache = likeness === 'bytes' && { cacheFolder: this.places.digests };
    const request = { ...filesOf(selection), likeness, turned: this.groups.choices.turned, ...cache };
    return searchDuplicates(
      client,
      request,
      { timeoutSeconds: timeoutSeconds(), signal, ...cache },
      {
        scanned: (files, all) => store.setMessage(l10n.t('Looked at {0} of {1}.', formatCount(files), fileCount(all))),
        step: (rows) => {
          store.setRows(rows);
          // The time of the whole search is told, not that of its last step.
          if (store.run?.phase === 'planning') store.setPhase('running');
        },
        outcomes: (outcomes) => store.addOutcomes(outcomes),
        workers: (busy) => store.setWorkers(busy),
      },
    );
  }

  async #show({ end, groups, hashes, empty, failed }: DuplicateSearchResult, likeness: Likeness): Promise<void> {
    const { store } = this.queue;
    if (end.state !== 'finished') {
      const why = l10n.t('Not all files were compared, so no groups are shown.');
      store.setPhase(end.state, { message: end.state === 'stopped' ? `${end.message} ${why}` : why });
      return;
    }
    const untold = outcomesOfRest(failed, empty);
    store.setRows(untold.map(({ id, source, before }) => ({ id, source, ...before, cost: 0, targets: [] })));
    store.addOutcomes(untold);
    this.groups.open({ likeness, empty: empty.length, failed: failed.length });
    store.setPhase('finished');
    this.#setShown(true);
    if (likeness !== 'similar') return this.groups.setGroups(groups);
    this.#grouping = new SimilarityGrouping(this.places.groupingFile, hashes);
    await this.#regroup();
  }

  /** Groups the images anew; of several wishes the last counts. */
  async #regroup(): Promise<void> {
    const { threshold, turned, rule, preferredFolder } = this.groups.choices;
    this.groups.wait();
    try {
      const options = { threshold, turned, rule, ...(preferredFolder !== undefined && { preferredFolder }) };
      const found = await this.#grouping?.group(options);
      if (found) await this.groups.setGroups(found);
    } catch (error) {
      this.queue.store.setMessage(this.queue.tell(error));
      await this.groups.setGroups([]);
    }
  }

  /** The files are marked anew; of images that look alike the groups depend on the rule, too. */
  #chosen(change: Partial<GroupChoices>, ordersAnew: boolean): void {
    this.groups.choose(change);
    const { rule, preferredFolder, protectedFolders } = this.groups.choices;
    void this.memento.update(mementoKeys.groups, { rule, preferredFolder, protectedFolders });
    void (ordersAnew && this.#grouping ? this.#regroup() : this.groups.mark());
  }

  inSight(paths: readonly string[]): void {
    this.#thumbnails.want(this.#noImages ? [] : paths);
  }

  toggleFile(id: number): void {
    this.groups.toggle(id);
  }

  setKeepRule(rule: KeepRule, pick: boolean): void {
    void this.#setKeepRule(rule, pick);
  }

  async #setKeepRule(rule: KeepRule, pick: boolean): Promise<void> {
    const before = this.groups.choices.preferredFolder;
    const folder = rule === 'preferredFolder' && (pick || before === undefined) ? await pickFolder(l10n.t('Preferred Folder')) : before;
    // Who leaves the question leaves the rule as it is; the page has shown the new one already.
    if (rule === 'preferredFolder' && folder === undefined) this.groups.choose({ rule: this.groups.choices.rule });
    else this.#chosen({ rule, ...(folder !== undefined && { preferredFolder: folder }) }, true);
  }

  addProtectedFolder(): void {
    void this.#addProtectedFolder();
  }

  async #addProtectedFolder(): Promise<void> {
    const folder = await pickFolder(l10n.t('Protected Folder'));
    const { protectedFolders } = this.groups.choices;
    if (folder !== undefined && !protectedFolders.includes(folder))
      this.#chosen({ protectedFolders: [...protectedFolders, folder] }, false);
  }

  removeProtectedFolder(index: number): void {
    const { protectedFolders } = this.groups.choices;
    this.#chosen({ protectedFolders: protectedFolders.filter((_, at) => at !== index) }, false);
  }

  setThreshold(threshold: number): void {
    const { least, most } = similarityThresholds;
    this.groups.choose({ threshold: Math.min(most, Math.max(least, Math.round(threshold))) });
    this.groups.wait();
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#regroup(), settleMs);
  }

  setTurned(turned: boolean): void {
    this.groups.choose({ turned });
    const known = this.#grouping?.images.every(({ perceptualHash }) => perceptualHash.turned !== undefined) ?? false;
    if (!turned || known) void this.#regroup();
    // How an image hashes when it is turned was not asked for yet.
    else if (this.#last) void this.find(this.#last.selection, this.#last.likeness);
  }

  /** Asks, then moves the files that may go to the trash, or where there is none, into the storage. */
  trash(): Promise<void> {
    const { queue, groups, places } = this;
    const takeOut = ({ moved, errors }: RemovalReport) => this.#takeOut(new Set(moved.map(({ path }) => path)), errors);
    return trashMarked({ queue, groups, runs: places.runs, takeOut });
  }

  /** Takes what is gone out of the groups, and out of what is grouped when the threshold moves. */
  async #takeOut(gone: ReadonlySet<string>, errors: ReadonlyMap<string, string>): Promise<void> {
    const images = this.#grouping?.images.filter(({ file }) => !gone.has(file.path));
    if (images && gone.size > 0) {
      this.#grouping?.dispose();
      this.#grouping = new SimilarityGrouping(this.places.groupingFile, images);
    }
    await this.groups.moved(gone, errors);
  }

  async #makeThumbnail(source: string): Promise<Thumbnail> {
    const path = join(this.places.thumbnails, `${randomUUID()}.webp`);
    try {
      const size = await callWithTimeout(this.queue.client, { timeoutMs: thumbnailLimitMs }, (remote) =>
        remote.thumbnail({ source, target: path }),
      );
      return { path, ...size };
    } catch (error) {
      // Each further one would cost the start of a process.
      this.#noImages ||= error instanceof LibraryError;
      if (this.#noImages) this.#thumbnails.want([]);
      throw error;
    }
  }

  dispose(): void {
    this.#clear();
  }
}

/** Files that are in no group, as rows: those that could not be compared, and empty ones. */
function outcomesOfRest(failed: readonly Outcome[], empty: readonly string[]): Outcome[] {
  const message = l10n.t('The file is empty: a copy of nothing.');
  const before = { bytes: 0, width: 0, height: 0 };
  const rest = [
    ...failed,
    ...empty.map(
      (source): Outcome => ({ id: 0, source, status: 'skipped', code: 'empty', message, before, outputs: [], ms: 0, worker: -1 }),
    ),
  ];
  return rest.sort((a, b) => (a.source < b.source ? -1 : 1)).map((outcome, id) => ({ ...outcome, id }));
}
