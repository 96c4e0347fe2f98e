import type { Digests } from '../../shared/checksums/digestAlgorithms';
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
import { type DigestedFiles, type PackedEntries, unpackEntries, unpackOutcomes } from '../../shared/run/packedMessages';
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

/** The outcome of a file whose digests come from the cache. */
function knownOutcome(task: InspectTask, digests: Digests): Outcome {
  return outcomeOf(task, { status: 'done', findings: { digests } });
}

/** The line of the checksum file that lists a file. */
function listedLine(entry: InspectEntry): number | undefined {
  return isInspectTask(entry) ? entry.expected?.[0]?.line : entry.line;
}

/** The table row of a file. @param cost estimated work: 0 for a file that is not read */
export function inspectionRow(entry: InspectEntry, cost: number): PlanRow {
  const { id, source, bytes } = entry;
  const { width, height } = sizeBefore(entry);
  return { id, source, bytes, width, height, cost, targets: [] };
}

/** What the pool process says about the files of a plan. */
class ReceivedFiles {
  readonly #entries: InspectEntry[] = [];
  readonly #tasks = new Map<number, InspectTask>();
  /** Outcomes of files that were read while planning, by id. */
  readonly #read = new Map<number, Outcome>();

  add(entries: readonly InspectEntry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry);
      if (isInspectTask(entry)) this.#tasks.set(entry.id, entry);
    }
  }

  /** Digests of files that were added before. */
  addDigests(digested: readonly DigestedFiles[]): void {
    for (const files of digested)
      for (const outcome of unpackOutcomes(files, (id) => this.#tasks.get(id))) this.#read.set(outcome.id, outcome);
  }

  plan(summary: InspectSummary, inspection: Inspection): PlannedInspection {
    const [all, tasks, settled, rows]: [InspectTask[], InspectTask[], Outcome[], PlanRow[]] = [[], [], [...this.#read.values()], []];
    const lines = new Map<number, number>();
    for (const entry of this.#entries) {
      const line = listedLine(entry);
      if (line !== undefined) lines.set(entry.id, line);
      if (!isInspectTask(entry)) {
        settled.push(skipOutcome(entry));
        rows.push(inspectionRow(entry, 0));
        continue;
      }
      const digests = this.#read.get(entry.id)?.findings?.digests;
      const task = digests ? { ...entry, known: digests } : entry;
      if (entry.known) settled.push(knownOutcome(entry, entry.known));
      if (!task.known) tasks.push(task);
      all.push(task);
      rows.push(inspectionRow(task, task.known ? 0 : task.cost));
    }
    return { summary, inspection, all, tasks, settled, rows: rows.sort((a, b) => a.id - b.id), lines };
  }
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
  const received = new ReceivedFiles();
  const foundFiles = async (batch: PackedEntries) => received.add(unpackEntries(batch));
  const digestedFiles = async (digested: readonly DigestedFiles[]) => received.addDigests(digested);
  const inspection: Inspection = 'list' in request ? { kind: 'verify' } : request.inspection;
  const planCall: PlanCall<InspectSummary> = {
    listener: { foundFiles, digestedFiles, scanned: onScanned },
    use: poolUseOf(inspection),
    call: (remote) => ('list' in request ? remote.planVerification(request) : remote.planInspection(request)),
  };
  const summary = await callForPlan(client, planCall, signal);
  return received.plan(summary, inspection);
}
