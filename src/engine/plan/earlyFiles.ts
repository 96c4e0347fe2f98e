import { firstBlockBytes, hashBlockBytes, type InspectEntry, type InspectRequest, type InspectTask } from '../../shared/run/inspection';
import type { ReadFiles } from '../../shared/run/readFiles';
import { isTask, sharedSizes } from './possibleDuplicates';

/**
 * The small files of a plan that are worth reading before a run begins: handing each of them out would cost more than reading it.
 * A longer possible duplicate is read in two steps, by the run.
 * @param read further files, which have been read
 */
export function earlyFiles(
  entries: readonly InspectEntry[],
  { inspection, onlyDuplicates = false }: InspectRequest,
  read: readonly ReadFiles[] = [],
): InspectTask[] {
  if (inspection.kind !== 'hash') return [];
  const limit = onlyDuplicates ? firstBlockBytes : hashBlockBytes;
  const shared = onlyDuplicates ? sharedSizes(entries, read) : undefined;
  return entries.filter(isTask).filter(({ bytes, known }) => !known && bytes <= limit && (shared?.has(bytes) ?? true));
}
