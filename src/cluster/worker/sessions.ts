import type { PoolClient } from '../../client/pool/poolClient';
import type { Outcome, RunSetup, Task, WorkerStatus } from '../../shared/run/run';
import { RunSession } from './runSession';

/** A session without a task is closed after this time, in ms, so that the pool process can be stopped as idle. */
const idleMs = 20_000;

/** The runs that this machine works on: one at a time, since the pool has one setup at a time. */
export class Sessions {
  #current: RunSession | undefined;
  /** Settles when the last caller in line has its session. */
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  /** What the threads do. */
  status: readonly WorkerStatus[] = [];

  constructor(
    readonly client: PoolClient,
    readonly memoryBudget: number,
  ) {}

  /** The setup of the run in progress. */
  get setup(): RunSetup | undefined {
    return this.#current?.setup;
  }

  /** Processes tasks, once those of another run have ended. @throws AbandonedError */
  async process(setup: RunSetup, tasks: readonly Task[]): Promise<readonly Outcome[]> {
    const turn = this.#turn.then(() => this.#sessionOf(setup));
    this.#turn = turn.catch(() => {});
    const session = await turn;
    clearTimeout(this.#idle);
    try {
      return await session.process(tasks);
    } finally {
      if (session.pending === 0) this.#idle = setTimeout(() => void session.close(), idleMs).unref();
    }
  }

  async #sessionOf(setup: RunSetup): Promise<RunSession> {
    const current = this.#current;
    if (current?.isOpen && current.setup.runId === setup.runId && current.setup.directory === setup.directory) return current;
    await current?.close();
    const { client, memoryBudget } = this;
    const workers = (status: readonly WorkerStatus[]) => {
      this.status = status;
    };
    this.#current = new RunSession(setup, { client, memoryBudget, workers });
    return this.#current;
  }

  /** Cancels a run, if this machine works on it. */
  cancel(run: string): void {
    if (this.setup?.runId === run) this.#current?.cancel();
  }

  /** Drops what is in progress: this machine must not write any more. */
  async abandon(): Promise<void> {
    this.#current?.abandon();
    this.client.stop();
    await this.#current?.ended;
  }
}
