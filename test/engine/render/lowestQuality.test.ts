import { describe, expect, test } from 'vitest';
import { lowestQuality, maxEncodings, tolerance } from '../../../src/engine/render/lowestQuality';

/** Searches over an encoder of which only the similarity is known. */
async function search(
  similarityAt: (quality: number) => number,
  bounds: { least?: number; most?: number; first?: number; similarity?: number } = {},
) {
  const tried: number[] = [];
  const encode = async (quality: number) => {
    tried.push(quality);
    return { output: `q${quality}`, similarity: similarityAt(quality) };
  };
  const found = await lowestQuality(encode, { similarity: 0.95, least: 30, most: 95, first: 80, ...bounds });
  return { ...found, tried };
}

/** Usual encoders: the logarithm of the distance is nearly linear in the quality, and steeper at its end. */
const usual = (lowest: number, fall: number) => {
  const gain = (quality: number) => quality * fall + Math.max(0, quality - 85) * 0.02;
  return (quality: number) => 1 - 0.05 * Math.exp(gain(lowest) - gain(quality) - 1e-9);
};

describe('lowestQuality', () => {
  test('finds the lowest quality that reaches the similarity, with at most 7 encodings', async () => {
    for (let lowest = 30; lowest <= 95; lowest += 1) {
      for (const fall of [0.004, 0.015, 0.04, 0.1]) {
        const { quality, similarity, output, tried } = await search(usual(lowest, fall));
        expect(tried.length).toBeLessThanOrEqual(maxEncodings);
        expect(similarity).toBeGreaterThanOrEqual(0.95);
        // The lowest, or one that is hardly more similar.
        expect(quality === lowest || similarity <= 0.95 + tolerance).toBe(true);
        expect(output).toBe(`q${quality}`);
        expect(new Set(tried).size).toBe(tried.length);
      }
    }
  });

  test('does not go on for what nobody sees', async () => {
    const { tried } = await search((at) => (at >= 81 ? 0.951 : 0.9), { first: 81 });
    expect(tried).toEqual([81]);
  });

  test('keeps to its bounds: the least quality if it is enough, the highest if nothing is', async () => {
    expect((await search(() => 1)).quality).toBe(30);
    const { quality, tried } = await search(() => 0.2);
    expect({ quality, few: tried.length <= maxEncodings }).toEqual({ quality: 95, few: true });
    expect((await search((at) => (at === 95 ? 0.96 : 0.2))).quality).toBe(95);
    expect(await search(() => 0.2, { least: 40, most: 40, first: 80 })).toMatchObject({ quality: 40, tried: [40] });
  });

  test('takes a quality that reaches the similarity where it does not always rise', async () => {
    const { quality, similarity } = await search((at) => (at % 7 === 0 ? 0.9 : usual(60, 0.02)(at)));
    expect(similarity).toBeGreaterThanOrEqual(0.95);
    expect(quality).toBeLessThan(80);
  });

  test('is the same every time', async () => {
    expect(await search(usual(63, 0.03))).toEqual(await search(usual(63, 0.03)));
  });
});
