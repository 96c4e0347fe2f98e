import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apng } from '../../../src/engine/decoders/apng';
import type { Decoder } from '../../../src/engine/decoders/decoder';
import { DecodingError } from '../../../src/engine/decoders/decodingErrors';
import { heic } from '../../../src/engine/decoders/heic';
import { jp2 } from '../../../src/engine/decoders/jp2';
import { jxl } from '../../../src/engine/decoders/jxl/jxl';
import { raw } from '../../../src/engine/decoders/raw';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { maxPixels } from '../../../src/engine/formats/maxPixels';
import { FailureError } from '../../../src/shared/run/failure';
import { apngOf, frameOf } from '../fixtures/apngFiles';
import { block, number } from '../fixtures/exifBlocks';
import { gradient } from '../fixtures/images';
import { decoded, randomNumbers, raster } from '../fixtures/rasters';

/**
 * Inputs that no program should write, for the decoders that rest on other libraries: each is decoded or refused. These libraries accept
 * some damage without a word; only a missing end has to be found.
 */

const tools = join(import.meta.dirname, '../../corpus/tools');
const tool = (name: string) => readFileSync(join(tools, name));

function apngFile(): Buffer {
  const frame = (seed: number) => frameOf(24, 18, Buffer.from(raster(24, 18, 4).samples.map((sample) => sample ^ seed)));
  return apngOf(24, 18, [frame(0), frame(9), frame(77)]);
}

async function rawFile(): Promise<Buffer> {
  const jpeg = await gradient(48, 32).jpeg().toBuffer();
  const entry = (tag: number, value: number | string) => ({
    ...{ tag, type: 4, count: 1 },
    value: typeof value === 'string' ? value : number('II', value, 4),
  });
  return block('II', [
    { name: 'main', fields: [entry(513, 'jpeg'), entry(514, jpeg.length)] },
    { name: 'jpeg', fields: [], raw: jpeg },
  ]);
}

interface Sample {
  readonly decoder: Decoder;
  readonly file: Buffer;
  /** Offset of the width as a word, followed by the height. */
  readonly sizeAt?: number;
}

const afterType = (file: Buffer, type: string, bytes: number) => file.indexOf(type, 0, 'latin1') + 4 + bytes;

function sampleOf(decoder: Decoder, file: Buffer, type?: string, bytes = 0): Sample {
  return { decoder, file, ...(type !== undefined && { sizeAt: afterType(file, type, bytes) }) };
}

const samples: Readonly<Record<string, Sample>> = {
  HEIC: sampleOf(heic, tool('location.heic'), 'ispe', 4),
  'HEIC with alpha': sampleOf(heic, tool('alpha.heic'), 'ispe', 4),
  'HEIC of 10 bits': sampleOf(heic, tool('10-bit.heic'), 'ispe', 4),
  'lossy JPEG XL': sampleOf(jxl, tool('lossy.jxl')),
  'JPEG XL from a JPEG': sampleOf(jxl, tool('from-jpeg.jxl')),
  'lossless JPEG XL': sampleOf(jxl, tool('lossless.jxl')),
  'JPEG XL of 16 bits': sampleOf(jxl, tool('16-bit.jxl')),
  JP2: sampleOf(jp2, tool('reversible.jp2'), '\xff\x4f\xff\x51', 4),
  'J2K with tiles': sampleOf(jp2, tool('tiles.j2k'), '\xff\x4f\xff\x51', 4),
  APNG: sampleOf(apng, apngFile(), 'IHDR'),
  raw: sampleOf(raw, await rawFile()),
};

/** Decodes a file within the limit of pixels. @returns the fault, or undefined if there is none */
async function faultOf(decoder: Decoder, file: Buffer): Promise<string | undefined> {
  try {
    const { width, height, pages } = decoder.readHeader(readableBuffer(file));
    if (width * height * pages > maxPixels) throw new FailureError('too-many-pixels', 'too many');
    await decoded(decoder, file);
    return undefined;
  } catch (error) {
    if (error instanceof DecodingError) return error.fault;
    if (error instanceof FailureError) return error.code;
    // The size of the pixels differs from the header, which the registry finds.
    if ((error as Error).message.includes('in the header')) return 'damaged';
    throw error;
  }
}

describe.each(Object.entries(samples))('%s', (_, { decoder, file, sizeAt }) => {
  test('is decoded as it is', async () => {
    expect(await faultOf(decoder, file)).toBeUndefined();
  });

  test('is refused wherever it is truncated', async () => {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const cut = file.subarray(0, Math.floor((file.length * tenth) / 10));
      expect(await faultOf(decoder, cut), `${tenth} tenths`).toMatch(/truncated|damaged|unsupported/);
    }
  });

  test('is decoded or refused with flipped bits', async () => {
    const random = randomNumbers(file.length);
    for (let round = 0; round < 100; round += 1) {
      const changed = Buffer.from(file);
      const range = round % 2 === 0 ? file.length : Math.min(file.length, 200);
      for (let flips = 0; flips <= round % 3; flips += 1) {
        const at = Math.floor(random() * range);
        changed[at] = (changed[at] as number) ^ (1 << Math.floor(random() * 8));
      }
      await faultOf(decoder, changed);
    }
  });

  test.skipIf(sizeAt === undefined)('is refused with sizes that it cannot have', async () => {
    for (const [width, height] of [
      [0, 5],
      [5, 0],
      [0, 0],
      [0xffffffff, 0xffffffff],
      [0x7fffffff, 3],
      [60_000, 60_000],
      [20_000, 13_000],
    ] as const) {
      const changed = Buffer.from(file);
      changed.writeUInt32BE(width, sizeAt);
      changed.writeUInt32BE(height, (sizeAt as number) + 4);
      expect(await faultOf(decoder, changed), `${width} x ${height}`).toBeDefined();
    }
  });

  test('is no other format', async () => {
    expect(await faultOf(decoder, Buffer.alloc(2000))).toBeDefined();
    expect(await faultOf(decoder, Buffer.alloc(2000, 0xff))).toBeDefined();
  });
});
