import type { OnScanned } from '../engine/fs/mapConcurrently';
import type { InspectSummary } from '../shared/run/inspection';
import type { PlanSummary } from '../shared/run/plan';
import { statusMs } from './outcomeSender';

/** The summary of a canceled plan. */
export const emptySummary: PlanSummary = {
  tasks: 0,
  skipped: 0,
  bytes: 0,
  otherFiles: 0,
  results: 0,
  edited: 0,
  upToDate: 0,
  notProcessed: {},
  clashes: [],
  clashCount: 0,
  outsideFolders: [],
  replaces: 0,
  errors: [],
};

/** The summary of a canceled inspection plan. */
export const emptyInspectSummary: InspectSummary = {
  tasks: 0,
  skipped: 0,
  bytes: 0,
  sequential: false,
  orderReason: '',
  errors: [],
  outside: [],
};

export interface PlanContext {
  readonly signal: AbortSignal;
  readonly onScanned: OnScanned;
}

interface MadePlan<Entry, Summary> {
  readonly entries: readonly Entry[];
  readonly summary: Summary;
}

export interface PlanJob<Entry, Summary> {
  make(context: PlanContext): Promise<MadePlan<Entry, Summary>>;
  /** Sends some entries; resolves when they were received. */
  send(entries: readonly Entry[]): Promise<void>;
  /** Number of entries that are sent at once. */
  readonly entriesPerMessage: number;
  /** The summary of a canceled plan. */
  readonly empty: Summary;
}

/** Sends entries, some at a time; resolves when all were received. */
export async function sendEntries<Entry>(
  entries: readonly Entry[],
  { send, entriesPerMessage }: Pick<PlanJob<Entry, unknown>, 'send' | 'entriesPerMessage'>,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < entries.length && !signal.aborted; at += entriesPerMessage) await send(entries.slice(at, at + entriesPerMessage));
}

/** Makes plans and sends their entries to the parent. */
export class PlanSender {
  #planning: AbortController | undefined;

  /** @param onScanned receives the progress of a plan, a few times a second */
  constructor(readonly onScanned: OnScanned) {}

  cancel(): void {
    this.#planning?.abort();
  }

  /** Makes a plan and sends its entries. A cancel ends it with an empty summary. */
  run<Entry, Summary>(job: PlanJob<Entry, Summary>): Promise<Summary> {
    return this.stream(job.empty, async (context) => {
      const plan = await job.make(context);
      await sendEntries(plan.entries, job, context.signal);
      return plan.summary;
    });
  }

  /** Makes a plan that sends its entries itself, as they are made. A cancel ends it with an empty summary. */
  async stream<Summary>(empty: Summary, make: (context: PlanContext) => Promise<Summary>): Promise<Summary> {
    this.#planning = new AbortController();
    const { signal } = this.#planning;
    try {
      return await make({ signal, onScanned: this.#throttled() });
    } catch (error) {
      if (signal.aborted) return empty;
      throw error;
    } finally {
      this.#planning = undefined;
    }
  }

  #throttled(): OnScanned {
    let last = performance.now();
    return (files, found) => {
      if (performance.now() - last < statusMs) return;
      last = performance.now();
      this.onScanned(files, found);
    };
  }
}
