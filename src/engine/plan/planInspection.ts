import { decodesImages, type InspectEntry, type InspectRequest, type InspectSummary } from '../../shared/run/inspection';
import { isCheckedName, isDecodableName } from '../formats/imageExtensions';
import { realPath } from '../fs/containment';
import { findFiles } from '../fs/findFiles';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { readFailure } from '../fs/regularFile';
import { InspectPlanner } from './inspectPlanner';
import { type KnownDigests, leftOutFile, scanFile, scanImage } from './scanForInspection';

/**
 * Plans the inspection of a selection: finds its files and scans each.
 * @param known the digests that the cache has
 * @throws the signal's reason
 */
export async function planInspection(
  unresolved: InspectRequest,
  known: KnownDigests,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<{ entries: InspectEntry[]; summary: InspectSummary }> {
  const request = { ...unresolved, roots: unresolved.roots.map(realPath) };
  const { inspection } = request;
  const isCandidate = inspection.kind === 'check' ? isCheckedName : decodesImages(inspection) ? isDecodableName : () => true;
  const { files, unreachable } = await findFiles({ ...request, skipFolders: [], withOthers: true, isCandidate }, signal);
  const algorithms = inspection.kind === 'hash' ? inspection.algorithms : [];
  // Only a search for duplicates asks which file of its disk each is.
  const linked = inspection.kind !== 'hash' || request.onlyDuplicates === true;
  const scan = ({ path }: { readonly path: string }) =>
    decodesImages(inspection) ? scanImage({ path, linked }, inspection.kind === 'check') : scanFile({ path, linked }, algorithms, known);
  const planner = new InspectPlanner();
  for (const scanned of await mapConcurrently(files, scan, signal, onScanned)) planner.add(scanned);
  for (const { path, error } of unreachable) planner.add(leftOutFile(path, 'failed', readFailure(error)));
  const summary = { ...planner.summary(request.order), errors: [], outside: [] };
  return { entries: planner.ordered(summary.sequential), summary };
}
