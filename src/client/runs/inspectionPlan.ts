import type { Digests } from '../../shared/checksums/digestAlgorithms';
import type { DuplicateGroup } from '../../shared/duplicates/grouping';
import {
  decodesImages,
  type InspectEntry,
  type Inspection,
  type InspectRequest,
  type InspectSummary,
  type InspectTask,
  type VerifyRequest,
} from '../../shared/run/inspection';
import { type OutcomeFile, outcomeOf, sizeBefore } from '../../shared/run/outcome';
import { type PackedGroups, unpackDuplicates } from '../../shared/run/packedGroups';
import { type PackedEntries, unpackEntries } from '../../shared/run/packedMessages';
import type { LostFiles } from '../../shared/run/plan';
import { listedFiles, type ReadFiles, readTasks, withoutPath } from '../../shared/run/readFiles';
import type { Outcome } from '../../shared/run/run';
import type { PoolClient, PoolUse } from '../pool/poolClient';
import type { PlanRow } from '../store/runReport';
import { type HeaderWatch, makePersistently } from './persistentPlan';
import { callForPlan, type PlanCall, skipOutcome } from './requestPlan';

/** What the pool process must be able to do for an inspection. */
function poolUseOf(inspection: Inspection): PoolUse {
  return decodesImages(inspection) ? 'images' : 'files';
}

/** The plan of an inspection. */
export interface PlannedInspection {
  readonly summary: InspectSummary;
  readonly inspection: Inspection;
  /** Files to read, in the best order for their disk. */
  readonly tasks: readonly InspectTask[];
  /** Outcomes of files that need not or cannot be read, apart from `read`. */
  readonly settled: readonly Outcome[];
  /** Files that were read while planning. */
  readonly read: readonly ReadFiles[];
  /** Groups of duplicates that were found while planning. */
  readonly groups: readonly DuplicateGroup[];
  /** All other files, in the order in which they are read. */
  readonly entries: readonly InspectEntry[];
  /** Lines of the checksum file that name the files, by id. */
  readonly lines: ReadonlyMap<number, number>;
}

function isInspectTask(entry: InspectEntry): entry is InspectTask {
  return !('status' in entry);
}

/** The outcome of a file whose digests come from the cache. */
function knownOutcome(task: InspectTask, digests: Digests): Outcome {
  return outcomeOf(task, { status: 'done', findings: { digests } });
}

/** The line of the checksum file that lists a file. */
function listedLine(entry: InspectEntry): number | undefined {
  return isInspectTask(entry) ? entry.expected?.[0]?.line : entry.line;
}

/** The table row of a file. @param cost estimated work: 0 for a file that is not read */
export function inspectionRow(entry: OutcomeFile, cost: number): PlanRow {
  const { id, source, bytes } = entry;
  const { width, height } = sizeBefore(entry);
  return { id, source, bytes, width, height, cost, targets: [] };
}

/** All readable files of a plan, including those whose digests are known: in the order in which they are read, or by id if some were. */
export function readableFiles({ entries, read }: PlannedInspection): InspectTask[] {
  const unread = entries.filter(isInspectTask);
  return read.length === 0 ? unread : [...unread, ...read.flatMap(readTasks)].sort((a, b) => a.id - b.id);
}

/** The rows of a table of a plan's files, by id. */
export function planRows({ entries, read }: PlannedInspection): PlanRow[] {
  const listed = entries.map((entry) => inspectionRow(entry, isInspectTask(entry) && !entry.known ? entry.cost : 0));
  return [...listed, ...read.flatMap(listedFiles).map((file) => inspectionRow(file, 0))].sort((a, b) => a.id - b.id);
}

/** How many files a plan has, and their bytes. */
export function planSize({ entries, read }: PlannedInspection): { readonly files: number; readonly bytes: number } {
  let [files, bytes] = [entries.length, 0];
  for (const entry of entries) bytes += entry.bytes;
  for (const each of read) {
    files += each.ids.length;
    for (let index = 0; index < each.ids.length; index += 1) bytes += each.bytes[index] as number;
  }
  return { files, bytes };
}

/** The plan without the file at a path. */
export function withoutFile(plan: PlannedInspection, path: string): PlannedInspection {
  const isOther = ({ source }: { readonly source: string }) => source !== path;
  const { tasks, settled, entries, read } = plan;
  return {
    ...plan,
    tasks: tasks.filter(isOther),
    settled: settled.filter(isOther),
    entries: entries.filter(isOther),
    read: read.map((files) => withoutPath(files, path)),
  };
}

/** A plan of the files that the pool process told. @param received in the order in which their tasks are read */
function planOf(received: readonly InspectEntry[], rest: Pick<PlannedInspection, 'summary' | 'inspection' | 'read' | 'groups'>) {
  const [tasks, settled]: [InspectTask[], Outcome[]] = [[], []];
  const lines = new Map<number, number>();
  for (const entry of received) {
    const line = listedLine(entry);
    if (line !== undefined) lines.set(entry.id, line);
    if (!isInspectTask(entry)) settled.push(skipOutcome(entry));
    else if (entry.known) settled.push(knownOutcome(entry, entry.known));
    else tasks.push(entry);
  }
  return { ...rest, tasks, settled, entries: received, lines };
}

/** An inspection whose headers ended a process is planned without them. */
function withoutHeaders<Request extends InspectRequest | VerifyRequest>(request: Request): Request {
  return 'list' in request ? request : { ...request, withoutHeaders: true };
}

/**
 * Has the pool process find the files to inspect: those of a selection, or those that a checksum file lists.
 * @param onScanned called a few times a second with how many of the files found were scanned so far
 * @throws PoolError when the process does not work, an AbortError when the signal is raised
 */
export function requestInspectionPlan(
  client: PoolClient,
  request: InspectRequest | VerifyRequest,
  signal: AbortSignal,
  onScanned: (files: number, found: number) => void = () => {},
): Promise<PlannedInspection> {
  const attempt = (watch: HeaderWatch, lost: LostFiles | undefined) =>
    requestOnce(client, lost ? withoutHeaders(request) : request, signal, { watch, onScanned });
  return makePersistently({ client, signal, attempt });
}

/** What follows the progress of a plan. */
interface InspectionProgress {
  readonly watch: HeaderWatch;
  onScanned(files: number, found: number): void;
}

async function requestOnce(
  client: PoolClient,
  request: InspectRequest | VerifyRequest,
  signal: AbortSignal,
  { watch, onScanned }: InspectionProgress,
): Promise<PlannedInspection> {
  const [received, read, groups]: [InspectEntry[], ReadFiles[], DuplicateGroup[]] = [[], [], []];
  const foundFiles = async (batch: PackedEntries) => {
    for (const entry of unpackEntries(batch)) received.push(entry);
  };
  const foundGroups = async (packed: PackedGroups) => {
    for (const group of unpackDuplicates(packed)) groups.push(group);
  };
  const readFiles = async (files: readonly ReadFiles[]) => void read.push(...files);
  const inspection: Inspection = 'list' in request ? { kind: 'verify' } : request.inspection;
  const planCall: PlanCall<InspectSummary> = {
    listener: { readFiles, foundGroups, ...watch.hearing({ foundFiles, scanned: onScanned }) },
    use: poolUseOf(inspection),
    call: (remote) => ('list' in request ? remote.planVerification(request) : remote.planInspection(request)),
  };
  const summary = await callForPlan(client, planCall, signal);
  return planOf(received, { summary, inspection, read, groups });
}
