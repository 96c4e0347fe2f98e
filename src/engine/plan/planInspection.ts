import { decodesImages, type InspectEntry, type InspectRequest, type InspectSummary } from '../../shared/run/inspection';
import { isCheckedName, isComparedName } from '../formats/imageExtensions';
import { realPath } from '../fs/containment';
import { type Expansion, type FoundFile, findFiles } from '../fs/findFiles';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { readFailure } from '../fs/regularFile';
import { InspectPlanner } from './inspectPlanner';
import { type KnownDigests, leftOutFile, type ScannedFile, scanFile, scanImage } from './scanForInspection';

/** The entries of a plan, and what they add up to. */
export interface MadeInspection {
  readonly entries: readonly InspectEntry[];
  readonly summary: InspectSummary;
}

/**
 * The files of a selection that an inspection is about.
 * @param onFound called for each file that is found in a folder, even if it is then left out
 * @throws the signal's reason
 */
export function findInspected(request: InspectRequest, signal: AbortSignal, onFound = () => {}): Promise<Expansion> {
  const { inspection } = request;
  const isCandidate = inspection.kind === 'check' ? isCheckedName : decodesImages(inspection) ? isComparedName : () => true;
  const roots = request.roots.map(realPath);
  return findFiles({ ...request, roots, skipFolders: [], withOthers: true, isCandidate, onFound }, signal);
}

/** Scans files one by one, a few at a time. @throws the signal's reason */
export function scanFiles(
  files: readonly FoundFile[],
  request: InspectRequest,
  known: KnownDigests,
  signal: AbortSignal,
  onScanned: OnScanned,
): Promise<ScannedFile[]> {
  const { inspection, withoutHeaders } = request;
  const algorithms = inspection.kind === 'hash' ? inspection.algorithms : [];
  const linked = tellsLinks(request);
  const scan = ({ path }: { readonly path: string }) =>
    decodesImages(inspection) && !withoutHeaders
      ? scanImage({ path, linked }, inspection.kind === 'check')
      : scanFile({ path, linked }, algorithms, known);
  return mapConcurrently(files, scan, signal, onScanned);
}

/** Whether to find out which file of its disk each is: everything but hashing asks for it, and a search for duplicates does. */
function tellsLinks({ inspection, onlyDuplicates = false }: InspectRequest): boolean {
  return inspection.kind !== 'hash' || onlyDuplicates;
}

/**
 * Plans an inspection of files that have been found: scans each, in this thread.
 * @param known the digests that the cache has
 * @throws the signal's reason
 */
export async function planFound(
  { files, unreachable }: Expansion,
  request: InspectRequest,
  known: KnownDigests,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<MadeInspection> {
  const planner = new InspectPlanner();
  for (const scanned of await scanFiles(files, request, known, signal, onScanned)) planner.add(scanned);
  for (const { path, error } of unreachable) planner.add(leftOutFile(path, 'failed', readFailure(error)));
  const summary = { ...planner.summary(request.order), errors: [], outside: [] };
  return { entries: planner.ordered(summary.sequential), summary };
}
