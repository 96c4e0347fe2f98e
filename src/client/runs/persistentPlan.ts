import * as l10n from '@vscode/l10n';
import type { Failure } from '../../shared/run/failure';
import type { LostFiles } from '../../shared/run/plan';
import { awakeTimeout } from '../pool/awakeTimeout';
import type { PoolClient, PoolListener } from '../pool/poolClient';
import { ExitError } from '../pool/poolErrors';
import { crashFailure } from './deadOutcome';

/** Plans that go on after the death of their process: a file whose header crashes it, or cannot be read to its end, is found and left out. */

/** Time without a message while headers are read, in ms: then the process is stuck. */
const silenceMs = 60_000;
/** Ends of the process in a row for which no file is found: then the plan is given up. */
const maxFruitless = 3;
/** Files that are found before a plan is given up: each of them costs two processes. */
const mostLost = 50;

/** Watches a process while it reads headers. */
export class HeaderWatch {
  /** The file whose header is read, if they are read one by one. */
  path: string | undefined;
  isStuck = false;
  #isReading = false;
  #clear: () => void = () => {};

  /** @param stop ends the process */
  constructor(
    readonly stop: () => void,
    readonly limitMs: number,
  ) {}

  /** Has a listener tell of each message of the process. */
  hearing({ planned, foundFiles, scanned }: PoolListener): PoolListener {
    return {
      reading: async (path) => {
        this.#isReading = true;
        this.path = path;
        this.#heard();
      },
      planned: async (entries) => {
        // The files that were read are not to blame for what comes now.
        this.path = undefined;
        this.#heard();
        await planned?.(entries);
      },
      foundFiles: async (entries) => {
        this.#heard();
        await foundFiles?.(entries);
      },
      scanned: (files, found) => {
        this.#heard();
        scanned?.(files, found);
      },
    };
  }

  #heard(): void {
    if (!this.#isReading) return;
    this.#clear();
    this.#clear = awakeTimeout(this.limitMs, () => {
      this.isStuck = true;
      this.stop();
    });
  }

  end(): void {
    this.#clear();
    this.#isReading = false;
  }

  /** Why the file that was read last is left out. */
  get failure(): Failure {
    if (!this.isStuck) return crashFailure();
    const text = l10n.t('The start of the file could not be read within {0} s, so the file was left out.', this.limitMs / 1000);
    return { code: 'timeout', message: text };
  }
}

/** How a plan is tried. */
export interface PlanAttempts<Plan> {
  readonly client: PoolClient;
  readonly signal: AbortSignal;
  /** See {@link silenceMs}. */
  readonly limitMs?: number | undefined;
  /**
   * Makes the plan.
   * @param lost undefined at first, when headers are read in parallel; then files that ended earlier processes, without which the
   * others are read one by one
   */
  attempt(watch: HeaderWatch, lost: LostFiles | undefined): Promise<Plan>;
}

/** Judges by the ends of processes which files are to blame. */
class Blame {
  /** Undefined until the first process has ended. */
  lost: LostFiles | undefined;
  #suspect: string | undefined;
  #fruitless = 0;

  /** @returns whether to make the plan again */
  processEnded({ path, isStuck, failure }: HeaderWatch): boolean {
    const { lost = [] } = this;
    this.lost = lost;
    // A process may have been killed by somebody else, so a file is to blame only at the second time.
    if (path !== undefined && (isStuck || path === this.#suspect)) {
      this.lost = [...lost, [path, failure]];
      this.#fruitless = 0;
      return lost.length < mostLost;
    }
    this.#suspect = path;
    this.#fruitless += 1;
    return this.#fruitless < maxFruitless;
  }
}

/**
 * Makes a plan, again after its process has ended.
 * @throws PoolError when no file is to blame, an AbortError when the signal is raised
 */
export async function makePersistently<Plan>({ client, signal, limitMs = silenceMs, attempt }: PlanAttempts<Plan>): Promise<Plan> {
  const blame = new Blame();
  for (;;) {
    const watch = new HeaderWatch(() => client.stop(), limitMs);
    try {
      return await attempt(watch, blame.lost);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ExitError) || client.disposed || !blame.processEnded(watch)) throw error;
    } finally {
      watch.end();
    }
  }
}
