import type { DistinctFile } from '../../shared/duplicates/grouping';
import type { Findings } from '../../shared/run/findings';
import type { Inspection, InspectTask } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { inspectionRow, type PlannedInspection } from '../runs/inspectionPlan';
import { type RunInspectionOptions, runInspection } from '../runs/runInspection';
import type { RunEnd, RunnerEvents } from '../runs/taskRunner';
import type { PlanRow } from '../store/runReport';

/** A file of the search with its task. */
export type SearchFile = DistinctFile & { readonly task: InspectTask };

export interface DuplicateSearchEvents extends RunnerEvents {
  /** How many of the files found were scanned so far; called a few times a second while planning. */
  scanned?(files: number, found: number): void;
  /** A step begins, which inspects these files. Until the next step, outcomes and statuses use the ids of these rows. */
  step(files: readonly PlanRow[], inspection: Inspection): void;
}

/** Renumbers tasks from 0 in the order of their ids, which is that of their paths. The list keeps its reading order. */
function renumbered(tasks: readonly InspectTask[]): InspectTask[] {
  const ids = new Map([...tasks].sort((a, b) => a.id - b.id).map((task, id) => [task, id]));
  return tasks.map((task) => ({ ...task, id: ids.get(task) as number }));
}

/** Inspects files in several steps, and collects the findings of the current step. */
export class DuplicateSearch {
  end: RunEnd = { state: 'finished' };
  readonly failed: Outcome[] = [];
  readonly #findings = new Map<string, Findings>();

  constructor(
    readonly plan: PlannedInspection,
    readonly options: RunInspectionOptions,
    readonly events: DuplicateSearchEvents,
  ) {
    for (const outcome of plan.settled) if (outcome.status !== 'done') this.failed.push(outcome);
  }

  /** What the current step found out about a file. */
  findingsOf({ path }: SearchFile): Findings | undefined {
    return this.#findings.get(path);
  }

  /** Does the next step. Files whose digests are known are not read again. After a cancel or a stop it does nothing. */
  async inspect(files: readonly SearchFile[], inspection: Inspection): Promise<void> {
    this.#findings.clear();
    for (const { path, task } of files) if (task.known && inspection.kind === 'hash') this.#findings.set(path, { digests: task.known });
    const tasks = renumbered(files.filter(({ path }) => !this.#findings.has(path)).map(({ task }) => task));
    if (tasks.length === 0 || this.end.state !== 'finished') return;
    const rows = tasks.map((task) => inspectionRow(task, task.cost)).sort((a, b) => a.id - b.id);
    this.events.step(rows, inspection);
    const canceled: Outcome[] = [];
    const outcomes = (batch: readonly Outcome[]) => {
      for (const { source, findings, status } of batch) if (findings && status === 'done') this.#findings.set(source, findings);
      for (const outcome of batch) {
        if (outcome.status === 'failed') this.failed.push(outcome);
        if (outcome.status === 'canceled') canceled.push(outcome);
      }
      this.events.outcomes(batch);
    };
    this.end = await runInspection({ ...this.plan, inspection, tasks, settled: [], read: [] }, this.options, { ...this.events, outcomes });
    // The user canceled single files. If the search itself was canceled, there is no result that could lack them.
    if (this.end.state === 'finished') this.failed.push(...canceled);
  }
}
