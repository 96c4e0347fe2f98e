import type { Task } from '../shared/run/run';
import type { SentTask } from '../shared/run/sentTasks';
import { fromJson, toJson } from '../shared/values/json';
import type { DoubtfulTask } from './chunkResult';

/** Time of a run for judging files alone, in ms. Where thousands are damaged, the rest are judged at the same time, as they were before. */
const aloneMs = 60_000;

/** Files whose failures may be those of others, and files that were lost with their thread. They wait until nothing else is left to do. */
export class DoubtfulTasks<Item extends { readonly id: number }> {
  readonly #waiting: Item[] = [];
  /** Those whose thread ended, which one of them may do again: they always go alone. */
  readonly #lost: Item[] = [];
  #msLeft = aloneMs;

  get count(): number {
    return this.#waiting.length + this.#lost.length;
  }

  /** Whether the next one goes alone: a lost one, or any as long as there is time left for that. */
  get goAlone(): boolean {
    return this.#msLeft > 0 || this.#waiting.length === 0;
  }

  /** Counts time during which a file was judged alone. */
  spent(ms: number): void {
    this.#msLeft -= ms;
  }

  /** Adds those of a chunk. */
  add(tasks: readonly Item[], doubtful: readonly DoubtfulTask[]): void {
    for (const { id, hasOutputs } of doubtful) {
      const task = tasks.find((each) => each.id === id);
      if (task) this.#waiting.push(hasOutputs ? resumed(task) : task);
    }
  }

  /** Adds tasks whose thread ended. Some of their outputs may be in place. */
  addLost(tasks: readonly Item[]): void {
    this.#lost.push(...tasks.map(resumed));
  }

  /** Takes the next one. */
  take(): Item | undefined {
    return this.#waiting.shift() ?? this.#lost.shift();
  }

  /** Returns one that there is no memory for. */
  putBack(task: Item): void {
    this.#waiting.unshift(task);
  }

  /** For a new run. */
  reset(): void {
    this.clear();
    this.#msLeft = aloneMs;
  }

  /** Removes a task. @returns whether it was waiting */
  drop(id: number): boolean {
    return [this.#waiting, this.#lost].some((tasks) => {
      const index = tasks.findIndex((task) => task.id === id);
      if (index >= 0) tasks.splice(index, 1);
      return index >= 0;
    });
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#lost.length = 0;
  }
}

/** A task of which some outputs are in place, so that its next attempt goes on after them. */
function resumed<Item>(item: Item): Item {
  const sent = item as Partial<SentTask>;
  if (sent.task === undefined) return item;
  const task: Task = fromJson(sent.task);
  return { ...item, task: toJson({ ...task, attempt: task.attempt + 1 }) };
}
