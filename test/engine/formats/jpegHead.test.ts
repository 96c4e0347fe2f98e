import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { densityOf } from '../../../src/engine/formats/density';
import { readJpegHead } from '../../../src/engine/formats/jpegHead';
import { corpusFiles } from '../fixtures/corpus';

const folder = mkdtempSync(join(tmpdir(), 'assetmill-jpeg-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(bytes: Buffer): string {
  const path = join(folder, 'image.jpg');
  writeFileSync(path, bytes);
  return path;
}

/** The header of the same file by libvips. */
async function libvipsHeader(path: string) {
  const { autoOrient, channels, hasAlpha, space, exif, icc, xmp, iptc, gainMap, density } = await sharp(path).metadata();
  const kinds = Object.entries({ exif, icc, xmp, iptc, gainMap }).filter(([, value]) => value !== undefined);
  const metadata = kinds.map(([kind]) => kind);
  return { format: 'jpeg', ...autoOrient, pages: 1, bits: 8, channels, alpha: hasAlpha, space, metadata, ...densityOf(density) };
}

const image = () => sharp({ create: { width: 60, height: 40, channels: 3, background: '#a53' } });

test.each([
  ['plain', image().jpeg()],
  ['progressive', image().jpeg({ progressive: true })],
  ['gray', image().toColorspace('b-w').jpeg()],
  ['with EXIF, turned', image().withMetadata({ orientation: 6 }).jpeg()],
  ['with EXIF, mirrored', image().withMetadata({ orientation: 2 }).jpeg()],
  ['with a color profile', image().withIccProfile('p3').jpeg()],
  ['with XMP', image().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').jpeg()],
  [
    'with everything',
    image().withMetadata({ orientation: 8 }).withIccProfile('srgb').withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').jpeg(),
  ],
])('the head of %s is the same as by libvips', async (_, image) => {
  const path = fileOf(await image.toBuffer());
  expect(readJpegHead(path)?.header).toEqual(await libvipsHeader(path));
});

test('unusual JPEGs are left to libvips', async () => {
  const jpeg = await image().jpeg().toBuffer();
  const cmyk = await image().toColorspace('cmyk').jpeg().toBuffer();
  const twelveBits = Buffer.from(jpeg);
  twelveBits[twelveBits.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
  const brokenExif = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from('\xff\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff', 'latin1'),
    jpeg.subarray(2),
  ]);
  for (const bytes of [cmyk, twelveBits, brokenExif, await image().png().toBuffer(), Buffer.from('words'), Buffer.alloc(0)]) {
    expect(readJpegHead(fileOf(bytes))).toBeUndefined();
  }
});

test('a JPEG truncated anywhere before its pixels is left to libvips', async () => {
  const jpeg = await image().withIccProfile('srgb').jpeg().toBuffer();
  const pixels = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  for (let length = 0; length < pixels + 2; length += 7) expect(readJpegHead(fileOf(jpeg.subarray(0, length)))).toBeUndefined();
});

test('the header of every JPEG of every corpus is the one libvips reads, or is left to libvips', async () => {
  let read = 0;
  for (const path of corpusFiles()) {
    if (
      !readFileSync(path)
        .subarray(0, 2)
        .equals(Buffer.from([0xff, 0xd8]))
    )
      continue;
    const header = readJpegHead(path)?.header;
    // libvips does not look for an orientation in XMP.
    if (header === undefined || header.orientation !== undefined) continue;
    read += 1;
    const wanted = await libvipsHeader(path);
    // libvips does not read the comments of a JPEG.
    const comments = basename(path) === 'comment.jpg' ? ['comments'] : [];
    expect({ path, ...header }).toEqual({ path, ...wanted, metadata: [...wanted.metadata, ...comments] });
  }
  expect(read).toBeGreaterThan(20);
});
