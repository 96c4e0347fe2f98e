import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Random files for the hashing benchmark, and copies of them for the duplicates benchmark. */

const blockBytes = 16 << 20;

/** Writes one file of `bytes` bytes in which no block repeats. */
function writeNoise(path: string, bytes: number): void {
  const file = openSync(path, 'wx');
  for (let left = bytes; left > 0; left -= blockBytes) writeSync(file, randomBytes(Math.min(left, blockBytes)));
  closeSync(file);
}

export async function makeLargeFiles(folder: string, count: number, bytes: number): Promise<void> {
  for (let index = 0; index < count; index += 1) writeNoise(join(folder, `${index}.bin`), bytes);
}

/** Writes small files, a hundred per folder. Files beyond `distinct` are copies of earlier ones. */
export async function makeSmallFiles(folder: string, count: number, bytes: number, distinct = count): Promise<void> {
  const kept: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const inner = join(folder, String(Math.floor(index / 100)));
    if (index % 100 === 0) await mkdir(inner);
    const content = index < distinct ? randomBytes(bytes) : (kept[(index * 7919) % distinct] as Buffer);
    if (index < distinct && distinct < count) kept.push(content);
    await writeFile(join(inner, `${index}.bin`), content);
  }
}
