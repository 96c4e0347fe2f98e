import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeDetail } from '../../../src/shared/duplicates/plainDetail';
import {
  flatHash,
  hashDistance,
  type PerceptualHash,
  type SimilarGroup,
  SimilarityIndex,
  similarityThresholds,
} from '../../../src/shared/duplicates/similarity';
import { makeRandom } from '../../sample/random';

const gray = '808080';

/** A hash with the given bits set besides the first one, which is set in every hash. */
function bits(...places: readonly number[]): string {
  const value = places.reduce((sum, place) => sum | (1n << BigInt(place)), 1n << 63n);
  return value.toString(16).padStart(16, '0');
}

const perceptualHash = (hash: string, color = gray, turned?: readonly string[], waves = 60): PerceptualHash => ({
  hash,
  waves,
  color,
  ...(turned && { turned }),
});

function groupsOf(hashes: readonly PerceptualHash[], threshold: number, anyTurn = false): number[][] {
  return new SimilarityIndex(hashes).groups(threshold, anyTurn).map(({ best, similar }) => [best, ...similar.map(({ index }) => index)]);
}

test('the distance of two hashes is the number of bits that differ', () => {
  expect(hashDistance(bits(), bits())).toBe(0);
  expect(hashDistance(bits(0, 31, 32, 62), bits(0, 5))).toBe(4);
  expect(hashDistance('0'.repeat(16), 'f'.repeat(16))).toBe(64);
});

describe('groups of similar images', () => {
  test('the first image of the list takes those that are near it', () => {
    const hashes = [
      perceptualHash(bits()),
      perceptualHash(bits(1, 2)),
      perceptualHash(bits(40, 41, 42)),
      perceptualHash(bits(1)),
      perceptualHash(bits(40, 41)),
    ];
    expect(new SimilarityIndex(hashes).groups(2)).toEqual([
      {
        best: 0,
        similar: [
          { index: 1, distance: 2 },
          { index: 3, distance: 1 },
          { index: 4, distance: 2 },
        ],
      },
    ]);
    expect(groupsOf(hashes, 1)).toEqual([
      [0, 3],
      [2, 4],
    ]);
    expect(groupsOf(hashes, 0)).toEqual([]);
  });

  test('a chain does not add images that differ from the best one', () => {
    const chain = Array.from({ length: 30 }, (_, index) => perceptualHash(bits(...Array.from({ length: index * 2 }, (_, bit) => bit))));
    for (const [best, ...similar] of groupsOf(chain, 4))
      for (const index of similar)
        expect(hashDistance(chain[best as number]?.hash as string, chain[index]?.hash as string)).toBeLessThan(5);
  });

  test('the same shape is similar in another brightness, but not in another color', () => {
    const [green, red, darkGreen] = [
      perceptualHash(bits(3), '30c040'),
      perceptualHash(bits(3), 'c03040'),
      perceptualHash(bits(3), '20a030'),
    ];
    expect(groupsOf([green, red, darkGreen], 8)).toEqual([[0, 2]]);
  });

  test('fewer bits may differ between images with few shapes', () => {
    const slopes = [
      perceptualHash(bits(), gray, [], 6),
      perceptualHash(bits(1), gray, [], 6),
      perceptualHash(bits(1, 2, 3), gray, [], 60),
      perceptualHash(bits(4, 5, 6, 7, 8, 9), gray, [], 60),
    ];
    expect(groupsOf(slopes, 8)).toEqual([[0, 1]]);
    expect(groupsOf(slopes, 9)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('the distance is the least threshold at which images are similar', () => {
    const [first, second] = [perceptualHash(bits(), gray, [], 20), perceptualHash(bits(1, 2, 3), gray, [], 20)];
    expect(groupsOf([first, second], 4)).toEqual([]);
    expect(new SimilarityIndex([first, second]).groups(12)).toEqual([{ best: 0, similar: [{ index: 1, distance: 5 }] }]);
    expect(groupsOf([first, second], 5)).toEqual([[0, 1]]);
  });

  test('plain images are compared by their detail, too', () => {
    const plain = (cell: number, hash = bits(), turned: readonly string[] = []) => ({
      ...perceptualHash(hash, gray, turned, 10),
      detail: encodeDetail(Array.from({ length: 256 }, (_, index) => (index === cell ? 1 : 0))),
    });
    const at = (difference: number) => ({
      ...perceptualHash(bits(1), gray, [], 10),
      detail: encodeDetail([difference, ...Array<number>(255).fill(0)]),
    });
    // A difference of half the contrast is tolerated; each eighth beyond that counts as much as a bit.
    expect(new SimilarityIndex([at(0), at(0.5), at(1), at(1.5), at(2), at(3)]).groups(12)).toEqual([
      {
        best: 0,
        similar: [
          { index: 1, distance: 0 },
          { index: 2, distance: 4 },
          { index: 3, distance: 8 },
          { index: 4, distance: 12 },
        ],
      },
    ]);
    expect(groupsOf([at(0), perceptualHash(bits(1), gray, [], 10), at(3)], 8), 'a detail is compared only with another one').toEqual([
      [0, 1],
    ]);
    // The corner of a symmetric image, which has the same hash in each orientation.
    const corners = [0, 15, 240, 255].map((cell) => plain(cell, bits(), Array<string>(7).fill(bits())));
    expect(groupsOf(corners, 2)).toEqual([]);
    expect(groupsOf(corners, 2, true)).toEqual([[0, 1, 2, 3]]);
  });

  test('flat images are compared only by color, whatever the threshold', () => {
    const colors = ['ffffff', 'f8fafe', '000000', '040404', '7f7f7f', '808080', 'ff0000'];
    const hashes = [perceptualHash(bits(0), 'ffffff'), ...colors.map((color) => perceptualHash(flatHash, color))];
    for (const threshold of [0, 12])
      expect(groupsOf(hashes, threshold)).toEqual([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
  });

  test('turned images are similar if that is requested', () => {
    const a = perceptualHash(bits(1), gray, [bits(1), bits(7, 8, 9, 10, 11), bits(30)]);
    const b = perceptualHash(bits(7, 8, 9, 10), gray, [bits(1)]);
    expect(groupsOf([a, b], 2)).toEqual([]);
    expect(new SimilarityIndex([a, b]).groups(2, true)).toEqual([{ best: 0, similar: [{ index: 1, distance: 1 }] }]);
  });

  test('no image or a single one makes no group', () => {
    expect(groupsOf([], 8)).toEqual([]);
    expect(groupsOf([perceptualHash(bits(1))], 8)).toEqual([]);
  });
});

describe('compared with a search of every pair', () => {
  const channels = (color: string) => [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [number, number, number];

  /** Compares images with shapes by their blue and red differences, flat ones channel by channel. */
  function haveLikeColors(a: PerceptualHash, b: PerceptualHash): boolean {
    if ((a.hash === flatHash) !== (b.hash === flatHash)) return false;
    const differences = channels(a.color).map((value, channel) => value - (channels(b.color)[channel] as number)) as [
      number,
      number,
      number,
    ];
    if (a.hash === flatHash) return differences.every((difference) => Math.abs(difference) <= 8);
    const [red, green, blue] = differences;
    const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    return Math.hypot(0.564 * (blue - luma), 0.713 * (red - luma)) <= 20;
  }

  function distance(a: PerceptualHash, b: PerceptualHash, anyTurn: boolean): number {
    if (a.hash === flatHash && b.hash === flatHash) return 0;
    const bitsApart = Math.min(...[a.hash, ...(anyTurn ? (a.turned ?? []) : [])].map((hash) => hashDistance(hash, b.hash)));
    const waves = Math.min(a.waves, b.waves, 48);
    for (let threshold = 0; threshold <= similarityThresholds.most; threshold += 1)
      if (bitsApart <= Math.ceil((threshold * waves) / 48)) return threshold;
    return Number.POSITIVE_INFINITY;
  }

  function bruteForce(hashes: readonly PerceptualHash[], threshold: number, anyTurn: boolean): SimilarGroup[] {
    const taken = new Set<number>();
    const groups: SimilarGroup[] = [];
    for (const [best, first] of hashes.entries()) {
      if (taken.has(best)) continue;
      taken.add(best);
      const similar = hashes
        .map((other, index) => ({ index, distance: distance(first, other, anyTurn), isLike: haveLikeColors(first, other) }))
        .filter(({ index, isLike, distance: bitsApart }) => {
          return !taken.has(index) && isLike && bitsApart <= threshold;
        });
      for (const { index } of similar) taken.add(index);
      if (similar.length > 0)
        groups.push({ best, similar: similar.map(({ index, distance: bitsApart }) => ({ index, distance: bitsApart })) });
    }
    return groups;
  }

  /** Hashes that are near each other more often than by chance: a few bits away from one of three centers. */
  const centers = [bits(), bits(0, 9, 18, 27, 36, 45, 54), bits(...Array.from({ length: 32 }, (_, place) => place * 2))];
  const hash = fc.oneof(
    { weight: 1, arbitrary: fc.constant(flatHash) },
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...centers), fc.array(fc.nat({ max: 62 }), { maxLength: 14 }))
        .map(([center, flips]) => flips.reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${center}`)).toString(16)),
    },
  );
  const color = fc.constantFrom('808080', '8a8a8a', 'ff0000', 'f80707', '00ff00', '888888');
  const hashes = fc.array(
    fc
      .record({ hash, color, turned: fc.array(hash, { maxLength: 3 }), waves: fc.constantFrom(5, 20, 47, 48, 63) })
      .map((each) => (each.hash === flatHash ? perceptualHash(each.hash, each.color, [], 0) : each)),
    { maxLength: 40 },
  );

  test('the groups are the same at every threshold, in every order of thresholds', () => {
    fc.assert(
      fc.property(
        hashes,
        fc.array(fc.nat({ max: similarityThresholds.most }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (all, asked, anyTurn) => {
          const index = new SimilarityIndex(all);
          for (const threshold of asked) {
            expect(index.groups(threshold, anyTurn)).toEqual(bruteForce(all, threshold, anyTurn));
            expect(index.groups(threshold)).toEqual(bruteForce(all, threshold, false));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('100,000 images are grouped in a few seconds', () => {
  const random = makeRandom(1);
  const word = () => Math.floor(random() * 2 ** 32);
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  const hashes: PerceptualHash[] = [];
  // Half of them are alone, half in sets of up to twenty, each up to eight bits away from the first.
  while (hashes.length < 100_000) {
    const [high, low] = [word() | 0x8000_0000, word()];
    const copies = random() < 0.5 ? 0 : Math.floor(random() * 20);
    for (let copy = 0; copy <= copies; copy += 1) {
      let [nearHigh, nearLow] = [high, low];
      for (let flips = copy === 0 ? 0 : Math.floor(random() * 9); flips > 0; flips -= 1)
        if (random() < 0.5) nearHigh ^= 1 << Math.floor(random() * 31);
        else nearLow ^= 1 << Math.floor(random() * 32);
      hashes.push(perceptualHash(hex(nearHigh) + hex(nearLow)));
    }
  }
  const timed = <Result>(action: () => Result): readonly [Result, ms: number] => {
    const start = process.cpuUsage();
    const result = action();
    return [result, process.cpuUsage(start).user / 1000];
  };
  const [index, ms] = timed(() => new SimilarityIndex(hashes));
  const times = [`index ${ms.toFixed(0)} ms`];
  for (const threshold of [0, 4, 8, 12, 8]) {
    const [groups, each] = timed(() => index.groups(threshold));
    times.push(`${threshold}: ${groups.length} groups in ${each.toFixed(0)} ms`);
    expect(groups.length).toBeGreaterThan(1000);
    expect(each).toBeLessThan(5000);
  }
  console.log(`${hashes.length} hashes: ${times.join(', ')}`);
});
