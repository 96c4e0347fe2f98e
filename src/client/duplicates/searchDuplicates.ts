import {
  type Candidates,
  type DistinctFile,
  distinctFiles,
  duplicateGroups,
  type Likeness,
  sameSize,
  settle,
  splitBy,
} from '../../shared/duplicates/grouping';
import type { KeepCandidate } from '../../shared/duplicates/keepRule';
import type { PerceptualHash } from '../../shared/duplicates/similarity';
import type { Findings } from '../../shared/run/findings';
import { firstBlockBytes, type Inspection, type InspectRequest, type InspectTask } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { type InspectOptions, type InspectPlan, makeInspectPlan, rowOf, runInspection } from '../runs/inspectionPlan';
import type { PlanRow } from '../runs/runFolder';
import type { RunEnd, RunnerEvents } from '../runs/taskRunner';

/** Finds files that are copies, images that show the same, and images that look alike. Reads them, and changes nothing. */

/** A file of a group. */
export type GroupedFile = KeepCandidate & {
  /** Further names of the very file, by hard links. */
  readonly otherNames?: readonly string[];
  /** Bits in which it looks unlike the best of its group. */
  readonly distance?: number;
};

/** Files that go together; of images that look alike the best one first, else by path. */
export interface FileGroup {
  readonly files: readonly GroupedFile[];
  /** Bytes of all but the largest. */
  readonly spareBytes: number;
}

export interface DuplicatesEvents extends RunnerEvents {
  /** How many of the files found were looked at, a few times a second. */
  scanned?(files: number, found: number): void;
  /** A step begins that reads these files; the ids of what is told then are those of the step. */
  step(files: readonly PlanRow[], inspection: Inspection): void;
}

export type DuplicatesRequest = Omit<InspectRequest, 'inspection'> & {
  readonly likeness: Likeness;
  /** Of images that are to look alike: whether they may be rotated or mirrored. */
  readonly turned: boolean;
};

export interface Found {
  readonly end: RunEnd;
  /** None of images that look alike: those are grouped by their looks, again and again. */
  readonly groups: readonly FileGroup[];
  /** Files without content: they are alike, and copies of nothing. */
  readonly empty: readonly string[];
  /** Files that could not be compared, and why. */
  readonly failed: readonly Outcome[];
  /** Of images that are to look alike: what each looks like. */
  readonly hashes: readonly HashedImage[];
}

/** An image with what it looks like. */
export interface HashedImage {
  readonly file: GroupedFile;
  readonly perceptualHash: PerceptualHash;
}

type Record = DistinctFile & { readonly task: InspectTask };

function recordsOf(tasks: readonly InspectTask[]) {
  const records = tasks.map((task): Record => {
    const { source: path, bytes, mtimeMs, link } = task;
    return { path, bytes, mtimeMs, task, ...(link !== undefined && { link }) };
  });
  const { files, empty } = distinctFiles(records);
  return { files: files as Record[], empty: empty.map(({ path }) => path) };
}

function fileOf({ path, bytes, mtimeMs, otherNames, task: { header, link } }: Record): GroupedFile {
  return { path, bytes, mtimeMs, ...header, ...(otherNames && { otherNames }), ...(link !== undefined && { link }) };
}

/** Tasks with the ids of a step: from 0, in the order of their paths. They stay in the order in which they are best read. */
function stepOf(tasks: readonly InspectTask[]): InspectTask[] {
  const ids = new Map([...tasks].sort((a, b) => a.id - b.id).map((task, id) => [task, id]));
  return tasks.map((task) => ({ ...task, id: ids.get(task) as number }));
}

/** One search: its plan, and what was found out so far. */
class Search {
  end: RunEnd = { state: 'finished' };
  readonly failed: Outcome[] = [];
  readonly #findings = new Map<string, Findings>();

  constructor(
    readonly plan: InspectPlan,
    readonly options: InspectOptions,
    readonly events: DuplicatesEvents,
  ) {
    for (const outcome of plan.settled) if (outcome.status !== 'done') this.failed.push(outcome);
  }

  found(record: Record): Findings | undefined {
    return this.#findings.get(record.path);
  }

  /** Reads files; what is known of them already is not read again. */
  async read(records: readonly Record[], inspection: Inspection): Promise<void> {
    this.#findings.clear();
    for (const { path, task } of records) if (task.known && inspection.kind === 'hash') this.#findings.set(path, { digests: task.known });
    const tasks = stepOf(records.filter(({ path }) => !this.#findings.has(path)).map(({ task }) => task));
    if (tasks.length === 0 || this.end.state !== 'finished') return;
    const rows = tasks.map((task) => rowOf(task, task.cost)).sort((a, b) => a.id - b.id);
    this.events.step(rows, inspection);
    const outcomes = (all: readonly Outcome[]) => {
      for (const { source, findings, status } of all) if (findings && status === 'done') this.#findings.set(source, findings);
      for (const outcome of all) if (outcome.status === 'failed') this.failed.push(outcome);
      this.events.outcomes(all);
    };
    this.end = await runInspection({ ...this.plan, inspection, tasks, settled: [] }, this.options, { ...this.events, outcomes });
  }
}

/** A search that was ended early has found nothing for certain. */
function whole(search: Search, groups: readonly Candidates<Record>[]): FileGroup[] {
  if (search.end.state !== 'finished') return [];
  return duplicateGroups(groups).map(({ files, wastedBytes }) => ({ files: (files as Record[]).map(fileOf), spareBytes: wastedBytes }));
}

/** By size, then by the first block, then by all of the bytes: most files are never read. */
async function byBytes(search: Search, files: readonly Record[]): Promise<FileGroup[]> {
  const blake3 = (record: Record) => search.found(record)?.digests?.blake3;
  const candidates = sameSize(files) as Record[][];
  // Whoever is known to the end need not be asked for its beginning.
  const known: Record[][] = [];
  const unknown: Record[][] = [];
  for (const group of candidates) (group.every(({ task }) => task.known) ? known : unknown).push(group);
  await search.read(unknown.flat(), { kind: 'firstBlock' });
  const { certain, open } = settle(splitBy(unknown, blake3), firstBlockBytes);
  const rest = [...(open as Record[][]), ...known];
  await search.read(rest.flat(), { kind: 'hash', algorithms: ['blake3'] });
  return whole(search, [...(certain as Record[][]), ...splitBy(rest, blake3)]);
}

/** By the size in pixels, then by what they show. */
async function byPixels(search: Search, files: readonly Record[]): Promise<FileGroup[]> {
  const candidates = splitBy([files], ({ task: { header } }) => header && `${header.width} ${header.height}`);
  await search.read(candidates.flat(), { kind: 'pixelDigest' });
  return whole(
    search,
    splitBy(candidates, (record) => search.found(record)?.pixelDigest),
  );
}

async function readHashes(search: Search, files: readonly Record[], turned: boolean): Promise<HashedImage[]> {
  await search.read(files, { kind: 'perceptualHash', turned });
  return files.flatMap((record) => {
    const perceptualHash = search.found(record)?.perceptualHash;
    return perceptualHash ? [{ file: fileOf(record), perceptualHash }] : [];
  });
}

function inspectionOf(likeness: Likeness): Inspection {
  if (likeness === 'bytes') return { kind: 'hash', algorithms: ['blake3'] };
  return likeness === 'pixels' ? { kind: 'pixelDigest' } : { kind: 'perceptualHash', turned: false };
}

/**
 * Finds groups of files that go together; of images that are to look alike, what each looks like.
 * @throws PoolError when the process does not work, an AbortError when the signal is raised before reading begins
 */
export async function findDuplicates(
  client: PoolClient,
  { likeness, turned, ...request }: DuplicatesRequest,
  options: Omit<InspectOptions, 'client'>,
  events: DuplicatesEvents,
): Promise<Found> {
  const plan = await makeInspectPlan(client, { ...request, inspection: inspectionOf(likeness) }, options.signal, events.scanned);
  const search = new Search(plan, { ...options, client }, events);
  const { files, empty } = recordsOf(plan.all);
  const hashes = likeness === 'similar' ? await readHashes(search, files, turned) : [];
  const groups = likeness === 'bytes' ? await byBytes(search, files) : likeness === 'pixels' ? await byPixels(search, files) : [];
  return { groups, end: search.end, empty, failed: search.failed, hashes };
}
