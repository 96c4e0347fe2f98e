import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readStrip } from '../../src/engine/animation';
import { expectedFrames } from '../../src/engine/frames';
import { readHeader } from '../../src/engine/header';
import { animation } from './pictures';
import { place, temporaryFolder } from './runs';

const colours = ['#ff0000', '#ff0000', '#00ff00', '#0000ff'];
const source = { delay: [100, 100, 100, 100] };

/** How many frames are expected of what was written for a GIF of four frames, two of them equal. */
async function expected(written: Buffer, format: 'gif' | 'webp' = 'webp'): Promise<number> {
  const path = place(join(temporaryFolder(), 'a.gif'), await animation(colours, source));
  const header = await readHeader(path);
  return expectedFrames(path, await readStrip(path, header, false, 10), format, written);
}

test('WebP may merge equal frames, as long as it plays as long', async () => {
  const merged = (delay: number[]) => animation(['#ff0000', '#00ff00', '#0000ff'], { format: 'webp', delay });
  expect(await expected(await merged([200, 100, 100]))).toBe(3);
  expect(await expected(await merged([100, 100, 100]))).toBe(4);
});

test('an animation that fell to one frame is never expected', async () => {
  expect(
    await expected(
      await sharp(await animation(colours, source))
        .webp()
        .toBuffer(),
    ),
  ).toBe(4);
});

test('GIF has the frames of its source', async () => {
  expect(await expected(await animation(['#ff0000', '#00ff00']), 'gif')).toBe(4);
});
