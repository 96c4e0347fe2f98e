import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The journals in a run's folder: its own, and one of each computer, if several worked on the run. */
export async function journalsOf(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter((name) => /^journal(-.*)?\.jsonl$/.test(name)).map((name) => join(directory, name));
}
