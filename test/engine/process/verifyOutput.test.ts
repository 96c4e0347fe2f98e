import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyOutput } from '../../../src/engine/process/verifyOutput';
import type { ExpectedImage } from '../../../src/engine/sources/decodeImage';
import { animation, gradient } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';

const images: readonly (readonly [string, Buffer])[] = [
  ['jpeg', await gradient(90, 60).jpeg().toBuffer()],
  ['png', await gradient(90, 60).png().toBuffer()],
  ['webp', await gradient(90, 60).webp().toBuffer()],
  ['gif', await gradient(90, 60).gif().toBuffer()],
  ['tiff', await gradient(90, 60).tiff({ compression: 'deflate' }).toBuffer()],
  ['heif', await gradient(90, 60).avif({ effort: 0 }).toBuffer()],
];

function expected(format: string, rest: Partial<ExpectedImage> = {}): ExpectedImage {
  return { format, width: 90, height: 60, pages: 1, ...rest };
}

async function check(bytes: Buffer, wanted: ExpectedImage): Promise<void> {
  await verifyOutput(place(join(temporaryFolder(), 'a.tmp'), bytes), wanted);
}

describe.each(images)('%s', (format, bytes) => {
  test('a valid file passes the check', async () => {
    await expect(check(bytes, expected(format))).resolves.toBeUndefined();
  });

  test('a file with another size, format or number of frames fails the check', async () => {
    for (const wrong of [{ width: 91 }, { height: 59 }, { format: format === 'png' ? 'jpeg' : 'png' }, { pages: 2 }]) {
      await expect(check(bytes, expected(format, wrong)), JSON.stringify(wrong)).rejects.toMatchObject({ code: 'check-failed' });
    }
  });

  test('a truncated file fails the check', async () => {
    const path = place(join(temporaryFolder(), 'a.tmp'), bytes);
    truncateSync(path, bytes.length - Math.max(20, bytes.length >> 2));
    await expect(verifyOutput(path, expected(format))).rejects.toMatchObject({ code: 'check-failed' });
    truncateSync(path, 0);
    await expect(verifyOutput(path, expected(format))).rejects.toMatchObject({ code: 'check-failed' });
  });
});

test('a large PNG is checked by libvips', async () => {
  const large = await gradient(1200, 1000).png().toBuffer();
  await check(large, { format: 'png', width: 1200, height: 1000, pages: 1 });
  await expect(check(large.subarray(0, -2000), { format: 'png', width: 1200, height: 1000, pages: 1 })).rejects.toMatchObject({
    code: 'check-failed',
  });
});

test('an animation that lacks a frame fails the check', async () => {
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await animation(['red', 'blue', 'green'], { format, width: 90, height: 60 });
    await check(bytes, expected(format, { pages: 3 }));
    await expect(check(bytes, expected(format, { pages: 4 }))).rejects.toThrow('expected pages 4, got 3');
  }
});

test('a missing file fails the check', async () => {
  await expect(verifyOutput('/nowhere/a.png', expected('png'))).rejects.toMatchObject({ code: 'check-failed' });
});
