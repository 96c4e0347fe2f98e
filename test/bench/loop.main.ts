import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import sharp from 'sharp';

/** The baseline, a process: a bare loop over sharp, with no verification, backup, or report. */

const [folder, out, edge, lanes, files] = argv.slice(2) as [string, string, string, string, string];

async function main(): Promise<void> {
  sharp.cache(false);
  sharp.concurrency(1);
  await mkdir(out, { recursive: true });
  const names = (await readdir(folder)).sort().slice(0, Number(files));
  const lane = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      await sharp(join(folder, name))
        .resize(Number(edge), Number(edge), { fit: 'inside', withoutEnlargement: true })
        .toFile(join(out, name));
    }
  };
  await Promise.all(Array.from({ length: Number(lanes) }, lane));
}

void main();
