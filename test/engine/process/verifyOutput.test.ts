import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyOutput } from '../../../src/engine/process/verifyOutput';
import type { ExpectedImage } from '../../../src/engine/sources/decodeImage';
import { animation, gradient } from '../fixtures/images';
import { withDamagedPixels } from '../fixtures/pngs';
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

/** Verifies bytes that the encoder made and the disk has. */
async function check(bytes: Buffer, wanted: ExpectedImage, isDecoded: boolean): Promise<void> {
  await verifyOutput(place(join(temporaryFolder(), 'a.tmp'), bytes), bytes, { expected: wanted, isDecoded });
}

const levels = [
  ['without decoding', false],
  ['decoded', true],
] as const;

describe.each(images)('%s', (format, bytes) => {
  test.each(levels)('a valid file passes the check, %s', async (_, isDecoded) => {
    await expect(check(bytes, expected(format), isDecoded)).resolves.toBeUndefined();
  });

  test.each(levels)('a file with another size, format or number of frames fails the check, %s', async (_, isDecoded) => {
    for (const wrong of [{ width: 91 }, { height: 59 }, { format: format === 'png' ? 'jpeg' : 'png' }, { pages: 2 }]) {
      await expect(check(bytes, expected(format, wrong), isDecoded), JSON.stringify(wrong)).rejects.toMatchObject({ code: 'check-failed' });
    }
  });

  test.each(levels)('a file that the encoder did not finish fails the check, %s', async (_, isDecoded) => {
    for (const length of [0, 20, bytes.length >> 1, bytes.length - Math.max(20, bytes.length >> 2)])
      await expect(check(bytes.subarray(0, length), expected(format), isDecoded), String(length)).rejects.toMatchObject({
        code: 'check-failed',
      });
  });

  test.each(levels)('a file that is not as it was written fails the check, %s', async (_, isDecoded) => {
    const check = (path: string) => verifyOutput(path, bytes, { expected: expected(format), isDecoded });
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] as number) ^ 1;
    for (const found of [flipped, bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.from('x')]), Buffer.alloc(0)])
      await expect(check(place(join(temporaryFolder(), 'a.tmp'), found))).rejects.toMatchObject({ code: 'check-failed' });
  });
});

test('only decoding finds damaged pixels in a whole container', async () => {
  const bytes = withDamagedPixels(await gradient(90, 60).png().toBuffer());
  await expect(check(bytes, expected('png'), false)).resolves.toBeUndefined();
  await expect(check(bytes, expected('png'), true)).rejects.toMatchObject({ code: 'check-failed' });
});

test('a large PNG is checked by libvips', async () => {
  const large = await gradient(1200, 1000).png().toBuffer();
  const wanted = { format: 'png', width: 1200, height: 1000, pages: 1 };
  await check(large, wanted, true);
  await expect(check(large.subarray(0, -2000), wanted, true)).rejects.toMatchObject({ code: 'check-failed' });
});

test.each(levels)('an animation that lacks a frame fails the check, %s', async (_, isDecoded) => {
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await animation(['red', 'blue', 'green'], { format, width: 90, height: 60 });
    await check(bytes, expected(format, { pages: 3 }), isDecoded);
    await expect(check(bytes, expected(format, { pages: 4 }), isDecoded)).rejects.toThrow('expected pages 4, got 3');
  }
});

test('a missing file fails the check', async () => {
  const verification = { expected: expected('png'), isDecoded: false };
  await expect(verifyOutput('/nowhere/a.png', Buffer.alloc(1), verification)).rejects.toMatchObject({ code: 'check-failed' });
});
