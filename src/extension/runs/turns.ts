import type { RunKind } from '../../shared/run/runPhase';
import { ChangeListeners } from '../state/changeListeners';

/** A run that has its turn or waits for it. */
export interface QueuedRun {
  readonly id: number;
  readonly title: string;
  readonly kind: RunKind;
  readonly state: 'current' | 'waiting';
}

/** What is told of a run before its turn. */
export type QueuedHeading = Pick<QueuedRun, 'title' | 'kind'>;

interface Turn {
  readonly id: number;
  /** Absent for other work, such as an undo. */
  readonly heading?: QueuedHeading;
  /** Never rejects. Returns what tells the result to whoever waits for it. */
  readonly work: () => Promise<() => void>;
  /** Ends the wait without the work. */
  readonly leave: () => void;
}

/** Does one thing after the other. Runs that wait can be canceled and moved; other work keeps its turn. Imports no vscode. */
export class Turns {
  #newest = 0;
  #current: Turn | undefined;
  readonly #waiting: Turn[] = [];
  readonly #listeners = new ChangeListeners();

  /** Calls the listener when a turn begins or ends, and when the order changes. */
  onChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Whether something has its turn. */
  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** The run that has its turn, then those that wait, in order. */
  get runs(): QueuedRun[] {
    const turns = [...(this.#current ? [this.#current] : []), ...this.#waiting];
    return turns.flatMap(({ id, heading }) =>
      heading ? [{ ...heading, id, state: id === this.#current?.id ? ('current' as const) : ('waiting' as const) }] : [],
    );
  }

  /** Number of runs that wait. */
  get waiting(): number {
    return this.#waiting.filter(({ heading }) => heading).length;
  }

  /** Does work that is not a run. Settles as the work does. */
  enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#add({
        id: this.#nextId(),
        work: () =>
          work().then(
            (result) => () => resolve(result),
            (error) => () => reject(error),
          ),
        leave: () => {},
      });
    });
  }

  /** Does the work of a run, unless it is canceled while it waits. Settles as the work does. */
  enqueueRun({ title, kind }: QueuedHeading, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#add({
        id: this.#nextId(),
        heading: { title, kind },
        work: () =>
          work().then(
            () => resolve,
            (error) => () => reject(error),
          ),
        leave: resolve,
      });
    });
  }

  #nextId(): number {
    this.#newest += 1;
    return this.#newest;
  }

  #add(turn: Turn): void {
    this.#waiting.push(turn);
    void this.#next();
    this.#listeners.notify();
  }

  async #next(): Promise<void> {
    if (this.#current) return;
    this.#current = this.#waiting.shift();
    this.#listeners.notify();
    const settle = await this.#current?.work();
    if (!settle) return;
    this.#current = undefined;
    settle();
    void this.#next();
  }

  /** Takes a run that waits out of the queue. */
  cancelWaiting(id: number): void {
    const at = this.#waiting.findIndex((turn) => turn.id === id && turn.heading);
    const [left] = at < 0 ? [] : this.#waiting.splice(at, 1);
    left?.leave();
    this.#listeners.notify();
  }

  /** Lets a run that waits change places with the run before it (-1) or after it (1). */
  move(id: number, step: -1 | 1): void {
    const runs = this.#waiting.filter(({ heading }) => heading);
    const moved = runs.find((turn) => turn.id === id);
    const other = moved && runs[runs.indexOf(moved) + step];
    if (!moved || !other) return;
    const [from, to] = [this.#waiting.indexOf(moved), this.#waiting.indexOf(other)];
    this.#waiting[from] = other;
    this.#waiting[to] = moved;
    this.#listeners.notify();
  }
}
