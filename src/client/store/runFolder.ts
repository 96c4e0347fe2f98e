import { open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { RunPhase } from '../../shared/run/runPhase';
import { systemCause } from '../../shared/values/systemCause';
import { silentMs, whileAlive } from './heartbeat';
import { makeFolder } from './makeFolder';
import { processState } from './processState';
import { orderAfter, orderOf, parseRecord, type RunRecord, startOfRun } from './runRecord';
import { RunReport } from './runReport';

/** The folder that contains the runs cannot be used. The message is for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Why a run cannot start. */
export function unstorable(store: string, cause: Error): StoreError {
  const text = l10n.t('Runs cannot be stored for undo in {0}. {1} Nothing was changed.', store, systemCause(cause));
  return new StoreError(text, { cause });
}

/** Names of temp files beside a record. */
export const recordTemp = /^run\.json\.(\d+\.)?tmp$/;

/** End of the name of a run's folder that is being deleted. */
export const deletedSuffix = '.deleted';

const activePhases: ReadonlySet<RunPhase> = new Set(['planning', 'running', 'canceling']);

/**
 * The folder of a run in the store. It holds the record (`run.json`), the report (`report.jsonl`), and what the pool process
 * adds: the journal and the kept originals. With it the panel is restored, a run undone, and an interrupted run cleaned up.
 */
export class RunFolder {
  readonly report: RunReport;

  private constructor(
    readonly path: string,
    public record: RunRecord,
    /** Time of the run's last heartbeat, as of the moment this object was created. */
    private readonly lastAliveMs: number,
  ) {
    this.report = new RunReport(join(path, 'report.jsonl'));
  }

  /** @throws StoreError when the store cannot be written */
  static async create(store: string, record: RunRecord): Promise<RunFolder> {
    const order = await orderIn(store, record);
    const folder = new RunFolder(join(store, record.id), order === undefined ? record : { ...record, order }, Date.now());
    try {
      await makeFolder(folder.path);
      await folder.#save();
      return folder;
    } catch (error) {
      // A folder without a record would stay forever.
      await folder
        .removeTemps()
        .then(() => rmdir(folder.path))
        .catch(() => {});
      throw unstorable(store, error as Error);
    }
  }

  static async open(store: string, id: string): Promise<RunFolder> {
    const path = join(store, id);
    const file = join(path, 'run.json');
    const { mtimeMs } = await stat(file);
    return new RunFolder(path, parseRecord(await readFile(file, 'utf8'), id), mtimeMs);
  }

  /**
   * All runs of the store that can be read, oldest first.
   * @throws StoreError when the store is there but cannot be read
   */
  static async list(store: string): Promise<RunFolder[]> {
    const names = (await namesIn(store)).filter((name) => !name.endsWith(deletedSuffix));
    const opened = await Promise.allSettled(names.sort().map((name) => RunFolder.open(store, name)));
    const runs = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    return runs.sort((a, b) => (orderOf(a.record) < orderOf(b.record) ? -1 : 1));
  }

  /**
   * Changes the record as it is on the disk now: another process may have changed it since it was read.
   * @throws StoreError when it cannot be written
   */
  async update(change: Partial<RunRecord>): Promise<void> {
    const now = await RunFolder.open(dirname(this.path), this.record.id).catch(() => this);
    this.record = { ...now.record, ...change };
    await this.#save().catch((error: Error) => {
      const text = l10n.t('The record of the run cannot be written in {0}. {1}', this.path, systemCause(error));
      throw new StoreError(text, { cause: error });
    });
  }

  /**
   * Records that the run was undone. On a full disk the record is not written again, but changed in its place, which takes no room.
   * @throws StoreError when that is not possible either
   */
  setUndone(): Promise<void> {
    return this.#updateOrPatch({ undone: true }, [['"undone":false', '"undone":true ']]);
  }

  /**
   * Records the end of the run. On a full disk only that it has ended, and whether it is swept: else later runs would wait for it as long
   * as its process lives.
   * @throws StoreError when that is not possible either
   */
  setEnded(end: Partial<RunRecord>): Promise<void> {
    const unswept: Patch[] = end.unswept ? [['"unswept":false', '"unswept":true ']] : [];
    return this.#updateOrPatch(end, [['"phase":"running"', '"phase":"stopped"'], ...unswept]);
  }

  async #updateOrPatch(change: Partial<RunRecord>, patches: readonly Patch[]): Promise<void> {
    await this.update(change).catch(async (error: Error) => {
      for (const patch of patches) {
        const isChanged = await changeInPlace(join(this.path, 'run.json'), patch).catch(() => false);
        if (!isChanged) throw error;
      }
    });
  }

  /** @throws what the file system throws */
  async #save(): Promise<void> {
    // Another process may update the record at the same time.
    const temp = join(this.path, `run.json.${process.pid}.tmp`);
    try {
      await writeFile(temp, JSON.stringify(this.record), { flush: true });
      await rename(temp, join(this.path, 'run.json'));
    } catch (error) {
      await rm(temp, { force: true }).catch(() => {});
      throw error;
    }
  }

  /** Removes what processes left that were killed while they updated the record. */
  async removeTemps(): Promise<void> {
    const names = (await readdir(this.path)).filter((name) => recordTemp.test(name));
    await Promise.all(names.map((name) => rm(join(this.path, name), { force: true })));
  }

  /** Does the work of the run while its record shows signs of life. */
  whileAlive<Result>(work: () => Promise<Result>): Promise<Result> {
    return whileAlive(join(this.path, 'run.json'), work);
  }

  /** Whether the run is in progress, or was when its process ended. */
  get active(): boolean {
    return activePhases.has(this.record.phase);
  }

  /** Whether the process of the run ended before the run did. */
  get interrupted(): boolean {
    const { pid, pidStart, host = hostname() } = this.record;
    if (!this.active) return false;
    const state = processState({ pid, host, start: pidStart });
    return state === 'unknown' ? Date.now() - this.lastAliveMs > silentMs : state === 'ended';
  }
}

/** The names in the store, which the first run makes. */
async function namesIn(store: string): Promise<string[]> {
  try {
    return await readdir(store);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StoreError(l10n.t('The runs in {0} cannot be read. {1}', store, systemCause(error)), { cause: error });
  }
}

/** A part of a file, and another one of the same length. */
type Patch = readonly [part: string, replacement: string];

/** Replaces a part of a file. @returns whether the file has that part */
async function changeInPlace(path: string, [part, replacement]: Patch): Promise<boolean> {
  const file = await open(path, 'r+');
  try {
    const at = (await file.readFile()).indexOf(part);
    if (at >= 0) await file.write(replacement, at);
    await file.sync();
    return at >= 0;
  } finally {
    await file.close();
  }
}

/**
 * What a new run is sorted by. Undefined when its id says it: after the clock was set back, runs of the time before would seem to be
 * newer, and undo would undo one of them. Only then are the other runs read.
 */
async function orderIn(store: string, { id }: RunRecord): Promise<string | undefined> {
  const names = await readdir(store).catch(() => []);
  if (!names.some((name) => startOfRun(name) !== undefined && name > id)) return undefined;
  const newest = (await RunFolder.list(store)).at(-1);
  return newest && orderOf(newest.record) > id ? orderAfter(newest.record) : undefined;
}
