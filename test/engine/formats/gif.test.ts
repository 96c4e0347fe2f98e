import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { isGifCutOff } from '../../../src/engine/formats/gif';
import { corpusFiles } from '../fixtures/corpus';
import { animation, gradient } from '../fixtures/images';

test('whole GIFs, and those that lack their trailer alone', async () => {
  for (const gif of [await gradient(60, 40).gif().toBuffer(), await gradient(9, 9, 4).gif().toBuffer(), await animation(['red', 'blue'])]) {
    expect(isGifCutOff(gif)).toBe(false);
    expect(isGifCutOff(gif.subarray(0, -1))).toBe(false);
    expect(isGifCutOff(Buffer.concat([gif, Buffer.from('rubbish')]))).toBe(false);
  }
});

test('every cut but those between two blocks', async () => {
  const gif = await animation(['red', 'blue', 'green'], { width: 60, height: 40 });
  const forgiven = Array.from({ length: gif.length }, (_, length) => length).filter((length) => !isGifCutOff(gif.subarray(0, length)));
  // Header and color table, the loop, and for each frame its control block and its pixels.
  expect(forgiven.length).toBeLessThanOrEqual(2 + 2 * 3);
});

test('of the GIFs of every corpus only the truncated ones are cut off', () => {
  const cut = corpusFiles().filter((path) => path.endsWith('.gif') && isGifCutOff(readFileSync(path)));
  expect(new Set(cut.map((path) => basename(path)))).toEqual(new Set(['truncated.gif']));
});
