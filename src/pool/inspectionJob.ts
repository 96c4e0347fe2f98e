import type { OnScanned } from '../engine/fs/mapConcurrently';
import type { KnownDigests } from '../engine/plan/scanForInspection';
import type { PoolEvents } from '../shared/protocol/poolProtocol';
import type { Remote } from '../shared/protocol/rpc';
import type { InspectEntry, InspectRequest, InspectSetup, InspectSummary } from '../shared/run/inspection';
import { type DigestedFiles, packEntries } from '../shared/run/packedMessages';
import { mostFilesWithoutThread } from './earlyReading';
import { emptyInspectSummary, type PlanJob } from './planSender';
import type { Queue } from './queue';

/** Files of a plan that are sent at once, in columns. */
export const filesPerMessage = 5000;

interface JobTools {
  /** The digests that the cache has. */
  readonly known: KnownDigests;
  readonly queue: Pick<Queue, 'readEarly' | 'warmUp'>;
  readonly events: Pick<Remote<PoolEvents>, 'foundFiles' | 'digestedFiles'>;
}

function setupOf({ inspection, cacheFolder }: InspectRequest): InspectSetup {
  return { runId: '', inspection, timeoutSeconds: 0, sequential: false, ...(cacheFolder !== undefined && { cacheFolder }) };
}

/** Progress of the second half of a plan, which reads files. */
function readProgress(found: number, onScanned: OnScanned): OnScanned {
  return (read, of) => onScanned(Math.floor((found * (1 + read / of)) / 2), found);
}

/**
 * Plans an inspection and reads its small files right away: while the parent receives the plan, or, for duplicates, before, since
 * what was read decides which files are left.
 */
export function inspectionJob(request: InspectRequest, { known, queue, events }: JobTools): PlanJob<InspectEntry, InspectSummary> {
  const { onlyDuplicates = false } = request;
  const setup = setupOf(request);
  return {
    async make({ signal, onScanned }) {
      const { planInspection } = await import('../engine/plan/planInspection');
      const isRead = request.inspection.kind === 'hash';
      const plan = await planInspection(request, known, signal, (files, found) => {
        if (found > mostFilesWithoutThread) queue.warmUp();
        onScanned(isRead ? files >> 1 : files, found);
      });
      if (!onlyDuplicates) return plan;
      const { earlyFiles } = await import('../engine/plan/earlyFiles');
      const { possibleDuplicates } = await import('../engine/plan/possibleDuplicates');
      const digested: DigestedFiles[] = [];
      const early = plan.summary.sequential ? [] : earlyFiles(plan.entries, request);
      const onRead = readProgress(plan.entries.length, onScanned);
      // Patient: with some files unread, those of the same size would have to be read again.
      await queue.readEarly(setup, early, { patient: true, signal, onRead, digested: (files) => digested.push(files) });
      signal.throwIfAborted();
      return { ...plan, entries: possibleDuplicates(plan.entries, digested) };
    },
    async meanwhile({ entries, summary }, sent, { signal, onScanned }) {
      if (onlyDuplicates || summary.sequential) return;
      const { earlyFiles } = await import('../engine/plan/earlyFiles');
      const waiting: DigestedFiles[] = [];
      const send = () => void events.digestedFiles(waiting.splice(0));
      let isSent = false;
      const reading = queue.readEarly(setup, earlyFiles(entries, request), {
        patient: false,
        signal,
        onRead: readProgress(entries.length, onScanned),
        digested: (files) => {
          waiting.push(files);
          if (isSent) send();
        },
      });
      await sent;
      isSent = true;
      send();
      await reading;
    },
    send: (entries) => events.foundFiles(packEntries(entries)),
    entriesPerMessage: filesPerMessage,
    empty: emptyInspectSummary,
  };
}
