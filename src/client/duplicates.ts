import { type Candidates, type DistinctFile, distinctFiles, duplicateGroups, sameSize, settle, splitBy } from '../shared/duplicates';
import { byPreference, type KeepCandidate, type KeepOptions, type KeepRule } from '../shared/keepRule';
import { type Findings, firstBlockBytes, type Reading, type ReadRequest, type ReadTask } from '../shared/reading';
import type { Outcome } from '../shared/run';
import { type Look, SimilarityIndex } from '../shared/similarity';
import type { PoolClient } from './poolClient';
import { carryOutReading, makeReadPlan, type ReadOptions, type ReadPlan } from './reader';
import type { RunEnd, RunnerEvents } from './taskRunner';

/** Finds files that are copies, pictures that show the same, and pictures that look alike. Reads them, and changes nothing. */

/** By what files go together: their bytes, what pictures show to the pixel, or what they look like. */
export const likenesses = ['bytes', 'pixels', 'similar'] as const;
export type Likeness = (typeof likenesses)[number];

/** A file of a group. */
export type GroupedFile = KeepCandidate & {
  /** Further names of the very file, by hard links. */
  readonly otherNames?: readonly string[];
  /** Bits in which it looks unlike the best of its group. */
  readonly distance?: number;
};

/** Files that go together; of pictures that look alike the best one first, else by path. */
export interface FileGroup {
  readonly files: readonly GroupedFile[];
  /** Bytes of all but the largest. */
  readonly spareBytes: number;
}

export interface DuplicatesEvents extends RunnerEvents {
  /** A step begins that reads so many files. */
  step(files: number): void;
}

export type DuplicatesRequest = Omit<ReadRequest, 'reading'> & { readonly likeness: Likeness };

export interface Found {
  readonly end: RunEnd;
  readonly groups: readonly FileGroup[];
  /** Files without content: they are alike, and copies of nothing. */
  readonly empty: readonly string[];
  /** Files that could not be compared, and why. */
  readonly failed: readonly Outcome[];
  /** Of pictures: what each looks like, to group them anew. */
  readonly looks: readonly LookedPicture[];
}

/** A picture with what it looks like. */
export interface LookedPicture {
  readonly file: GroupedFile;
  readonly look: Look;
}

type Record = DistinctFile & { readonly task: ReadTask };

function recordsOf(tasks: readonly ReadTask[]) {
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

/** One search: its plan, and what was found out so far. */
class Search {
  end: RunEnd = { state: 'finished' };
  readonly failed: Outcome[] = [];
  readonly #findings = new Map<string, Findings>();

  constructor(
    readonly plan: ReadPlan,
    readonly options: ReadOptions,
    readonly events: DuplicatesEvents,
  ) {
    for (const outcome of plan.settled) if (outcome.status === 'failed') this.failed.push(outcome);
  }

  found(record: Record): Findings | undefined {
    return this.#findings.get(record.path);
  }

  /** Reads files; what is known of them already is not read again. */
  async read(records: readonly Record[], reading: Reading): Promise<void> {
    this.#findings.clear();
    for (const { path, task } of records) if (task.known && reading.kind === 'hash') this.#findings.set(path, { digests: task.known });
    const tasks = records.filter(({ path }) => !this.#findings.has(path)).map(({ task }) => task);
    if (tasks.length === 0 || this.end.state !== 'finished') return;
    this.events.step(tasks.length);
    const outcomes = (all: readonly Outcome[]) => {
      for (const { source, findings, status } of all) if (findings && status === 'done') this.#findings.set(source, findings);
      for (const outcome of all) if (outcome.status === 'failed') this.failed.push(outcome);
      this.events.outcomes(all);
    };
    this.end = await carryOutReading({ ...this.plan, reading, tasks, settled: [] }, this.options, { ...this.events, outcomes });
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
  await search.read(candidates.flat(), { kind: 'pixels' });
  return whole(
    search,
    splitBy(candidates, (record) => search.found(record)?.pixels),
  );
}

/** Bytes of all but the largest of some files. */
function spareBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0) - Math.max(...files.map(({ bytes }) => bytes));
}

export interface SimilarityOptions extends KeepOptions {
  /** Bits that may differ. */
  readonly threshold: number;
  /** Whether rotated and mirrored pictures are alike. */
  readonly turned: boolean;
  readonly rule: KeepRule;
}

/** Groups pictures by what they look like, those that are to be kept first. */
export function groupLooks(pictures: readonly LookedPicture[], { threshold, turned, rule, ...keep }: SimilarityOptions): FileGroup[] {
  const byFile = new Map(pictures.map((each) => [each.file, each.look]));
  const files = byPreference([...byFile.keys()], rule, keep);
  const index = new SimilarityIndex(files.map((file) => byFile.get(file) as Look));
  const groups = index.groups(threshold, turned).map(({ best, alike }): FileGroup => {
    const others = alike.map((each): GroupedFile => ({ ...(files[each.index] as GroupedFile), distance: each.distance }));
    const all = [files[best] as GroupedFile, ...others];
    return { files: all, spareBytes: spareBytes(all) };
  });
  return groups.sort((a, b) => b.spareBytes - a.spareBytes);
}

async function readLooks(search: Search, files: readonly Record[], turned: boolean): Promise<LookedPicture[]> {
  await search.read(files, { kind: 'look', turned });
  return files.flatMap((record) => {
    const look = search.found(record)?.look;
    return look ? [{ file: fileOf(record), look }] : [];
  });
}

function readingOf(likeness: Likeness): Reading {
  if (likeness === 'bytes') return { kind: 'hash', algorithms: ['blake3'] };
  return likeness === 'pixels' ? { kind: 'pixels' } : { kind: 'look', turned: false };
}

/**
 * Finds groups of files that go together.
 * @param similarity how pictures that look alike are grouped
 * @throws PoolError when the process does not work, an AbortError when the signal is raised before reading begins
 */
export async function findDuplicates(
  client: PoolClient,
  { likeness, ...request }: DuplicatesRequest,
  options: Omit<ReadOptions, 'client'>,
  similarity: SimilarityOptions,
  events: DuplicatesEvents,
): Promise<Found> {
  const plan = await makeReadPlan(client, { ...request, reading: readingOf(likeness) }, options.signal);
  const search = new Search(plan, { ...options, client }, events);
  const { files, empty } = recordsOf(plan.all);
  const looks = likeness === 'similar' ? await readLooks(search, files, similarity.turned) : [];
  const groups =
    likeness === 'bytes' ? byBytes(search, files) : likeness === 'pixels' ? byPixels(search, files) : groupLooks(looks, similarity);
  return { groups: await groups, end: search.end, empty, failed: search.failed, looks };
}
