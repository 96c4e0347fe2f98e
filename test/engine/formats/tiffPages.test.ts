import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readHeader } from '../../../src/engine/sources/readHeader';
import { solid } from '../fixtures/images';
import { filesIn, place, run, runOn, temporaryFolder } from '../fixtures/runs';

/** TIFFs with several pages of different sizes. */

/** Appends a TIFF to another: the last directory of the first points to that of the second, whose offsets are shifted. */
function joined(first: Buffer, second: Buffer): Buffer {
  const base = first.length + (first.length % 2);
  const moved = Buffer.from(second.subarray(8));
  const directory = second.readUInt32LE(4) - 8;
  const entries = moved.readUInt16LE(directory);
  const bytesOf: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 };
  const isPlace = (tag: number) => tag === 273 || tag === 324;
  for (let index = 0; index < entries; index += 1) {
    const at = directory + 2 + index * 12;
    const [tag, type, count] = [moved.readUInt16LE(at), moved.readUInt16LE(at + 2), moved.readUInt32LE(at + 4)];
    const outside = (bytesOf[type] ?? 1) * count > 4;
    const list = moved.readUInt32LE(at + 8) - 8;
    if (isPlace(tag) && outside)
      for (let each = 0; each < count; each += 1) moved.writeUInt32LE(moved.readUInt32LE(list + each * 4) + base - 8, list + each * 4);
    if (outside || isPlace(tag)) moved.writeUInt32LE(moved.readUInt32LE(at + 8) + base - 8, at + 8);
  }
  const whole = Buffer.concat([first, Buffer.alloc(first.length % 2), moved]);
  let last = whole.readUInt32LE(4);
  for (let next = last; next !== 0; next = whole.readUInt32LE(last + 2 + whole.readUInt16LE(last) * 12)) last = next;
  whole.writeUInt32LE(base + directory, last + 2 + whole.readUInt16LE(last) * 12);
  return whole;
}

const page = (width: number, height: number, color: string) => solid(width, height, color).tiff({ compression: 'none' }).toBuffer();

async function twoPages(): Promise<string> {
  const bytes = joined(await page(40, 30, 'red'), await page(20, 50, 'blue'));
  const path = place(join(temporaryFolder(), 'a.tif'), bytes);
  expect(await sharp(path, { page: 1 }).metadata()).toMatchObject({ width: 20, height: 50 });
  return path;
}

test('pages of different sizes are counted', async () => {
  expect(await readHeader(await twoPages())).toMatchObject({ pages: 2, width: 40, height: 30 });
});

test('the first page, another one, or all of them can be written', async () => {
  const path = await twoPages();
  const first = await runOn(path, { outputs: [{ format: 'png', frames: 'first', folder: 'first' }] });
  expect(await sharp(first.target).metadata()).toMatchObject({ width: 40, height: 30 });
  const second = await runOn(path, { outputs: [{ format: 'png', frames: 1, folder: 'second' }] });
  expect(await sharp(second.target).metadata()).toMatchObject({ width: 20, height: 50 });
  const folder = join(path, '..');
  await run(folder, { outputs: [{ format: 'png', frames: 'all', folder: 'all' }] }, { selection: [path] });
  expect(filesIn(join(folder, 'all'))).toEqual(['a-0.png', 'a-1.png']);
});

test('no page is dropped unless requested, and a copy keeps them all', async () => {
  const path = await twoPages();
  const { entries } = await run(join(path, '..'), { steps: [{ operation: 'flip' }] }, { selection: [path] });
  expect(entries[0]).toMatchObject({ code: 'pages-lost' });
  const copy = await runOn(path, { steps: [{ operation: 'resize', longEdge: 500 }], outputs: [{ folder: 'out' }] });
  expect(readFileSync(copy.target).equals(readFileSync(path))).toBe(true);
});

test('a pyramid counts as one image', async () => {
  const path = place(
    join(temporaryFolder(), 'a.tif'),
    await solid(300, 200, 'red').tiff({ pyramid: true, tile: true, tileWidth: 32, tileHeight: 32 }).toBuffer(),
  );
  expect(await readHeader(path)).toMatchObject({ pages: 1, width: 300, height: 200 });
  const { target } = await runOn(path, { steps: [{ operation: 'resize', longEdge: 30 }], outputs: [{ format: 'png' }] });
  expect(await sharp(target).metadata()).toMatchObject({ width: 30, height: 20 });
});
