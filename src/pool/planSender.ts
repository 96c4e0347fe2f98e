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
  /** Number of entries that are sent at once. */
  readonly entriesPerMessage: number;
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
  async run<Entry, Summary>({ make, send, entriesPerMessage, empty }: PlanJob<Entry, Summary>): Promise<Summary> {
    this.#planning = new AbortController();
    const { signal } = this.#planning;
    try {
      const { entries, summary } = await make(signal, this.#throttled());
      for (let at = 0; at < entries.length && !signal.aborted; at += entriesPerMessage)
        await send(entries.slice(at, at + entriesPerMessage));
      return summary;
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
