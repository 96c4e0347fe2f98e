import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { bmp } from '../../../src/engine/decoders/bitmaps/bmp';
import { ico } from '../../../src/engine/decoders/bitmaps/ico';
import type { Decoder } from '../../../src/engine/decoders/decoder';
import { DecodingError } from '../../../src/engine/decoders/decodingErrors';
import { psd } from '../../../src/engine/decoders/photoshop/psd';
import { pnm } from '../../../src/engine/decoders/pnm';
import { qoi } from '../../../src/engine/decoders/qoi';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { tga } from '../../../src/engine/decoders/tga';
import { encodeBmp } from '../../../src/engine/encoders/bmp';
import { encodeQoi } from '../../../src/engine/encoders/qoi';
import { packIco } from '../../../src/engine/formats/ico';
import { decoded, randomNumbers, raster } from '../fixtures/rasters';

/** Inputs that no program should write, for all decoders: each is decoded or refused, in bounded time and memory. */

const [width, height] = [24, 18];
const rgb = Buffer.from(raster(width, height).samples);
const rgba = Buffer.from(raster(width, height, 4).samples);

/** A number as bytes, little-endian. */
function little(bytes: number, value: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) & 255);
}

/** A number as bytes, big-endian. */
function big(bytes: number, value: number): number[] {
  return little(bytes, value).reverse();
}

function bmpWithRuns(): Buffer {
  const head = [...little(4, 40), ...little(4, width), ...little(4, height), 1, 0, 8, 0, ...little(4, 1), ...Array<number>(20).fill(0)];
  const palette = Array.from({ length: 1024 }, (_, index) => index & 255);
  const rows = Array.from({ length: height }, (_, y) => [5, y, 0, 3, 1, 2, 3, 0, 0, 2, 4, 0, 12, 9, 0, 0]).flat();
  return Buffer.from([...Buffer.from('BM'), ...Array<number>(8).fill(0), ...little(4, 1078), ...head, ...palette, ...rows, 0, 1]);
}

/** An icon with a bitmap of 24 bits and one of 1 bit. */
function icoWithBitmaps(): Buffer {
  const dib = (bits: number, rowBytes: number) => {
    const head = [...little(4, 40), ...little(4, width), ...little(4, height * 2), 1, 0, bits, 0, ...Array<number>(24).fill(0)];
    const palette = bits === 1 ? [0, 0, 0, 0, 255, 255, 255, 0] : [];
    return [...head, ...palette, ...rgb.subarray(0, rowBytes * height), ...Array<number>(4 * height).fill(0x5a)];
  };
  const images = [dib(24, width * 3), dib(1, 4)];
  const entries = images.flatMap((image, index) => [
    ...Array<number>(8).fill(0),
    ...little(4, image.length),
    ...little(4, 38 + (index === 0 ? 0 : (images[0]?.length ?? 0))),
  ]);
  return Buffer.from([0, 0, 1, 0, 2, 0, ...entries, ...images.flat()]);
}

async function icoWithPng(): Promise<Buffer> {
  const png = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  return packIco([{ png, width, height }]);
}

function tgaHead(type: number, bits: number): number[] {
  return [3, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...little(2, width), ...little(2, height), bits, 0x28, 1, 2, 3];
}

function tgaWithRuns(): Buffer {
  const packets = Array.from({ length: (width * height) / 6 }, (_, index) => [0x83, index, 1, 2, 3, 1, 4, 5, 6, 7, 8, 9, 10, 11]).flat();
  return Buffer.from([...tgaHead(10, 32), ...packets]);
}

function psdOf(isLarge: boolean, compression: number, pixels: readonly number[]): Buffer {
  const head = [0, isLarge ? 2 : 1, 0, 0, 0, 0, 0, 0, 0, 4, ...big(4, height), ...big(4, width), 0, 8, 0, 3];
  const resource = [...Buffer.from('8BIM'), ...big(2, 1039), 0, 0, ...big(4, 3), 1, 2, 3, 0];
  const layers = [...(isLarge ? big(4, 0) : []), ...big(4, 2), 0xff, 0xff];
  const section = [...(isLarge ? big(4, 0) : []), ...big(4, layers.length)];
  const before = [...Buffer.from('8BPS'), ...head, ...big(4, 0), ...big(4, resource.length), ...resource, ...section, ...layers];
  return Buffer.from([...before, 0, compression, ...pixels]);
}

function psbWithRuns(): Buffer {
  const row = [0xf5, 7, 128, 3, 1, 2, 3, 4, 0xf9, 8];
  const rows = Array.from({ length: height * 4 }, () => row);
  return psdOf(true, 1, [...rows.flatMap(() => big(4, row.length)), ...rows.flat()]);
}

interface Sample {
  readonly decoder: Decoder;
  readonly file: Buffer;
  /** Offsets of the sides, how many bytes they have and in which order; none for a header in text. */
  readonly sides?: readonly [width: number, height: number, bytes: 2 | 4, order: 'LE' | 'BE'];
  /** Whether padding or a mark at the end may be missing, and rows that no pixels were written to are accepted. */
  readonly isTolerant?: boolean;
}

const samples: Readonly<Record<string, Sample>> = {
  BMP: { decoder: bmp, file: encodeBmp(raster(width, height)), sides: [18, 22, 4, 'LE'] },
  'BMP with alpha': { decoder: bmp, file: encodeBmp(raster(width, height, 4)), sides: [18, 22, 4, 'LE'] },
  'gray BMP': { decoder: bmp, file: encodeBmp(raster(width, height, 1)), sides: [18, 22, 4, 'LE'] },
  'BMP with runs': { decoder: bmp, file: bmpWithRuns(), sides: [18, 22, 4, 'LE'], isTolerant: true },
  'ICO with bitmaps': { decoder: ico, file: icoWithBitmaps(), sides: [38 + 4, 38 + 8, 4, 'LE'], isTolerant: true },
  'ICO with a PNG': { decoder: ico, file: await icoWithPng(), sides: [22 + 16, 22 + 20, 4, 'BE'] },
  TGA: { decoder: tga, file: Buffer.from([...tgaHead(2, 32), ...rgba]), sides: [12, 14, 2, 'LE'] },
  'TGA with runs': { decoder: tga, file: tgaWithRuns(), sides: [12, 14, 2, 'LE'] },
  QOI: { decoder: qoi, file: encodeQoi(raster(width, height, 4)), sides: [4, 8, 4, 'BE'] },
  PPM: { decoder: pnm, file: Buffer.concat([Buffer.from(`P6 ${width} ${height} 200\n`), rgb.map((sample) => Math.min(sample, 200))]) },
  'plain PPM': { decoder: pnm, file: Buffer.from(`P3 ${width} ${height} 255\n${rgb.join(' ')}\n`) },
  PAM: {
    decoder: pnm,
    file: Buffer.concat([Buffer.from(`P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`), rgba]),
  },
  PFM: { decoder: pnm, file: Buffer.concat([Buffer.from(`Pf\n${width} ${height / 6}\n-1\n`), rgb.subarray(0, (width * height * 4) / 6)]) },
  PSD: { decoder: psd, file: psdOf(false, 0, [...rgba]), sides: [18, 14, 4, 'BE'] },
  'PSB with runs': { decoder: psd, file: psbWithRuns(), sides: [18, 14, 4, 'BE'] },
};

/** Bytes of samples that any of these small files may become. */
const mostBytes = 1 << 24;
/** Milliseconds for any of them, on a slow computer. */
const mostTime = 5000;

/** Decodes a file. @returns the fault, or undefined if there is none */
async function faultOf(decoder: Decoder, file: Buffer): Promise<string | undefined> {
  const start = performance.now();
  const { arrayBuffers } = process.memoryUsage();
  try {
    const { image } = await decoded(decoder, file);
    expect(image.samples.byteLength).toBeLessThan(mostBytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof DecodingError)) throw error;
    return error.fault;
  } finally {
    expect(performance.now() - start).toBeLessThan(mostTime);
    expect(process.memoryUsage().arrayBuffers - arrayBuffers).toBeLessThan(4 * mostBytes);
  }
}

function withSides(file: Buffer, [widthAt, heightAt, bytes, order]: NonNullable<Sample['sides']>, size: readonly [number, number]): Buffer {
  const changed = Buffer.from(file);
  for (const [at, side] of [[widthAt, size[0]] as const, [heightAt, size[1]] as const]) {
    changed.set(order === 'LE' ? little(bytes, side) : big(bytes, side), at);
  }
  return changed;
}

describe.each(Object.entries(samples))('%s', (_, { decoder, file, sides, isTolerant }) => {
  test('is decoded as it is', async () => {
    expect(await faultOf(decoder, file)).toBeUndefined();
  });

  test('is refused wherever it is truncated', async () => {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      expect(['truncated', 'damaged']).toContain(await faultOf(decoder, file.subarray(0, Math.floor((file.length * tenth) / 10))));
    }
    for (let length = 0; length < Math.min(file.length, 150); length += 1) await faultOf(decoder, file.subarray(0, length));
    if (!isTolerant) expect(await faultOf(decoder, file.subarray(0, -4))).toBeDefined();
  });

  test('is decoded or refused with flipped bits', async () => {
    const random = randomNumbers(file.length);
    for (let round = 0; round < 300; round += 1) {
      const changed = Buffer.from(file);
      // Mostly in the head, where it matters most.
      const range = round % 3 === 0 ? file.length : Math.min(file.length, 130);
      for (let flips = 0; flips <= round % 4; flips += 1) {
        const at = Math.floor(random() * range);
        changed[at] = (changed[at] as number) ^ (1 << Math.floor(random() * 8));
      }
      await faultOf(decoder, changed);
    }
  });

  test('is decoded or refused with extreme values in its head', async () => {
    for (let at = 0; at < Math.min(file.length, 130); at += 1) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(file);
        changed.fill(value, at, at + 4);
        await faultOf(decoder, changed);
        changed.fill(value, at + 1, at + 4);
        await faultOf(decoder, changed);
      }
    }
  });

  test.skipIf(!sides)('is refused with sizes that it cannot have', async () => {
    if (!sides) return;
    const largest = sides[2] === 2 ? 0xffff : 0x7fffffff;
    const sizes = [
      [0, 1],
      [1, 0],
      [0, 0],
      [largest, largest],
      [20_000, 20_000],
      [largest, 1000],
      [1000, largest],
    ] as const;
    for (const size of sizes) expect(await faultOf(decoder, withSides(file, sides, size)), size.join(' x ')).toBeDefined();
    if (!isTolerant) expect(await faultOf(decoder, withSides(file, sides, [width, height * 100]))).toBeDefined();
  });

  test('is decoded with the bytes of another file after it', async () => {
    if (decoder === tga) return;
    expect(await faultOf(decoder, Buffer.concat([file, rgb]))).toBeUndefined();
  });
});

test('only the head of a file is read for the header', async () => {
  const large = raster(640, 480);
  const files = [
    [bmp, encodeBmp(large)],
    [qoi, encodeQoi(large)],
    [pnm, Buffer.concat([Buffer.from('P6 640 480 255\n'), large.samples])],
    [tga, withSides(Buffer.concat([Buffer.from(tgaHead(2, 24)), large.samples]), [12, 14, 2, 'LE'], [640, 480])],
    [psd, withSides(psdOf(false, 0, [...Buffer.alloc(640 * 480 * 4)]), [18, 14, 4, 'BE'], [640, 480])],
  ] as const;
  for (const [decoder, file] of files) {
    let bytes = 0;
    const source = readableBuffer(file);
    const counted = {
      size: file.length,
      read: (at: number, length: number) => {
        const part = source.read(at, length);
        bytes += part.length;
        return part;
      },
    };
    expect(decoder.readHeader(counted)).toMatchObject({ width: 640, height: 480 });
    expect(bytes).toBeLessThanOrEqual(1 << 16);
  }
});
