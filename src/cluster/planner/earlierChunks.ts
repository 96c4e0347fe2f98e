import type { Outcome, Task } from '../../shared/run/run';
import type { Chunk, ChunkReport } from '../queue/chunk';

/** What became of the chunks that an earlier planner of the run had sent. The tasks themselves are added later. */
export class EarlierChunks {
  /** Ids of tasks that a machine has. */
  readonly #inProgress = new Set<number>();
  /** Outcomes of tasks that were not added yet. */
  readonly #outcomes = new Map<number, { readonly machine: string; readonly outcome: Outcome }>();

  /** @param active the chunks that machines have */
  constructor(active: readonly Chunk[]) {
    for (const { tasks } of active) for (const { id } of tasks) this.#inProgress.add(id);
  }

  /** Whether a machine has a task, so that it must not be sent again. */
  has(id: number): boolean {
    return this.#inProgress.has(id);
  }

  /** A chunk has ended, in whatever way. */
  ended(tasks: readonly Task[]): void {
    for (const { id } of tasks) this.#inProgress.delete(id);
  }

  /** Keeps outcomes until their tasks are added. A task that was canceled is processed then. */
  keep({ machine, outcomes }: ChunkReport): void {
    for (const outcome of outcomes) if (outcome.status !== 'canceled') this.#outcomes.set(outcome.id, { machine, outcome });
  }

  /** Takes the outcomes of tasks out. */
  take(tasks: readonly Task[]): ChunkReport[] {
    return tasks.flatMap(({ id }) => {
      const known = this.#outcomes.get(id);
      this.#outcomes.delete(id);
      return known ? [{ machine: known.machine, outcomes: [known.outcome] }] : [];
    });
  }
}
