import type { AnyTask } from '../../shared/run/inspection';

/** The tasks that were sent to a pool process and not answered yet. */
export class TasksInFlight {
  readonly #tasks = new Map<number, AnyTask>();
  /** Ids of those that a worker has. */
  readonly #taken = new Set<number>();
  #bytes = 0;

  get count(): number {
    return this.#tasks.size;
  }

  /** Sum of their costs. */
  get bytes(): number {
    return this.#bytes;
  }

  add(tasks: readonly AnyTask[]): void {
    for (const task of tasks) {
      this.#tasks.set(task.id, task);
      this.#bytes += task.cost;
    }
  }

  has(id: number): boolean {
    return this.#tasks.has(id);
  }

  get(id: number): AnyTask | undefined {
    return this.#tasks.get(id);
  }

  all(): AnyTask[] {
    return [...this.#tasks.values()];
  }

  /** Records that workers have these tasks. */
  markTaken(ids: readonly number[]): void {
    for (const id of ids) this.#taken.add(id);
  }

  /** Ids of the tasks that workers have. */
  get taken(): ReadonlySet<number> {
    return this.#taken;
  }

  isTaken(id: number): boolean {
    return this.#taken.has(id);
  }

  /** Removes a task that was answered. @returns whether it was in flight: an answer that arrives twice counts once */
  remove(id: number): boolean {
    const task = this.#tasks.get(id);
    if (!task) return false;
    this.#tasks.delete(id);
    this.#taken.delete(id);
    this.#bytes -= task.cost;
    return true;
  }

  clear(): void {
    this.#tasks.clear();
    this.#taken.clear();
    this.#bytes = 0;
  }
}
