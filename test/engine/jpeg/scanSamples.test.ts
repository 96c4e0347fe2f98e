import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recompressJpeg } from '../../../src/engine/compress/recompressJpeg';
import { scanSamples } from '../../../src/engine/jpeg/scanSamples';
import { makeRandom, type Random } from '../../sample/random';
import { noise } from '../fixtures/samples';

/** JPEGs that libjpeg-turbo's cjpeg wrote with options that sharp does not have, such as restart markers. */
const folder = join(import.meta.dirname, '../fixtures/jpegs');
const written = readdirSync(folder).map((name) => ({ name, jpeg: readFileSync(join(folder, name)) }));
const sequential = written.filter(({ jpeg }) => scanSamples(jpeg) !== undefined);

const endOfImage = Buffer.from([0xff, 0xd9]);

/** The offset of the first sample. */
function firstSample(jpeg: Buffer): number {
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  return scan + 2 + jpeg.readUInt16BE(scan + 2);
}

test('every size up to two units, with each subsampling, is whole', async () => {
  for (let side = 1; side <= 33; side += 1) {
    for (const chromaSubsampling of ['4:4:4', '4:2:0']) {
      for (const optimizeCoding of [false, true]) {
        const jpeg = await noise(side, 34 - side)
          .jpeg({ quality: 90, chromaSubsampling, optimizeCoding })
          .toBuffer();
        expect(scanSamples(jpeg), `${side} ${chromaSubsampling} ${optimizeCoding}`).toEqual({ padding: 0 });
      }
    }
  }
});

test('gray images are whole', async () => {
  const jpeg = await noise(35, 50).grayscale().jpeg().toBuffer();
  expect(scanSamples(jpeg)).toEqual({ padding: 0 });
});

test('JPEGs with restart markers and rare sampling factors are whole; those with several scans are left to decoders', () => {
  const names = sequential.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(3);
  for (const { name, jpeg } of sequential) expect(scanSamples(jpeg), name).toEqual({ padding: 0 });
  expect(names).not.toContain('arithmetic.jpg');
});

test('a progressive JPEG is left to decoders', async () => {
  expect(scanSamples(await noise(64, 48).jpeg({ progressive: true }).toBuffer())).toBeUndefined();
});

describe('the end', () => {
  const place = async (change: (jpeg: Buffer) => readonly Buffer[]) => {
    const jpeg = await noise(200, 150).jpeg().toBuffer();
    return scanSamples(Buffer.concat(change(jpeg)));
  };

  test('may be filled up by zeros, which are counted', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -2), Buffer.alloc(7), endOfImage])).toEqual({ padding: 7 });
  });

  test('may be filled up by the bytes that precede a marker', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -2), Buffer.alloc(3, 0xff), endOfImage])).toEqual({ padding: 0 });
  });

  test('may have a restart marker after the last unit', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -2), Buffer.from([0xff, 0xd0]), endOfImage])).toEqual({ padding: 0 });
  });

  test('must not have further samples', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -2), jpeg.subarray(-42)])).toMatchObject({ damage: 'damaged' });
  });

  test('must not have further samples after a restart marker', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -2), Buffer.from([0xff, 0xd0]), jpeg.subarray(-42)])).toMatchObject({
      damage: 'damaged',
    });
  });

  test('must not come before the last samples', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -4), endOfImage])).toMatchObject({ damage: 'damaged' });
  });

  test('is missing in a truncated file', async () => {
    expect(await place((jpeg) => [jpeg.subarray(0, -2)])).toMatchObject({ damage: 'truncated' });
    expect(await place((jpeg) => [jpeg.subarray(0, -200)])).toMatchObject({ damage: 'truncated' });
  });

  test('may be followed by anything', async () => {
    expect(await place((jpeg) => [jpeg, Buffer.from('more')])).toEqual({ padding: 0 });
  });
});

/** Changes a byte of the samples, or takes one out, or adds one. */
function mutated(jpeg: Buffer, random: Random): Buffer {
  const start = firstSample(jpeg);
  const at = start + Math.floor(random() * (jpeg.length - 2 - start));
  const byte = Buffer.from([Math.floor(random() * 255)]);
  const kind = Math.floor(random() * 3);
  return Buffer.concat([jpeg.subarray(0, at), ...(kind === 0 ? [] : [byte]), jpeg.subarray(kind === 2 ? at : at + 1)]);
}

test('the samples of a mutated JPEG are damaged exactly if a strict decoder cannot decode them', async () => {
  const random = makeRandom(1);
  const noisy = await Promise.all([false, true].map((optimizeCoding) => noise(96, 80).jpeg({ quality: 85, optimizeCoding }).toBuffer()));
  const jpegs = [...sequential.map(({ jpeg }) => jpeg), ...noisy];
  const verdicts = { damaged: 0, whole: 0 };
  for (let count = 0; count < 600; count += 1) {
    const jpeg = mutated(jpegs[count % jpegs.length] as Buffer, random);
    const isWhole = recompressJpeg(jpeg) !== undefined;
    const scanned = scanSamples(jpeg);
    expect(scanned?.damage === undefined, `mutation ${count}`).toBe(isWhole);
    verdicts[isWhole ? 'whole' : 'damaged'] += 1;
  }
  expect(verdicts.damaged).toBeGreaterThan(100);
  expect(verdicts.whole).toBeGreaterThan(20);
});
