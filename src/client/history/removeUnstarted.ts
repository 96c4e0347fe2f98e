import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recordTemp } from '../store/runFolder';
import { startOfRun } from '../store/runRecord';

/** Another process may just be writing the record of a run whose folder is younger, ms. */
const youngMs = 60_000;

async function removeIfUnstarted(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (!names.every((name) => recordTemp.test(name))) return;
  // A time in the future is one of before the clock was set back.
  if (Math.abs(Date.now() - (await stat(folder)).mtimeMs) < youngMs) return;
  for (const name of names) await rm(join(folder, name), { force: true });
  // Fails if a record has appeared meanwhile.
  await rmdir(folder);
}

/** Removes the folders of runs whose process was killed before it had written their record. Never rejects. */
export async function removeUnstarted(store: string): Promise<void> {
  const names = await readdir(store).catch(() => []);
  const runs = names.filter((name) => startOfRun(name) !== undefined);
  await Promise.allSettled(runs.map((name) => removeIfUnstarted(join(store, name))));
}
