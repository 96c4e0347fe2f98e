import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJournal } from './journal';

/**
 * The original of a file that a run replaced or removed, as it was before the run.
 * @param directory the run's folder
 * @returns undefined if the run did not touch the file, or no longer keeps its original, as after undo
 */
export function keptOriginal(directory: string, path: string): string | undefined {
  // The oldest entry: what is kept later was made by the run itself.
  const entry = readJournal(directory).find((each) => 'original' in each && each.path === path);
  if (!entry || !('original' in entry)) return undefined;
  const kept = join(directory, entry.original.kept);
  return existsSync(kept) ? kept : undefined;
}
