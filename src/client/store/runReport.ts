import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { Outcome, UnwrittenOutput } from '../../shared/run/run';
import { slices } from '../../shared/values/slices';

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
  /** Outputs that the plan refuses. */
  readonly unwritten?: readonly UnwrittenOutput[];
}

type ReportLine = { readonly rows: readonly PlanRow[] } | { readonly outcomes: readonly Outcome[] };

/** Writing one line with this many items does not block anyone for long. */
const itemsPerLine = 500;

/** The table of a run on disk (`report.jsonl`): its rows, then their outcomes in the order of arrival. */
export class RunReport {
  #file: FileHandle | undefined;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(readonly path: string) {}

  /** Written in the background, in order. */
  appendRows(rows: readonly PlanRow[]): void {
    for (const slice of slices(rows, itemsPerLine)) this.#append({ rows: slice });
  }

  /** Written in the background, in order. */
  appendOutcomes(outcomes: readonly Outcome[]): void {
    for (const slice of slices(outcomes, itemsPerLine)) this.#append({ outcomes: slice });
  }

  #append(line: ReportLine): void {
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

  /** Reads what was written, except for a line that a crash cut off. */
  async read(): Promise<{ rows: PlanRow[]; outcomes: Outcome[] }> {
    const rows: PlanRow[] = [];
    const outcomes: Outcome[] = [];
    if (!existsSync(this.path)) return { rows, outcomes };
    // Line by line, so that the report of 100,000 files does not block the extension host.
    for await (const text of createInterface({ input: createReadStream(this.path) })) {
      const line = parseJsonLine<ReportLine>(text);
      if (line && 'rows' in line) for (const row of line.rows) rows.push(row);
      else if (line) for (const outcome of line.outcomes) outcomes.push(outcome);
    }
    return { rows, outcomes };
  }
}
