import { describe, expect, test } from 'vitest';
import { bmp } from '../../../src/engine/decoders/bitmaps/bmp';
import { qoi } from '../../../src/engine/decoders/qoi';
import { encodeBmp } from '../../../src/engine/encoders/bmp';
import { encodeQoi } from '../../../src/engine/encoders/qoi';
import { hasImageMagick, reference } from '../fixtures/imageMagick';
import { decoded, largestDifference, randomNumbers, raster } from '../fixtures/rasters';

const channels = [1, 2, 3, 4] as const;
const names = { 1: 'gray', 2: 'graya', 3: 'rgb', 4: 'rgba' } as const;

/** The samples of each pixel as RGB, with alpha if there was one. */
function expanded(samples: Uint8Array, count: 1 | 2 | 3 | 4): Uint8Array {
  if (count > 2) return samples;
  return Uint8Array.from({ length: (samples.length / count) * (count + 2) }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / (count + 2)), at % (count + 2)];
    return samples[pixel * count + (channel === 3 ? 1 : 0)] as number;
  });
}

describe('BMP', () => {
  test.each(channels)('%i channels are the same after decoding', async (count) => {
    for (const width of [1, 2, 3, 4, 61]) {
      const image = raster(width, 43, count);
      const { header, image: found } = await decoded(bmp, encodeBmp(image));
      expect(header.density).toBeUndefined();
      expect([found.space, found.alpha]).toEqual([count === 1 ? 'gray' : 'rgb', image.alpha]);
      expect(largestDifference(found.samples, count === 1 ? image.samples : expanded(image.samples, count))).toBe(0);
    }
  });

  test('a density is written', async () => {
    const { header } = await decoded(bmp, encodeBmp(raster(2, 2), { density: 300 }));
    expect(header.density).toBeCloseTo(300, 1);
  });

  test.skipIf(!hasImageMagick).each(channels)('ImageMagick decodes %i channels', (count) => {
    const image = raster(61, 43, count);
    const expected = count === 1 ? image.samples : expanded(image.samples, count);
    const name = count === 1 ? 'gray' : names[count === 2 ? 4 : count];
    expect(largestDifference(reference(encodeBmp(image), 'bmp', name), expected)).toBe(0);
  });
});

describe('QOI', () => {
  test.each(channels)('%i channels are the same after decoding', async (count) => {
    for (const width of [1, 61, 200]) {
      const image = raster(width, 43, count);
      const { image: found } = await decoded(qoi, encodeQoi(image));
      expect(found.alpha).toBe(image.alpha);
      expect(largestDifference(found.samples, expanded(image.samples, count))).toBe(0);
    }
  });

  test('long runs and small differences are short, and random pixels come back', async () => {
    const flat = { width: 620, height: 10, bits: 8, space: 'rgb', alpha: false, samples: new Uint8Array(620 * 10 * 3) } as const;
    expect(encodeQoi(flat)).toHaveLength(14 + 100 + 8);
    const random = randomNumbers(7);
    const noise = { ...flat, samples: Uint8Array.from({ length: 620 * 10 * 3 }, () => random() * 256) };
    expect(largestDifference((await decoded(qoi, encodeQoi(noise))).image.samples, noise.samples)).toBe(0);
  });
});

test('16 bits and CMYK are refused', () => {
  const deep = { width: 1, height: 1, bits: 16, space: 'gray', alpha: false, samples: new Uint16Array(1) } as const;
  const cmyk = { width: 1, height: 1, bits: 8, space: 'cmyk', alpha: false, samples: new Uint8Array(4) } as const;
  for (const encode of [encodeBmp, encodeQoi]) {
    expect(() => encode(deep)).toThrow(RangeError);
    expect(() => encode(cmyk)).toThrow(RangeError);
  }
});
