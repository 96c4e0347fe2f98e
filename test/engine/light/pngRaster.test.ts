import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { BrokenPngError } from '../../../src/engine/formats/png';
import { OddPngError, readPng, writePng, writtenDensity } from '../../../src/engine/light/pngRaster';
import { gradient, pngChunk, withPngChunks } from '../fixtures/images';
import { pngOfRows } from '../fixtures/pngs';

/** Bare PNGs are read and written as libvips does it. */

/** Rows of random bytes after filters, whatever they decode to. */
const rowsOf = (width: number, channels: number, filters: readonly number[], seed: number): Buffer => {
  let state = seed;
  const rows = filters.map((filter) => {
    const row = Buffer.alloc(1 + width * channels, filter);
    for (let at = 1; at < row.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      row[at] = state >>> 16;
    }
    return row;
  });
  return Buffer.concat(rows);
};

describe('reading', () => {
  const filters = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 12 });
  const width = fc.integer({ min: 1, max: 40 });

  test('rows with any filters', async () => {
    await fc.assert(
      fc.asyncProperty(width, fc.constantFrom(3 as const, 4 as const), filters, fc.nat(), async (across, channels, each, seed) => {
        const png = pngOfRows(across, each.length, channels, rowsOf(across, channels, each, seed));
        const wanted = await sharp(png).raw().toBuffer();
        expect(Buffer.from(readPng(png).data).equals(wanted)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('samples in several chunks', () => {
    const rows = rowsOf(5, 3, [1, 2, 3], 7);
    const png = pngOfRows(5, 3, 3, rows);
    const data = deflateSync(rows);
    const parts = [data.subarray(0, 9), Buffer.alloc(0), data.subarray(9)].map((part) => pngChunk('IDAT', part));
    const split = Buffer.concat([png.subarray(0, 33), ...parts, pngChunk('IEND', Buffer.alloc(0))]);
    expect(readPng(split)).toEqual(readPng(png));
  });

  const bare = pngOfRows(4, 3, 4, rowsOf(4, 4, [0, 1, 4], 3));
  const changed = (at: number, value: number) => {
    const png = Buffer.from(bare);
    png[at] = value;
    return png;
  };
  test.each([
    ['a wrong checksum of the head', changed(30, 1)],
    ['a wrong checksum of the samples', changed(bare.length - 13, bare[bare.length - 13] === 1 ? 2 : 1)],
    ['a damaged signature', changed(1, 0)],
    ['no end', bare.subarray(0, -12)],
    ['a cut end', bare.subarray(0, -2)],
    ['a filter that does not exist', pngOfRows(4, 1, 4, rowsOf(4, 4, [5], 1))],
    ['missing rows', pngOfRows(4, 4, 4, rowsOf(4, 4, [0, 0, 0], 1))],
    ['too many rows', pngOfRows(4, 2, 4, rowsOf(4, 4, [0, 0, 0], 1))],
  ])('%s is damage', (_, png) => {
    expect(() => readPng(png)).toThrow(BrokenPngError);
  });

  test.each([
    ['gamma', withPngChunks(bare, pngChunk('gAMA', Buffer.from([0, 0, 0xb1, 0x8f])))],
    ['a profile', withPngChunks(bare, pngChunk('iCCP', Buffer.from('a\0\0b')))],
    ['a text', withPngChunks(bare, pngChunk('tEXt', Buffer.from('a\0b')))],
    ['a transparent color', withPngChunks(bare, pngChunk('tRNS', Buffer.alloc(6)))],
    ['an aspect ratio', withPngChunks(bare, pngChunk('pHYs', Buffer.from([0, 0, 0, 1, 0, 0, 0, 2, 0])))],
  ])('%s is not read', (_, png) => {
    expect(() => readPng(png)).toThrow(OddPngError);
  });

  test.each(['interlaced', 'gray', 'palette', '16 bits'] as const)('%s is not read', async (kind) => {
    const image = gradient(9, 9);
    const png = {
      interlaced: () => image.png({ progressive: true }),
      gray: () => image.toColorspace('b-w').png(),
      palette: () => image.png({ palette: true }),
      '16 bits': () => image.toColorspace('rgb16').png(),
    }[kind]();
    const bytes = await png.toBuffer();
    expect(() => readPng(bytes)).toThrow(OddPngError);
  });
});

test.each([3, 4] as const)('what is written with %i channels is read again, by libvips, too', async (bands) => {
  const data = rowsOf(7, bands, [0, 0, 0], 5).filter((_, at) => at % (1 + 7 * bands) !== 0);
  const png = writePng({ width: 7, height: 3, bands, data }, { level: 6, perMeter: writtenDensity(undefined) });
  expect(Buffer.from(readPng(png).data)).toEqual(Buffer.from(data));
  const { data: samples, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect(samples).toEqual(Buffer.from(data));
  expect(info).toMatchObject({ width: 7, height: 3, channels: bands });
  expect((await sharp(png).metadata()).density).toBe(72);
});
