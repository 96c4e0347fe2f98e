import { createReadStream, existsSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../shared/run/run';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { isAlive } from '../pool/isAlive';

/**
 * The folder of a run in the store: its record (`run.json`), its report (the table's rows, `report.jsonl`), and what the
 * pool process adds: the journal and the kept originals. From it a panel is restored, a run undone, a killed one cleaned up.
 */

/** Runs that changed something and are kept, with the originals in them, and as many that changed nothing. */
export const keptRuns = 20;

/** The folder that keeps the runs cannot be used; the message is for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** A run that is going gives a sign of life so often; one that was silent for much longer is over. */
export const signOfLifeMs = 10_000;
const silentMs = 12 * signOfLifeMs;

export interface RunRecord {
  readonly id: string;
  /** `process` where it is absent. */
  readonly kind?: RunKind;
  readonly title: string;
  readonly destination: string;
  readonly phase: RunPhase;
  readonly message?: string;
  /** Process that carries it out; a run of a dead process is over. */
  readonly pid: number;
  readonly undone: boolean;
  /** Folders that paths are shown relative to. */
  readonly roots: readonly string[];
  readonly elapsedSeconds: number;
}

/** A row of the table before its outcome: what a plan says of a source. */
export interface PlanRow {
  readonly id: number;
  readonly source: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly cost: number;
  readonly targets: readonly string[];
}

type ReportLine = { readonly rows: readonly PlanRow[] } | { readonly outcomes: readonly Outcome[] };

const active: ReadonlySet<RunPhase> = new Set(['planning', 'running', 'canceling']);

let newestId = 0;

/** A new id: sorts by time, also among the runs of one millisecond here, and is unique across windows. */
export function newRunId(now = Date.now()): string {
  newestId = Math.max(now, newestId + 1);
  const stamp = new Date(newestId).toISOString().replace(/\D/g, '');
  return `${stamp}-${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`;
}

export class RunFolder {
  #report: FileHandle | undefined;
  #writes: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly path: string,
    public record: RunRecord,
    /** When the run's process gave its last sign of life, as far as this object knows. */
    private readonly seenAlive: number,
  ) {}

  static async create(store: string, record: RunRecord): Promise<RunFolder> {
    const folder = new RunFolder(join(store, record.id), record, Date.now());
    try {
      await mkdir(folder.path, { recursive: true });
      await folder.update({});
      return folder;
    } catch (error) {
      throw new StoreError(
        l10n.t('The folder that keeps the runs for undo cannot be written: {0}. Nothing was changed.', (error as Error).message),
        {
          cause: error,
        },
      );
    }
  }

  static async open(store: string, id: string): Promise<RunFolder> {
    const path = join(store, id);
    const file = join(path, 'run.json');
    const { mtimeMs } = await stat(file);
    return new RunFolder(path, parseRecord(await readFile(file, 'utf8'), id), mtimeMs);
  }

  /** All runs of the store that can be read, oldest first. */
  static async list(store: string): Promise<RunFolder[]> {
    const names = await readdir(store).catch(() => []);
    const opened = await Promise.allSettled(names.sort().map((name) => RunFolder.open(store, name)));
    return opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  async update(change: Partial<RunRecord>): Promise<void> {
    this.record = { ...this.record, ...change };
    const temp = join(this.path, 'run.json.tmp');
    await writeFile(temp, JSON.stringify(this.record), { flush: true });
    await rename(temp, join(this.path, 'run.json'));
  }

  /** Adds to the report; written in the background, in order. */
  append(line: ReportLine): void {
    this.#writes = this.#writes.then(async () => {
      this.#report ??= await open(join(this.path, 'report.jsonl'), 'a');
      await this.#report.appendFile(`${JSON.stringify(line)}\n`);
    });
    this.#writes.catch(() => {}); // told by close
  }

  /** Waits until what was added is written. Rejects when a part of it could not be. */
  async flush(): Promise<void> {
    await this.#writes;
  }

  /** Waits for the report to be written, and closes it. Rejects when a part of it could not be. */
  async close(): Promise<void> {
    try {
      await this.#writes;
    } finally {
      await this.#report?.close();
      this.#report = undefined;
    }
  }

  /** The report as far as it was written; a line that a crash cut off is left out. */
  async readReport(): Promise<{ rows: PlanRow[]; outcomes: Outcome[] }> {
    const rows: PlanRow[] = [];
    const outcomes: Outcome[] = [];
    const file = join(this.path, 'report.jsonl');
    if (!existsSync(file)) return { rows, outcomes };
    // Line by line, so that the report of 100,000 files does not hold up everybody else in the extension host.
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const line = parseLine(text);
      if (line && 'rows' in line) for (const row of line.rows) rows.push(row);
      else if (line) for (const outcome of line.outcomes) outcomes.push(outcome);
    }
    return { rows, outcomes };
  }

  /** Gives a sign of life of the process that carries the run out. */
  touch(): void {
    const now = new Date();
    utimes(join(this.path, 'run.json'), now, now).catch(() => {}); // a full store does not end a run
  }

  /** Whether it is going, or was when its process ended. */
  get active(): boolean {
    return active.has(this.record.phase);
  }

  /** Whether its process was ended in the middle of it. The number of a process that is gone may be another's by now, which gives no signs of life. */
  get interrupted(): boolean {
    return this.active && (!isAlive(this.record.pid) || Date.now() - this.seenAlive > silentMs);
  }
}

/** A record that a power cut left unreadable does not take undo away: the journal is what counts. */
function parseRecord(text: string, id: string): RunRecord {
  try {
    return JSON.parse(text) as RunRecord;
  } catch {
    return { id, title: id, destination: '', phase: 'running', pid: -1, undone: false, roots: [], elapsedSeconds: 0 };
  }
}

function parseLine(text: string): ReportLine | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as ReportLine);
  } catch {
    return undefined;
  }
}

/** Whether a run made or replaced something, so that there is something to undo. */
async function changedSomething({ path }: RunFolder): Promise<boolean> {
  const journal = await stat(join(path, 'journal.jsonl')).catch(() => undefined);
  return journal !== undefined && journal.size > 0;
}

/** Removes the oldest runs beyond those that are kept, never one that is going. Runs that changed nothing push out no originals. */
export async function pruneRuns(store: string): Promise<void> {
  const runs = await RunFolder.list(store);
  const changed = await Promise.all(runs.map(changedSomething));
  const oldest = (kind: boolean) => runs.filter((_, index) => changed[index] === kind).slice(0, -keptRuns);
  const old = [...oldest(true), ...oldest(false)].filter((run) => !run.active || run.interrupted);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}

/** The newest run that is over and not undone yet, and made or replaced something. */
export async function lastUndoable(store: string): Promise<RunFolder | undefined> {
  const runs = await RunFolder.list(store);
  for (const run of runs.reverse()) {
    if (run.record.undone || (run.active && !run.interrupted)) continue;
    if (await changedSomething(run)) return run;
  }
  return undefined;
}
