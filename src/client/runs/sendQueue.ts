import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import { type AnySetup, type AnyTask, decodesImages, type InspectTask, isInspection } from '../../shared/run/inspection';
import { packEntries } from '../../shared/run/packedMessages';
import type { Task } from '../../shared/run/run';
import { sendTasks } from '../../shared/run/sentTasks';
import { TasksInFlight } from './tasksInFlight';

/** Most tasks and decoded bytes in flight: some seconds of work, so that the process does not starve when its parent is busy. */
interface SendWindow {
  readonly tasks: number;
  readonly bytes: number;
}

/** With many workers a window must hold enough for a whole chunk in each of their lanes, and several photos. */
function imageWindow(workers: number): SendWindow {
  return { tasks: Math.max(512, 256 * workers), bytes: Math.max(1e9, 2.5e8 * workers) };
}

/** Files that are only read take a tenth of the time, and no memory however large they are. */
function fileWindow(workers: number): SendWindow {
  return { tasks: Math.max(8192, 1024 * workers), bytes: Number.POSITIVE_INFINITY };
}

/** Sends tasks to the pool process. */
export function sendTo(remote: Remote<PoolFunctions>, setup: AnySetup, tasks: readonly AnyTask[]): Promise<void> {
  if (isInspection(setup)) return remote.enqueueFiles(packEntries(tasks as readonly InspectTask[]));
  return remote.enqueue(sendTasks(tasks as readonly Task[]));
}

/** Decides which tasks go to the pool process next, and which of them may have crashed it. */
export class SendQueue {
  readonly inFlight = new TasksInFlight();
  /** Not sent yet. The next one is the last in the list, where removing it is cheap. */
  readonly #pending: AnyTask[];
  /** A worker had them when the process crashed. They are sent again one at a time, which finds the file that crashes it. */
  readonly #suspects: AnyTask[] = [];
  /** Id of the suspect that was sent alone. */
  #alone: number | undefined;
  readonly #windowOf: (workers: number) => SendWindow;

  constructor(setup: AnySetup, tasks: readonly AnyTask[]) {
    const ordered = isInspection(setup) && setup.sequential;
    // The largest first: then the last files to end are small ones, and the workers end together.
    this.#pending = ordered ? [...tasks].reverse() : [...tasks].sort((a, b) => a.cost - b.cost || b.id - a.id);
    this.#windowOf = isInspection(setup) && !decodesImages(setup.inspection) ? fileWindow : imageWindow;
  }

  /** Adds tasks that are sent after all others. */
  add(tasks: readonly AnyTask[]): void {
    this.#pending.unshift(...[...tasks].sort((a, b) => a.cost - b.cost || b.id - a.id));
  }

  /** Tasks without an outcome. */
  get left(): number {
    return this.#pending.length + this.inFlight.count + this.#suspects.length;
  }

  /** Takes the tasks to send now, which are in flight from then on. Empty when the process has enough for its workers. */
  next(workers: number): readonly AnyTask[] {
    const batch = this.#suspects.length > 0 ? this.#nextSuspect() : this.#nextBatch(this.#windowOf(workers));
    this.inFlight.add(batch);
    return batch;
  }

  #nextSuspect(): AnyTask[] {
    if (this.inFlight.count > 0) return [];
    const suspect = this.#suspects.shift() as AnyTask;
    this.#alone = suspect.id;
    return [suspect];
  }

  /** Pending tasks that fill the window, once half of it is free: thousands of icons must not be thousands of messages. */
  #nextBatch({ tasks, bytes: maxBytes }: SendWindow): AnyTask[] {
    // The last suspect has not been answered yet: tasks sent beside it would be suspected, too.
    if (this.#alone !== undefined && this.inFlight.has(this.#alone)) return [];
    const { count } = this.inFlight;
    let { bytes } = this.inFlight;
    if (count > tasks / 2 || (bytes > maxBytes / 2 && count > 0)) return [];
    const batch: AnyTask[] = [];
    while (this.#pending.length > 0 && count + batch.length < tasks && (bytes === 0 || bytes < maxBytes)) {
      const task = this.#pending.pop() as AnyTask;
      bytes += task.cost;
      batch.push(task);
    }
    return batch;
  }

  /**
   * Queues the tasks in flight again, after the process crashed.
   * @param stalledTask id of a task that is known to hang
   * @returns the task that crashed the process, if it was alone with it: that one is not queued again
   */
  requeue(stalledTask: number | undefined): AnyTask | undefined {
    const retries = this.#retries();
    const isSuspect = ({ id }: AnyTask) => this.inFlight.isTaken(id) || id === this.#alone;
    const [suspects, untouched] = [retries.filter(isSuspect), retries.filter((task) => !isSuspect(task))];
    const culprit = retries.find(({ id }) => this.inFlight.isTaken(id) && id === this.#alone);
    this.#clearInFlight();
    this.#pending.push(...untouched.reverse());
    if (culprit) return culprit;
    // A file known to hang is sent first, so that the others wait for only one time limit.
    this.#suspects.unshift(...suspects.sort((a, b) => Number(b.id === stalledTask) - Number(a.id === stalledTask)));
    return undefined;
  }

  #retries(): AnyTask[] {
    return this.inFlight.all().map((task) => ({ ...task, attempt: task.attempt + 1 }));
  }

  /** Queues the tasks in flight again, after the process was ended because of a file that is no longer among them: none of them is suspected. */
  sendAgain(): void {
    const retries = this.#retries();
    this.#clearInFlight();
    this.#pending.push(...retries.reverse());
  }

  /** Queues a task in flight again, whose answer does not count. */
  retry(task: AnyTask): void {
    this.inFlight.remove(task.id);
    this.#pending.push({ ...task, attempt: task.attempt + 1 });
  }

  /** Removes a task that has not been sent. @returns it; undefined when it was sent or has its outcome */
  drop(id: number): AnyTask | undefined {
    for (const tasks of [this.#suspects, this.#pending]) {
      const index = tasks.findIndex((task) => task.id === id);
      if (index >= 0) return tasks.splice(index, 1)[0];
    }
    return undefined;
  }

  /** Whether a task may have written something already. */
  wasStarted(task: AnyTask): boolean {
    return task.attempt > 0 || this.inFlight.isTaken(task.id);
  }

  /** All tasks without an outcome. */
  remaining(): AnyTask[] {
    return [...this.inFlight.all(), ...this.#suspects, ...this.#pending];
  }

  clear(): void {
    this.#clearInFlight();
    this.#suspects.length = 0;
    this.#pending.length = 0;
  }

  #clearInFlight(): void {
    this.inFlight.clear();
    this.#alone = undefined;
  }
}
