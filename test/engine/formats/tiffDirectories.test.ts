import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { countTiffDirectories } from '../../../src/engine/formats/tiffDirectories';
import { tiff } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

const page = { width: 6, height: 5, samples: 3, photometric: 2, data: Buffer.alloc(90, 7) };

function count(bytes: Buffer): number {
  return countTiffDirectories(place(join(temporaryFolder(), 'a.tif'), bytes));
}

test('directories are counted like pages by libvips', async () => {
  const frames = await Promise.all([1, 2, 3].map((seed) => noise(40, 30, 3, seed).png().toBuffer()));
  const joined = () => sharp(frames, { join: { animated: true } });
  for (const bytes of [
    await noise(40, 30).tiff().toBuffer(),
    await noise(40, 30).tiff({ bigtiff: true }).toBuffer(),
    await joined().tiff().toBuffer(),
    await joined().tiff({ bigtiff: true }).toBuffer(),
    tiff(page, page),
  ])
    expect(count(bytes)).toBe((await sharp(bytes).metadata()).pages);
});

test('big-endian files are supported', () => {
  const bytes = Buffer.alloc(8 + 2 + 12 + 4);
  bytes.write('MM\0*', 0, 'latin1');
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(1, 8);
  expect(count(bytes)).toBe(1);
});

test('missing directories and cycles are errors', () => {
  const bytes = tiff(page, page);
  for (const length of [4, 9, 60, bytes.length - 200]) expect(() => count(bytes.subarray(0, length)), `${length}`).toThrow('truncated');
  const round = tiff(page);
  const next = 8 + 2 + round.readUInt16LE(8) * 12;
  round.writeUInt32LE(8, next);
  expect(() => count(round)).toThrow('cycle');
});
