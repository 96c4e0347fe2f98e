import type { OnScanned } from '../engine/fs/mapConcurrently';
import type { InspectSummary } from '../shared/run/inspection';
import type { PlanSummary } from '../shared/run/plan';
import { statusMs } from './outcomeSender';

/** Entries of a plan that are sent at once. */
const entriesPerMessage = 500;

/** The summary of a canceled plan. */
export const emptySummary: PlanSummary = {
  tasks: 0,
  skipped: 0,
  bytes: 0,
  otherFiles: 0,
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

interface MadePlan<Entry, Summary> {
  readonly entries: readonly Entry[];
  readonly summary: Summary;
}

interface PlanJob<Entry, Summary> {
  make(signal: AbortSignal, onScanned: OnScanned): Promise<MadePlan<Entry, Summary>>;
  /** Sends some entries; resolves when they were received. */
  send(entries: readonly Entry[]): Promise<void>;
  /** The summary of a canceled plan. */
  readonly empty: Summary;
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
  run<Entry, Summary>({ make, send, empty }: PlanJob<Entry, Summary>): Promise<Summary> {
    return this.stream(empty, async (signal, onScanned) => {
      const { entries, summary } = await make(signal, onScanned);
      for (let at = 0; at < entries.length && !signal.aborted; at += entriesPerMessage)
        await send(entries.slice(at, at + entriesPerMessage));
      return summary;
    });
  }

  /** Makes a plan that sends its entries itself, as they are made. A cancel ends it with an empty summary. */
  async stream<Summary>(empty: Summary, make: (signal: AbortSignal, onScanned: OnScanned) => Promise<Summary>): Promise<Summary> {
    this.#planning = new AbortController();
    const { signal } = this.#planning;
    try {
      return await make(signal, this.#throttled());
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
