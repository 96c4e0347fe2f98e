import {
  decodesImages,
  type InspectEntry,
  type Inspection,
  type InspectRequest,
  type InspectSummary,
  type InspectTask,
  type VerifyRequest,
} from '../../shared/run/inspection';
import { outcomeOf, sizeBefore } from '../../shared/run/outcome';
import { type PackedEntries, unpackEntries } from '../../shared/run/packedMessages';
import type { Outcome } from '../../shared/run/run';
import type { PoolClient, PoolUse } from '../pool/poolClient';
import { callForPlan, type PlanCall, skipOutcome } from './requestPlan';
import type { PlanRow } from './runReport';

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
  /** All readable files, including those whose digests are known. */
  readonly all: readonly InspectTask[];
  /** Outcomes of files that need not or cannot be read. */
  readonly settled: readonly Outcome[];
  /** By id. */
  readonly rows: readonly PlanRow[];
  /** Lines of the checksum file that name the files, by id. */
  readonly lines: ReadonlyMap<number, number>;
}

function isInspectTask(entry: InspectEntry): entry is InspectTask {
  return !('status' in entry);
}

function knownOutcome(task: InspectTask): Outcome {
  return outcomeOf(task, { status: 'done', ...(task.known && { findings: { digests: task.known } }) });
}

/** The id of a file and the line of the checksum file that lists it; empty without such a line. */
function listedLine(entry: InspectEntry): (readonly [id: number, line: number])[] {
  const line = isInspectTask(entry) ? entry.expected?.[0]?.line : entry.line;
  return line === undefined ? [] : [[entry.id, line]];
}

/** The table row of a file. @param cost estimated work: 0 for a file that is not read */
export function inspectionRow(entry: InspectEntry, cost: number): PlanRow {
  const { id, source, bytes } = entry;
  const { width, height } = sizeBefore(entry);
  return { id, source, bytes, width, height, cost, targets: [] };
}

function planFrom(entries: readonly InspectEntry[], summary: InspectSummary, inspection: Inspection): PlannedInspection {
  const readable = entries.filter(isInspectTask);
  const rows = entries.map((entry) => inspectionRow(entry, isInspectTask(entry) && !entry.known ? entry.cost : 0));
  return {
    summary,
    inspection,
    all: readable,
    tasks: readable.filter(({ known }) => known === undefined),
    settled: entries.flatMap((entry) => (isInspectTask(entry) ? (entry.known ? knownOutcome(entry) : []) : skipOutcome(entry))),
    rows: rows.sort((a, b) => a.id - b.id),
    lines: new Map(entries.flatMap(listedLine)),
  };
}

/**
 * Has the pool process find the files to inspect: those of a selection, or those that a checksum file lists.
 * @param onScanned called a few times a second with how many of the files found were scanned so far
 * @throws PoolError when the process does not work, an AbortError when the signal is raised
 */
export async function requestInspectionPlan(
  client: PoolClient,
  request: InspectRequest | VerifyRequest,
  signal: AbortSignal,
  onScanned: (files: number, found: number) => void = () => {},
): Promise<PlannedInspection> {
  const entries: InspectEntry[] = [];
  const foundFiles = async (batch: PackedEntries) => {
    entries.push(...unpackEntries(batch));
  };
  const inspection: Inspection = 'list' in request ? { kind: 'verify' } : request.inspection;
  const planCall: PlanCall<InspectSummary> = {
    listener: { foundFiles, scanned: onScanned },
    use: poolUseOf(inspection),
    call: (remote) => ('list' in request ? remote.planVerification(request) : remote.planInspection(request)),
  };
  return planFrom(entries, await callForPlan(client, planCall, signal), inspection);
}
