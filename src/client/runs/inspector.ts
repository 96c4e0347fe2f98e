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
import { type PackedEntries, unpackEntries } from '../../shared/run/packColumns';
import type { Outcome } from '../../shared/run/run';
import type { PoolClient, PoolUse } from '../pool/poolClient';
import { askForPlan, skipOutcome } from './planner';
import { newRunId, type PlanRow } from './runFolder';
import { type RunEnd, type RunnerEvents, TaskRunner } from './taskRunner';

/** Runs that read files and write none. */

/** What the pool process is to be good for. */
export function useOf(inspection: Inspection): PoolUse {
  return decodesImages(inspection) ? 'images' : 'files';
}

/** Which files are to be read, as the owner of the run holds it. */
export interface InspectPlan {
  readonly summary: InspectSummary;
  readonly inspection: Inspection;
  /** Those that are to be read, in the order in which they are best read. */
  readonly tasks: readonly InspectTask[];
  /** Those that can be read, known ones among them. */
  readonly all: readonly InspectTask[];
  /** Outcomes of files that need not, or cannot, be read. */
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

/** The line of a checksum file that names a file, with the file's id. */
function linesOf(entry: InspectEntry): (readonly [id: number, line: number])[] {
  const line = isInspectTask(entry) ? entry.expected?.[0]?.line : entry.line;
  return line === undefined ? [] : [[entry.id, line]];
}

/** A file as tables show it. @param cost the work that it is */
export function rowOf(entry: InspectEntry, cost: number): PlanRow {
  const { id, source, bytes } = entry;
  const { width, height } = sizeBefore(entry);
  return { id, source, bytes, width, height, cost, targets: [] };
}

function planOf(entries: readonly InspectEntry[], summary: InspectSummary, inspection: Inspection): InspectPlan {
  const found = entries.filter(isInspectTask);
  const rows = entries.map((entry) => rowOf(entry, isInspectTask(entry) && !entry.known ? entry.cost : 0));
  return {
    summary,
    inspection,
    all: found,
    tasks: found.filter(({ known }) => known === undefined),
    settled: entries.flatMap((entry) => (isInspectTask(entry) ? (entry.known ? knownOutcome(entry) : []) : skipOutcome(entry))),
    rows: rows.sort((a, b) => a.id - b.id),
    lines: new Map(entries.flatMap(linesOf)),
  };
}

/**
 * Has the pool process find the files to read: those of a selection, or those that a checksum file names.
 * @param onLooked told, a few times a second, how many of the files found were looked at
 * @throws PoolError when the process does not work, an AbortError when the signal is raised
 */
export async function makeInspectPlan(
  client: PoolClient,
  request: InspectRequest | VerifyRequest,
  signal: AbortSignal,
  onScanned: (files: number, found: number) => void = () => {},
): Promise<InspectPlan> {
  const entries: InspectEntry[] = [];
  const foundFiles = async (batch: PackedEntries) => {
    entries.push(...unpackEntries(batch));
  };
  const inspection: Inspection = 'list' in request ? { kind: 'verify' } : request.inspection;
  const ask = askForPlan(
    client,
    { foundFiles, scanned: onScanned },
    (remote) => ('list' in request ? remote.planVerification(request) : remote.planInspection(request)),
    signal,
    useOf(inspection),
  );
  return planOf(entries, await ask, inspection);
}

/** Outcomes are handed on so many at a time: whoever takes them spreads them over calls. */
const batchSize = 1000;

function batches(outcomes: readonly Outcome[]): Outcome[][] {
  const count = Math.ceil(outcomes.length / batchSize);
  return Array.from({ length: count }, (_, index) => outcomes.slice(index * batchSize, (index + 1) * batchSize));
}

export interface InspectOptions {
  readonly client: PoolClient;
  /** Most seconds without a sign of life from one file. */
  readonly timeoutSeconds: number;
  /** Folder of the cache of digests that the plan was made with. */
  readonly cacheFolder?: string;
  readonly signal: AbortSignal;
}

/** Reads the files of a plan. Every one gets its outcome; what was learned is kept in the cache, also of a run that was canceled. */
export async function runInspection(plan: InspectPlan, options: InspectOptions, events: RunnerEvents): Promise<RunEnd> {
  const { client, timeoutSeconds, cacheFolder, signal } = options;
  const { inspection, summary, tasks, settled } = plan;
  for (const batch of batches(settled)) events.outcomes(batch);
  const setup = {
    runId: newRunId(),
    inspection,
    timeoutSeconds,
    sequential: summary.sequential,
    ...(cacheFolder !== undefined && { cacheFolder }),
  };
  const end = await new TaskRunner(client, setup, tasks, events, signal).run();
  // A cache that is not saved costs the next run time, and nothing else.
  if (cacheFolder !== undefined) await client.hold({}, async () => (await client.remote()).endInspection()).catch(() => {});
  return end;
}
