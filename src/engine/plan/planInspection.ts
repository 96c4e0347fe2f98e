import { decodesImages, type InspectEntry, type InspectRequest, type InspectSummary } from '../../shared/run/inspection';
import type { DigestedFiles } from '../../shared/run/packedMessages';
import { isCheckedName, isDecodableName } from '../formats/imageExtensions';
import { realPath } from '../fs/containment';
import { findFiles } from '../fs/findFiles';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { readFailure } from '../fs/regularFile';
import { type EarlyReader, earlyFiles } from './earlyFiles';
import { InspectPlanner } from './inspectPlanner';
import { possibleDuplicates } from './possibleDuplicates';
import { type KnownDigests, leftOutFile, scanFile, scanImage } from './scanForInspection';

export interface PlannedFiles {
  readonly entries: InspectEntry[];
  /** Digests of files that were read already, by the ids of their entries. May contain further files. */
  readonly digested: readonly DigestedFiles[];
  readonly summary: InspectSummary;
}

/** What planning an inspection needs besides the request. */
export interface InspectionSources {
  /** The digests that the cache has. */
  readonly known: KnownDigests;
  /** Without it, no file is read. */
  readonly readEarly?: EarlyReader;
}

/**
 * Plans the inspection of a selection: finds its files and scans each. Small files to be hashed are read right away, as far as time
 * allows: handing each of them out later would cost more than reading it.
 * @throws the signal's reason
 */
export async function planInspection(
  unresolved: InspectRequest,
  { known, readEarly }: InspectionSources,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<PlannedFiles> {
  const request = { ...unresolved, roots: unresolved.roots.map(realPath) };
  const { inspection, onlyDuplicates = false } = request;
  const isCandidate = inspection.kind === 'check' ? isCheckedName : decodesImages(inspection) ? isDecodableName : () => true;
  const { files, unreachable } = await findFiles({ ...request, skipFolders: [], withOthers: true, isCandidate }, signal);
  const algorithms = inspection.kind === 'hash' ? inspection.algorithms : [];
  const linked = inspection.kind !== 'hash' || onlyDuplicates;
  const scan = ({ path }: { readonly path: string }) =>
    decodesImages(inspection) ? scanImage({ path, linked }, inspection.kind === 'check') : scanFile({ path, linked }, algorithms, known);
  const planner = new InspectPlanner();
  for (const scanned of await mapConcurrently(files, scan, signal, onScanned)) planner.add(scanned);
  for (const { path, error } of unreachable) planner.add(leftOutFile(path, 'failed', readFailure(error)));
  const summary = { ...planner.summary(request.order), errors: [], outside: [] };
  const entries = planner.ordered(summary.sequential);
  const early = readEarly && !summary.sequential ? earlyFiles(entries, request) : [];
  const digested = early.length > 0 && readEarly ? await readEarly(early, inspection, signal, onScanned) : [];
  signal.throwIfAborted();
  return { entries: onlyDuplicates ? possibleDuplicates(entries, digested) : entries, digested, summary };
}
