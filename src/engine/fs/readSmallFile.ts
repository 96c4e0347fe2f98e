import { closeSync, readFileSync } from 'node:fs';
import { openRegular } from './regularFile';

/**
 * The text of a file that anybody may have put there, such as a file of a repository. It is opened once, and what is open is judged.
 * @param most bytes
 * @returns undefined for a larger file
 * @throws FailureError if it is no regular file, or what the file system throws
 */
export function readSmallFile(path: string, most: number): string | undefined {
  const { file, stats } = openRegular(path);
  try {
    return stats.size > most ? undefined : readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
