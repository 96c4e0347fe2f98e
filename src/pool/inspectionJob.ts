import type { Expansion, FoundFile } from '../engine/fs/findFiles';
import type { OnScanned } from '../engine/fs/mapConcurrently';
import { readFailure } from '../engine/fs/regularFile';
import type { DigestCache } from '../engine/inspect/digestCache';
import type { MadeInspection } from '../engine/plan/planInspection';
import { entryOf, leftOutFile, noDigests, type ScannedFile } from '../engine/plan/scanForInspection';
import type { PoolEvents } from '../shared/protocol/poolProtocol';
import type { Remote } from '../shared/protocol/rpc';
import { decodesImages, type InspectEntry, type InspectRequest, type InspectSetup, type InspectSummary } from '../shared/run/inspection';
import { packDuplicates } from '../shared/run/packedGroups';
import { type DigestedFiles, packEntries, unpackEntries } from '../shared/run/packedMessages';
import { joinRead, type ReadFiles } from '../shared/run/readFiles';
import { slices } from '../shared/values/slices';
import { mostFilesWithoutThread } from './earlyReading';
import { type PlanContext, sendEntries } from './planSender';
import type { Queue } from './queue';

/** Files of a plan that are sent at once, in columns. */
export const filesPerMessage = 5000;

/** Chunks of files that were read that are sent at once. */
const chunksPerMessage = 10;

/** Groups of duplicates that are sent at once. */
const groupsPerMessage = 5000;

interface JobTools {
  /** The cache of the inspection, if it has one. */
  readonly digests: DigestCache | undefined;
  readonly queue: Pick<Queue, 'readEarly' | 'scanEarly' | 'calls'>;
  readonly events: Pick<Remote<PoolEvents>, 'reading' | 'foundFiles' | 'readFiles' | 'foundGroups'>;
}

function setupOf({ inspection, cacheFolder }: InspectRequest): InspectSetup {
  return { runId: '', inspection, timeoutSeconds: 0, sequential: false, ...(cacheFolder !== undefined && { cacheFolder }) };
}

/** Progress of the second half of a plan, which reads files. */
function readProgress(found: number, onScanned: OnScanned): OnScanned {
  return (read, of) => onScanned(Math.floor((found * (1 + read / of)) / 2), found);
}

/** A plan, and what has been read for it so far. */
interface PlannedFiles extends MadeInspection {
  /** Files that have been read, and that are no entries. In a search for duplicates; other plans send them at once. */
  readonly read: readonly ReadFiles[];
  /** Whether what is unread is left to the run: on a hard disk, or after the time limit. */
  readonly leavesRest: boolean;
  /** Whether looking at the files was only the first half of the progress. */
  readonly isHalfDone: boolean;
}

/** The searches of this process. */
let searches = 0;

/** One inspection from finding its files to the last message about them. */
class InspectionJob {
  constructor(
    readonly request: InspectRequest,
    readonly tools: JobTools,
    readonly context: PlanContext,
  ) {}

  get #known() {
    return this.tools.digests ?? noDigests;
  }

  get #onlyDuplicates(): boolean {
    return this.request.onlyDuplicates ?? false;
  }

  async run(): Promise<InspectSummary> {
    const { findInspected } = await import('../engine/plan/planInspection');
    let files = 0;
    // The threads start while the rest is found.
    const found = await findInspected(this.request, this.context.signal, () => {
      files += 1;
      if (files === mostFilesWithoutThread + 1 && this.request.inspection.kind === 'hash') this.tools.queue.calls.warmUp();
    });
    const plan = (await this.#planWithThreads(found)) ?? (await this.#planHere(found));
    this.context.signal.throwIfAborted();
    await this.#readAndSend(plan);
    return plan.summary;
  }

  /** Looks at each file in this thread. */
  async #planHere(found: Expansion): Promise<PlannedFiles> {
    const { planFound } = await import('../engine/plan/planInspection');
    if (decodesImages(this.request.inspection) && !this.request.withoutHeaders) await this.tools.events.reading();
    const { signal, onScanned } = this.context;
    const isRead = this.request.inspection.kind === 'hash';
    const plan = await planFound(found, this.request, this.#known, signal, (files, of) => {
      if (of > mostFilesWithoutThread) this.tools.queue.calls.warmUp();
      onScanned(isRead ? files >> 1 : files, of);
    });
    return { ...plan, read: [], leavesRest: plan.summary.sequential, isHalfDone: isRead };
  }

  /** Has threads look at many files and read the small ones. @returns undefined if there are few, or if they are read in disk order */
  async #planWithThreads(found: Expansion): Promise<PlannedFiles | undefined> {
    if (decodesImages(this.request.inspection) || found.files.length <= mostFilesWithoutThread) return undefined;
    const { devicesOf, isForThread } = await import('../engine/plan/apartFiles');
    const { chooseOrder } = await import('../engine/plan/diskOrder');
    const known = this.#known;
    const [there, here]: [number[], number[]] = [[], []];
    for (let id = 0; id < found.files.length; id += 1) (isForThread(found.files[id] as FoundFile, known) ? there : here).push(id);
    const { sequential, reason } = chooseOrder(this.request.order, devicesOf(found));
    if (sequential || there.length <= mostFilesWithoutThread) return undefined;
    return this.#planApart(found, { there, here }, reason);
  }

  async #planApart(
    found: Expansion,
    { there, here }: { readonly there: readonly number[]; readonly here: readonly number[] },
    reason: string,
  ) {
    const { signal, onScanned } = this.context;
    const collected = new CollectedFiles(found, this.#onlyDuplicates ? undefined : (files) => this.tools.events.readFiles(files));
    const paths = there.map((id) => found.files[id]?.path as string);
    let [seenThere, seenHere] = [0, 0];
    const onSeen = () => onScanned(Math.min(seenThere + seenHere, found.files.length), found.files.length);
    const scanHere = async (ids: readonly number[]) => {
      const seenBefore = seenHere;
      await this.#scanHere(found, ids, collected, (files) => {
        seenHere = seenBefore + files;
        onSeen();
      });
    };
    const scanning = this.tools.queue.scanEarly(
      setupOf(this.request),
      { ids: there, paths },
      {
        // Patient: with some files unread, those of the same size would have to be read again.
        patient: this.#onlyDuplicates,
        signal,
        onRead: (files) => {
          seenThere = files;
          onSeen();
        },
        scanned: ({ read, others }) => collected.add(read, unpackEntries(others)),
        ...(this.#onlyDuplicates && { search: searches++ }),
      },
    );
    const [scan] = await Promise.all([scanning, scanHere(here)]);
    const left = scan.map((index) => there[index] as number);
    await scanHere(left);
    return { ...(await collected.end(reason)), leavesRest: left.length > 0, isHalfDone: false };
  }

  /** Looks at some files in this thread. */
  async #scanHere(found: Expansion, ids: readonly number[], collected: CollectedFiles, onScanned: OnScanned): Promise<void> {
    const { scanFiles } = await import('../engine/plan/planInspection');
    const files = ids.map((id) => found.files[id] as FoundFile);
    const scanned = await scanFiles(files, this.request, this.#known, this.context.signal, onScanned);
    collected.addScanned(ids, scanned);
  }

  /** Reads small files that were looked at but not read, and sends what is left of the plan. */
  async #readAndSend({ entries, read, leavesRest, isHalfDone }: PlannedFiles): Promise<void> {
    const { signal, onScanned } = this.context;
    const { earlyFiles } = await import('../engine/plan/earlyFiles');
    const digested: DigestedFiles[] = [];
    const early = leavesRest ? [] : earlyFiles(entries, this.request, read);
    await this.tools.queue.readEarly(setupOf(this.request), early, {
      patient: this.#onlyDuplicates,
      signal,
      onRead: isHalfDone ? readProgress(entries.length, onScanned) : () => {},
      digested: (files) => digested.push(files),
    });
    signal.throwIfAborted();
    await this.#send(await this.#unsettled(entries, digested, read));
  }

  /** What is left of the entries when those that were read, or the groups of duplicates that they make, are sent. */
  async #unsettled(entries: readonly InspectEntry[], digested: readonly DigestedFiles[], read: readonly ReadFiles[]) {
    if (this.#onlyDuplicates) {
      const { possibleDuplicates } = await import('../engine/plan/possibleDuplicates');
      const possible = possibleDuplicates(entries, digested, read);
      for (const groups of slices(possible.groups, groupsPerMessage)) await this.tools.events.foundGroups(packDuplicates(groups));
      return possible.entries;
    }
    if (digested.length === 0) return entries;
    const { isTask } = await import('../engine/plan/possibleDuplicates');
    const tasks = new Map(entries.filter(isTask).map((task) => [task.id, task]));
    for (const chunks of slices(digested, chunksPerMessage))
      await this.tools.events.readFiles(chunks.map((files) => joinRead(tasks, files)));
    const ids = new Set(digested.flatMap((files) => [...files.ids]));
    return entries.filter(({ id }) => !ids.has(id));
  }

  #send(entries: readonly InspectEntry[]): Promise<void> {
    const send = (some: readonly InspectEntry[]) => this.tools.events.foundFiles(packEntries(some));
    return sendEntries(entries, { send, entriesPerMessage: filesPerMessage }, this.context.signal);
  }
}

/** Collects what threads and this one found out about the files of a plan. */
class CollectedFiles {
  readonly #entries: InspectEntry[] = [];
  readonly #read: ReadFiles[] = [];
  #waiting = 0;
  #sent: Promise<void> = Promise.resolve();
  readonly #totals = { tasks: 0, bytes: 0 };

  /** @param send sends files that were read; without it, they are kept */
  constructor(
    readonly found: Expansion,
    readonly send: ((files: readonly ReadFiles[]) => Promise<void>) | undefined,
  ) {}

  addScanned(ids: readonly number[], scanned: readonly ScannedFile[]): void {
    this.#addEntries(scanned.map((each, index) => entryOf(ids[index] as number, each)));
  }

  /** Resolves when the receiver is ready for more. */
  async add(read: ReadFiles, others: readonly InspectEntry[]): Promise<void> {
    this.#addEntries(others);
    if (read.ids.length === 0) return;
    this.#read.push(read);
    this.#totals.tasks += read.ids.length;
    this.#totals.bytes += read.bytes.reduce((sum, bytes) => sum + bytes, 0);
    this.#waiting += read.ids.length;
    if (this.#waiting >= filesPerMessage) await this.#flush();
  }

  #addEntries(entries: readonly InspectEntry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry);
      if ('status' in entry) continue;
      this.#totals.tasks += 1;
      this.#totals.bytes += entry.bytes;
    }
  }

  /** Sends what was read. @returns when the message before has been received */
  #flush(): Promise<void> {
    const { send } = this;
    const before = this.#sent;
    this.#waiting = 0;
    if (!send || this.#read.length === 0) return before;
    const read = this.#read.splice(0);
    this.#sent = before.then(() => send(read));
    // The next one who waits, or the end, gets the error.
    this.#sent.catch(() => {});
    return before;
  }

  /** The plan, once all files that were read have been received. */
  async end(orderReason: string): Promise<Omit<PlannedFiles, 'leavesRest' | 'isHalfDone'>> {
    await this.#flush();
    const { files, unreachable } = this.found;
    this.addScanned(
      unreachable.map((_, index) => files.length + index),
      unreachable.map(({ path, error }) => leftOutFile(path, 'failed', readFailure(error))),
    );
    await this.#sent;
    const { tasks, bytes } = this.#totals;
    const skipped = files.length + unreachable.length - tasks;
    const summary = { tasks, skipped, bytes, sequential: false, orderReason, errors: [], outside: [] };
    return { entries: this.#entries.sort((a, b) => a.id - b.id), read: this.#read, summary };
  }
}

/** Plans an inspection, reads its small files right away, and sends what was found and read. */
export function planAndRead(request: InspectRequest, tools: JobTools, context: PlanContext): Promise<InspectSummary> {
  return new InspectionJob(request, tools, context).run();
}
