import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { isGifTruncated } from '../../../src/engine/formats/gif';
import { corpusFiles } from '../fixtures/corpus';
import { animation, gradient } from '../fixtures/images';

test('a GIF that is whole or lacks only its trailer is accepted', async () => {
  for (const gif of [await gradient(60, 40).gif().toBuffer(), await gradient(9, 9, 4).gif().toBuffer(), await animation(['red', 'blue'])]) {
    expect(isGifTruncated(gif)).toBe(false);
    expect(isGifTruncated(gif.subarray(0, -1))).toBe(false);
    expect(isGifTruncated(Buffer.concat([gif, Buffer.from('rubbish')]))).toBe(false);
  }
});

test('a GIF truncated anywhere but between two blocks is detected', async () => {
  const gif = await animation(['red', 'blue', 'green'], { width: 60, height: 40 });
  const forgiven = Array.from({ length: gif.length }, (_, length) => length).filter((length) => !isGifTruncated(gif.subarray(0, length)));
  // The header with its color table, the loop, and the control block and pixels of each frame.
  expect(forgiven.length).toBeLessThanOrEqual(2 + 2 * 3);
});

test('only the truncated GIFs of every corpus are detected as truncated', () => {
  const cut = corpusFiles().filter((path) => path.endsWith('.gif') && isGifTruncated(readFileSync(path)));
  expect(new Set(cut.map((path) => basename(path)))).toEqual(new Set(['truncated.gif']));
});
