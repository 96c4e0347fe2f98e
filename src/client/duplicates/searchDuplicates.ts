import {
  type CandidateGroup,
  type DistinctFile,
  distinctFiles,
  duplicateGroups,
  groupBySize,
  type Likeness,
  partitionByFirstBlock,
  splitBy,
} from '../../shared/duplicates/grouping';
import { firstBlockBytes, type Inspection, type InspectRequest, type InspectTask } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import type { PoolClient } from '../pool/poolClient';
import { readableFiles, requestInspectionPlan } from '../runs/inspectionPlan';
import type { RunInspectionOptions } from '../runs/runInspection';
import type { RunEnd } from '../runs/taskRunner';
import { DuplicateSearch, type DuplicateSearchEvents, type SearchFile } from './duplicateSearch';
import type { FileGroup, GroupedFile, HashedImage } from './fileGroup';

export type DuplicatesRequest = Omit<InspectRequest, 'inspection'> & {
  readonly likeness: Likeness;
  /** For similar images: whether they may be rotated or mirrored. */
  readonly turned: boolean;
};

export interface DuplicateSearchResult {
  readonly end: RunEnd;
  /** Empty for similar images: their groups depend on a threshold, and are made from `hashes`. */
  readonly groups: readonly FileGroup[];
  /** Paths of empty files, which are equal but not duplicates of anything. */
  readonly empty: readonly string[];
  /** Files that could not be compared, and why. */
  readonly failed: readonly Outcome[];
  /** For similar images only. */
  readonly hashes: readonly HashedImage[];
}

function searchFiles(tasks: readonly InspectTask[]) {
  const records = tasks.map((task): SearchFile => {
    const { source: path, bytes, mtimeMs, link } = task;
    return { path, bytes, mtimeMs, task, ...(link !== undefined && { link }) };
  });
  const { files, empty } = distinctFiles(records);
  return { files: files as SearchFile[], empty: empty.map(({ path }) => path) };
}

function groupedFile({ path, bytes, mtimeMs, otherNames, task: { header, link } }: SearchFile): GroupedFile {
  return { path, bytes, mtimeMs, ...header, ...(otherNames && { otherNames }), ...(link !== undefined && { link }) };
}

/** The groups of a search that ran to its end, with those that its plan found; one that was ended early cannot be sure of any. */
function completeGroups(search: DuplicateSearch, groups: readonly CandidateGroup<SearchFile>[]): FileGroup[] {
  if (search.end.state !== 'finished') return [];
  const planned = search.plan.groups;
  // Those of the plan are in order.
  const all = groups.length === 0 ? planned : duplicateGroups([...groups, ...planned.map(({ files }) => files)]);
  const shown = (file: DistinctFile) => ('task' in file ? groupedFile(file as SearchFile) : file);
  return all.map(({ files, spareBytes }) => ({ files: files.map(shown), spareBytes }));
}

/** Compares sizes, then the first blocks, then all of the bytes: most files are never read. */
async function groupByBytes(search: DuplicateSearch, files: readonly SearchFile[]): Promise<FileGroup[]> {
  const blake3 = (file: SearchFile) => search.findingsOf(file)?.digests?.blake3;
  // Where the digests of all files are known, the first blocks need not be read.
  const known: SearchFile[][] = [];
  const unknown: SearchFile[][] = [];
  for (const group of groupBySize(files) as SearchFile[][]) (group.every(({ task }) => task.known) ? known : unknown).push(group);
  await search.inspect(unknown.flat(), { kind: 'firstBlock' });
  const { complete, open } = partitionByFirstBlock(splitBy(unknown, blake3), firstBlockBytes);
  const rest = [...(open as SearchFile[][]), ...known];
  await search.inspect(rest.flat(), { kind: 'hash', algorithms: ['blake3'] });
  return completeGroups(search, [...(complete as SearchFile[][]), ...splitBy(rest, blake3)]);
}

/** Compares sizes in pixels, then the decoded pixels. */
async function groupByPixels(search: DuplicateSearch, files: readonly SearchFile[]): Promise<FileGroup[]> {
  const candidates = splitBy([files], ({ task: { header } }) => header && `${header.width} ${header.height}`);
  await search.inspect(candidates.flat(), { kind: 'pixelDigest' });
  return completeGroups(
    search,
    splitBy(candidates, (file) => search.findingsOf(file)?.pixelDigest),
  );
}

async function perceptualHashes(search: DuplicateSearch, files: readonly SearchFile[], turned: boolean): Promise<HashedImage[]> {
  await search.inspect(files, { kind: 'perceptualHash', turned });
  return files.flatMap((file) => {
    const perceptualHash = search.findingsOf(file)?.perceptualHash;
    return perceptualHash ? [{ file: groupedFile(file), perceptualHash }] : [];
  });
}

/** The inspection to plan for, which decides which files are found and which digests may be known. */
function plannedInspection(likeness: Likeness): Inspection {
  if (likeness === 'bytes') return { kind: 'hash', algorithms: ['blake3'] };
  return likeness === 'pixels' ? { kind: 'pixelDigest' } : { kind: 'perceptualHash', turned: false };
}

/**
 * Searches for groups of duplicates, or for the perceptual hashes to group similar images by. Changes no file.
 * @throws PoolError when the process does not work, an AbortError when the signal is raised before the first step
 */
export async function searchDuplicates(
  client: PoolClient,
  { likeness, turned, ...request }: DuplicatesRequest,
  options: Omit<RunInspectionOptions, 'client'>,
  events: DuplicateSearchEvents,
): Promise<DuplicateSearchResult> {
  const inspection = plannedInspection(likeness);
  const planned = { ...request, inspection, onlyDuplicates: likeness === 'bytes' };
  const plan = await requestInspectionPlan(client, planned, options.signal, events.scanned);
  const search = new DuplicateSearch(plan, { ...options, client }, events);
  const { files, empty } = searchFiles(readableFiles(plan));
  const hashes = likeness === 'similar' ? await perceptualHashes(search, files, turned) : [];
  const groups = likeness === 'bytes' ? await groupByBytes(search, files) : likeness === 'pixels' ? await groupByPixels(search, files) : [];
  return { groups, end: search.end, empty, failed: search.failed, hashes };
}
