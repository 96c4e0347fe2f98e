import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { recompressJpeg } from '../../../src/engine/compress/recompressJpeg';
import { withSecondImage } from '../fixtures/multiPicture';
import { noise } from '../fixtures/samples';

/** JPEGs that libjpeg-turbo's cjpeg wrote with options that sharp does not have. */
const folder = join(import.meta.dirname, '../fixtures/jpegs');
const names = readdirSync(folder);

/** The samples as they are stored. */
async function stored(jpeg: Buffer): Promise<Buffer> {
  const { space } = await sharp(jpeg).metadata();
  return sharp(jpeg, { ignoreIcc: true }).toColorspace(space).raw().toBuffer();
}

async function expectSame(jpeg: Buffer, label: string): Promise<Buffer> {
  const smaller = recompressJpeg(jpeg);
  expect(smaller, label).toBeDefined();
  expect((smaller as Buffer).length, label).toBeLessThanOrEqual(jpeg.length);
  expect((await stored(smaller as Buffer)).equals(await stored(jpeg)), label).toBe(true);
  return smaller as Buffer;
}

test.each(names.filter((name) => name !== 'arithmetic.jpg'))('%s becomes smaller with the same samples', async (name) => {
  const jpeg = readFileSync(join(folder, name));
  expect((await expectSame(jpeg, name)).length).toBeLessThan(jpeg.length);
});

test('every size up to two blocks, subsampled or not, progressive or not', async () => {
  for (let side = 1; side <= 17; side += 1) {
    for (const chromaSubsampling of ['4:4:4', '4:2:0']) {
      for (const progressive of [false, true]) {
        const jpeg = await noise(side, 18 - side)
          .jpeg({ quality: 90, chromaSubsampling, progressive })
          .toBuffer();
        await expectSame(jpeg, `${side} ${chromaSubsampling} ${progressive}`);
      }
    }
  }
});

test('gray, CMYK and every quality', async () => {
  const gray = noise(50, 41, 1).toColorspace('b-w');
  await expectSame(await gray.jpeg().toBuffer(), 'gray');
  await expectSame(await gray.jpeg({ progressive: true }).toBuffer(), 'progressive gray');
  const cmyk = noise(50, 41).toColorspace('cmyk');
  await expectSame(await cmyk.jpeg({ quality: 95 }).toBuffer(), 'CMYK');
  await expectSame(await cmyk.jpeg({ progressive: true }).toBuffer(), 'progressive CMYK');
  for (const quality of [1, 10, 50, 80, 100]) await expectSame(await noise(50, 41).jpeg({ quality }).toBuffer(), `quality ${quality}`);
});

test('long runs of empty blocks', async () => {
  const flat = sharp({ create: { width: 2100, height: 1200, channels: 3, background: '#336699' } });
  const smaller = await expectSame(await flat.jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(), 'flat');
  await expectSame(
    await flat
      .composite([{ input: await noise(9, 9).png().toBuffer(), left: 2090, top: 1190 }])
      .jpeg()
      .toBuffer(),
    'corner',
  );
  expect(recompressJpeg(smaller)).toBe(smaller);
});

test('metadata stays byte for byte', async () => {
  const image = noise(60, 40)
    .withExif({ IFD0: { Artist: 'Somebody' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    .withIccProfile('p3');
  const jpeg = await image.jpeg({ quality: 90 }).toBuffer();
  const comment = Buffer.from([0xff, 0xfe, 0, 5, 1, 2, 3]);
  const smaller = await expectSame(Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]), 'metadata');
  const [before, after] = await Promise.all([jpeg, smaller].map((each) => sharp(each).metadata()));
  for (const kind of ['exif', 'xmp', 'icc'] as const) expect(after?.[kind]).toEqual(before?.[kind]);
  expect(smaller.includes(comment)).toBe(true);
});

describe('further images in the file', () => {
  /** A list of two images (CIPA DC-007), of which the second one comes after the first. */
  test('are found at their new position', async () => {
    const [jpeg, second] = await Promise.all([noise(60, 40).jpeg({ quality: 90 }).toBuffer(), noise(10, 10).jpeg().toBuffer()]);
    const smaller = await expectSame(withSecondImage(jpeg, second), 'two images');
    const at = smaller.indexOf('MPF\0') + 4;
    const [firstBytes, secondBytes, position] = [4, 20, 24].map((field) => smaller.readUInt32LE(at + 26 + field)) as [
      number,
      number,
      number,
    ];
    expect(smaller.subarray(at + position, at + position + secondBytes).equals(second)).toBe(true);
    expect(firstBytes).toBe(at + position);
  });

  test('bytes after the end are kept', async () => {
    const jpeg = await noise(60, 40).jpeg({ quality: 90 }).toBuffer();
    const rest = Buffer.from('a trailer of a phone');
    expect((await expectSame(Buffer.concat([jpeg, rest]), 'trailer')).subarray(-rest.length).equals(rest)).toBe(true);
  });
});

test('rare and damaged JPEGs are left alone', async () => {
  expect(recompressJpeg(readFileSync(join(folder, 'arithmetic.jpg')))).toBeUndefined();
  const jpeg = await noise(60, 40).jpeg({ quality: 90 }).toBuffer();
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  for (let end = 0; end < jpeg.length; end += 37) expect(recompressJpeg(jpeg.subarray(0, end)), String(end)).toBeUndefined();
  expect(recompressJpeg(Buffer.concat([jpeg.subarray(0, scan + 200), Buffer.from([0xff, 0xd9])]))).toBeUndefined();
  for (let at = 2; at < jpeg.length; at += 11) {
    const damaged = Buffer.from(jpeg);
    damaged[at] = (damaged[at] as number) ^ 0x55;
    expect(() => recompressJpeg(damaged), String(at)).not.toThrow();
  }
});
