import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import sharp from 'sharp';
import { filterTasks, recipe } from './filterTasks';

/** A process: a bare loop over sharp with one filter, with no verification, backup, or report. */

const [task, folder, out, lanes, files] = argv.slice(2) as [string, string, string, string, string];

async function main(): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  await mkdir(out, { recursive: true });
  const names = (await readdir(folder)).sort().slice(0, Number(files));
  const filter = task === 'recipe' ? recipe.loop : filterTasks[task]?.loop;
  if (filter === undefined) throw new Error(`sharp has no ${task}`);
  const lane = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop())
      await filter(sharp(join(folder, name)).keepMetadata()).toFile(join(out, name));
  };
  await Promise.all(Array.from({ length: Number(lanes) }, lane));
}

void main();
