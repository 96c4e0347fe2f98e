import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseReportLine, type ReportLine } from '../../shared/run/parseReportLine';
import type { PlanEntry } from '../../shared/run/plan';
import { isTask } from '../../shared/run/plan';
import type { Outcome, Task, UnwrittenOutput } from '../../shared/run/run';
import { possibleTargets } from '../../shared/run/taskOutput';
import { slices } from '../../shared/values/slices';
import { SharedParts } from './sharedParts';

/** A row of the table before its outcome: what the plan says about a source. */
export interface PlanRow {
  readonly id: number;
  readonly source: string;
  readonly bytes: number;
  /** In pixels; 0 where unknown. */
  readonly width: number;
  readonly height: number;
  /** Estimated work, as in `FileTask`. */
  readonly cost: number;
  readonly targets: readonly string[];
  /** The paths of which some become targets, where the format is open. */
  readonly candidates?: readonly string[];
  /** Outputs that the plan refuses. */
  readonly unwritten?: readonly UnwrittenOutput[];
}

/** What the table shows of an entry of a plan. */
export function planRow(entry: PlanEntry): PlanRow {
  const { id, source, bytes, unwritten } = entry;
  if (!isTask(entry)) return { id, source, bytes, width: 0, height: 0, cost: 0, targets: [] };
  const { width, height } = entry.header;
  const targets = entry.outputs.map(({ target }) => target);
  const candidates = entry.outputs.flatMap((output) => (output.candidates ? possibleTargets(output) : []));
  const open = candidates.length > 0 && { candidates };
  return { id, source, bytes, width, height, cost: entry.cost, targets, ...open, ...(unwritten && { unwritten }) };
}

/** Tasks are recorded whole, so that a run can be resumed as it was planned; of other files, only their rows. */
type WrittenLine =
  | { readonly tasks: readonly Task[] }
  | { readonly rows: readonly PlanRow[] }
  | { readonly outcomes: readonly Outcome[] }
  | { readonly undone: readonly number[] };

/** A part of a report: rows of its files, outcomes, and ids of files that were undone. */
export interface ReportPart {
  readonly rows: readonly PlanRow[];
  readonly outcomes: readonly Outcome[];
  readonly undone: readonly number[];
}

/** A whole report. */
export interface WholeReport {
  /** In the order of their ids. */
  readonly rows: PlanRow[];
  /** The last one of each file. */
  readonly outcomes: Outcome[];
  /** Ids of the files that were undone, while others of the run were not. */
  readonly undone: ReadonlySet<number>;
}

/** Writing one line with this many items does not block anyone for long. */
const itemsPerLine = 500;

/** The table of a run on disk (`report.jsonl`): its rows, then their outcomes in the order of arrival. */
export class RunReport {
  #file: FileHandle | undefined;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(readonly path: string) {}

  /** Written in the background, in order. */
  appendTasks(tasks: readonly Task[]): void {
    for (const slice of slices(tasks, itemsPerLine)) this.#append({ tasks: slice });
  }

  /** Written in the background, in order. */
  appendRows(rows: readonly PlanRow[]): void {
    for (const slice of slices(rows, itemsPerLine)) this.#append({ rows: slice });
  }

  /** Written in the background, in order. */
  appendOutcomes(outcomes: readonly Outcome[]): void {
    for (const slice of slices(outcomes, itemsPerLine)) this.#append({ outcomes: slice });
  }

  /** Written in the background, in order. @param ids of files whose outputs no longer exist */
  appendUndone(ids: readonly number[]): void {
    for (const slice of slices(ids, itemsPerLine)) this.#append({ undone: slice });
  }

  #append(line: WrittenLine): void {
    this.#writes = this.#writes.then(async () => {
      this.#file ??= await open(this.path, 'a');
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    });
    this.#writes.catch(() => {}); // flush and close report it
  }

  /** Waits until everything appended so far is written. Rejects if some of it could not be. */
  async flush(): Promise<void> {
    await this.#writes;
  }

  /** Waits until everything is written, and closes the file. Rejects if some of it could not be written. */
  async close(): Promise<void> {
    try {
      await this.#writes;
    } finally {
      await this.#file?.close();
      this.#file = undefined;
    }
  }

  /** Removes everything, for a new plan. */
  async clear(): Promise<void> {
    await this.close().catch(() => {});
    this.#writes = Promise.resolve();
    await rm(this.path, { force: true });
  }

  async read(): Promise<WholeReport> {
    const rows: PlanRow[] = [];
    const outcomes = new Map<number, Outcome>();
    const undone = new Set<number>();
    for await (const part of this.parts()) {
      for (const row of part.rows) rows.push(row);
      for (const outcome of part.outcomes) {
        outcomes.set(outcome.id, outcome);
        undone.delete(outcome.id);
      }
      for (const id of part.undone) undone.add(id);
    }
    return { rows: rows.sort((a, b) => a.id - b.id), outcomes: [...outcomes.values()], undone };
  }

  /** What was written, a part at a time, for those who keep little of it. A later outcome of a file takes the place of an earlier one, and of its undo. */
  async *parts(): AsyncGenerator<ReportPart> {
    for await (const { tasks, rows, ...line } of this.#lines()) yield { ...line, rows: [...tasks.map(planRow), ...rows] };
  }

  /** The tasks of a run that processes images. */
  async readTasks(): Promise<Task[]> {
    const tasks: Task[] = [];
    const shared = new SharedParts();
    for await (const line of this.#lines()) for (const task of line.tasks) tasks.push(shared.in(task));
    return tasks;
  }

  /** The paths that the run reads and writes, one after the other. */
  async *paths(): AsyncGenerator<string> {
    for await (const { rows } of this.parts()) {
      for (const { source, targets, candidates = [] } of rows) {
        yield source;
        yield* targets;
        yield* candidates;
      }
    }
  }

  /** What was written, except for a line that a crash cut off. Line by line, so that 100,000 files block nobody. */
  async *#lines(): AsyncGenerator<ReportLine<PlanRow>> {
    if (!existsSync(this.path)) return;
    for await (const text of createInterface({ input: createReadStream(this.path) })) {
      const line = parseReportLine<PlanRow>(text);
      if (line) yield line;
    }
  }
}
