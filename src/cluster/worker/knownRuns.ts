import type { Redis } from 'ioredis';
import type { RunSetup } from '../../shared/run/run';
import { receiveSetup } from '../queue/chunk';
import { ClusterError } from '../queue/queueAddress';
import { setupKey } from '../queue/queueNames';
import type { RootStorage, StoredRun } from '../roots/rootStorage';

/** A run of which nothing was taken for this long is forgotten, in ms. */
const idleMs = 10 * 60_000;

/** A run that this machine takes chunks of. */
export interface KnownRun {
  readonly setup: RunSetup;
  readonly stored: StoredRun;
}

/** This machine does not reach the place of a run. Another one may. */
export class UnreachableError extends ClusterError {}

/** The runs of a root that this machine takes chunks of. Their setups are asked for once. */
export class KnownRuns {
  readonly #runs = new Map<string, { readonly known: Promise<KnownRun>; usedAt: number }>();

  /** @param machine the name of this machine */
  constructor(
    readonly redis: Redis,
    readonly storage: RootStorage,
    readonly machine: string,
  ) {}

  /** @throws ClusterError for a run that is not known, or not valid */
  get(run: string): Promise<KnownRun> {
    const known = this.#runs.get(run)?.known ?? this.#open(run);
    this.#runs.set(run, { known, usedAt: performance.now() });
    known.catch(() => this.#runs.delete(run));
    return known;
  }

  async #open(run: string): Promise<KnownRun> {
    const text = await this.redis.get(setupKey(this.storage.name, run));
    if (text === null) throw new ClusterError(`The run ${run} is no longer known.`);
    const { directory, recipe, timeoutSeconds, force } = receiveSetup(text);
    const stored = await this.storage.open(run, directory).catch((error: Error) => {
      throw error instanceof ClusterError ? new UnreachableError(error.message) : error;
    });
    const setup = { runId: run, recipe, timeoutSeconds, directory: stored.directory, journal: this.machine, ...(force && { force }) };
    return { setup, stored };
  }

  /** Forgets runs that have ended, as far as this machine can tell. */
  async forgetIdle(): Promise<void> {
    for (const [run, { known, usedAt }] of this.#runs) {
      if (performance.now() - usedAt < idleMs) continue;
      this.#runs.delete(run);
      await known.then(({ stored }) => stored.close()).catch(() => {});
    }
  }

  async close(): Promise<void> {
    for (const { known } of this.#runs.values()) await known.then(({ stored }) => stored.close()).catch(() => {});
  }
}
