import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Decoder } from '../../../src/engine/decoders/decoder';
import { heic } from '../../../src/engine/decoders/heic';
import { jp2 } from '../../../src/engine/decoders/jp2';
import { jxl } from '../../../src/engine/decoders/jxl/jxl';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { pngSamples } from '../fixtures/codecTools';
import { decoded, largestDifference } from '../fixtures/rasters';

/** Files of the programs of libheif, libjxl and OpenJPEG, with what these decoded from them, so that no program is needed. */

const folder = join(import.meta.dirname, '../../corpus/tools');
const fileOf = (name: string) => readFileSync(join(folder, name));

test.each([
  // Chroma of fewer samples is rounded differently by other versions of libheif.
  ['location.heic', heic, 1],
  ['alpha.heic', heic, 0],
  // heif-convert leaves the lower 6 bits empty.
  ['10-bit.heic', heic, 63],
  // Versions of libjxl round differently.
  ['lossy.jxl', jxl, 2],
  ['from-jpeg.jxl', jxl, 2],
  ['lossless.jxl', jxl, 0],
  ['16-bit.jxl', jxl, 0],
  ['reversible.jp2', jp2, 0],
  ['tiles.j2k', jp2, 0],
] as const)('%s has the samples that its library decodes', async (name, decoder: Decoder, most) => {
  const { header, image } = await decoded(decoder, fileOf(name));
  const { width, height, channels, data } = await pngSamples(fileOf(`${name}.png`));
  expect({ width, height, channels }).toEqual({ width: header.width, height: header.height, channels: header.alpha ? 4 : 3 });
  expect(largestDifference(image.samples, data)).toBeLessThanOrEqual(most);
});

describe('metadata', () => {
  test.each([
    ['location.heic', heic],
    ['from-jpeg.jxl', jxl],
  ] as const)('%s has EXIF and XMP', (name, decoder: Decoder) => {
    const { exif, xmp } = decoder.readHeader(readableBuffer(fileOf(name))).metadata;
    expect(exif?.toString('latin1', 0, 2)).toMatch(/II|MM/);
    expect(exif?.includes('Ada')).toBe(true);
    expect(xmp?.toString()).toContain('Dusk');
  });
});

test.each([
  ['alpha.jp2', jp2, 'a JPEG 2000 with 4 channels'],
  ['animated.jxl', jxl, 'an animated JPEG XL'],
] as const)('%s is refused with a sentence', (name, decoder: Decoder, sentence) => {
  expect(() => decoder.readHeader(readableBuffer(fileOf(name)))).toThrow(`unsupported: ${sentence}`);
});

test.each([
  ['location.heic', heic],
  ['from-jpeg.jxl', jxl],
  ['reversible.jp2', jp2],
  ['tiles.j2k', jp2],
] as const)('%s without its end is truncated', async (name, decoder: Decoder) => {
  const file = fileOf(name);
  for (const part of [0.3, 0.6, 0.99]) await expect(decoder.decode(file.subarray(0, file.length * part))).rejects.toThrow('truncated');
});
