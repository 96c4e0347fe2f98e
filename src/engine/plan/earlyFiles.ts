import { firstBlockBytes, type InspectEntry, type Inspection, type InspectRequest, type InspectTask } from '../../shared/run/inspection';
import type { DigestedFiles } from '../../shared/run/packedMessages';
import type { OnScanned } from '../fs/mapConcurrently';
import { hashBlockBytes } from '../inspect/hashFile';
import { sharedSizes } from './possibleDuplicates';

/**
 * Digests small files while planning. Files that it leaves, since they take too long, changed, or cannot be read, are read by the
 * run, which says what is wrong with them.
 */
export type EarlyReader = (
  tasks: readonly InspectTask[],
  inspection: Inspection,
  signal: AbortSignal,
  onScanned: OnScanned,
) => Promise<readonly DigestedFiles[]>;

/** The files that are worth reading while planning. A longer possible duplicate is read in two steps. */
export function earlyFiles(entries: readonly InspectEntry[], { inspection, onlyDuplicates }: InspectRequest): InspectTask[] {
  if (inspection.kind !== 'hash') return [];
  const limit = onlyDuplicates ? firstBlockBytes : hashBlockBytes;
  const shared = onlyDuplicates ? sharedSizes(entries) : undefined;
  return entries.filter((entry): entry is InspectTask => {
    if ('status' in entry || entry.known || entry.bytes > limit) return false;
    return shared?.has(entry.bytes) ?? true;
  });
}
