import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Metadata } from 'sharp';
import { describe, expect, test } from 'vitest';
import { densityOf } from '../../../src/engine/formats/density';
import { decodePng, isPng, parsePngHead, readPngHead } from '../../../src/engine/formats/png';
import { metadataKinds, type SourceHeader } from '../../../src/shared/run/run';
import { conformancePngs } from '../fixtures/corpus';
import { apng, claimSize, gradient, p3Profile, pngChunk, solid, withPngChunks } from '../fixtures/images';
import { place, temporaryFolder } from '../fixtures/runs';

/** PNGs of every kind that sharp writes, by name. */
const written: readonly (readonly [string, Buffer])[] = await Promise.all(
  (
    [
      ['truecolor', gradient(33, 17, 3).png()],
      ['truecolor and alpha', gradient(33, 17, 4).png()],
      ['gray', gradient(33, 17, 1).toColorspace('b-w').png()],
      ['gray and alpha', gradient(33, 17, 2).toColorspace('b-w').png()],
      ['16 bit', gradient(33, 17, 3).toColorspace('rgb16').png()],
      ['16 bit gray', gradient(33, 17, 1).toColorspace('grey16').png()],
      ['palette', gradient(33, 17, 3).png({ palette: true })],
      ['palette of 4', gradient(33, 17, 3).png({ palette: true, colors: 4 })],
      ['palette of 2', gradient(33, 17, 3).png({ palette: true, colors: 2 })],
      ['palette and alpha', gradient(33, 17, 4).png({ palette: true })],
      ['1 x 1', gradient(1, 1, 4).png()],
      ['1 x 500', gradient(1, 500, 3).png()],
      ['500 x 1', gradient(500, 1, 1).toColorspace('b-w').png()],
      ['not compressed', gradient(33, 17, 3).png({ compressionLevel: 0 })],
      ['several IDAT', gradient(300, 300, 4).png({ compressionLevel: 0 })],
      ['every filter', gradient(33, 17, 3).png({ adaptiveFiltering: true })],
      ['interlaced', gradient(33, 17, 3).png({ progressive: true })],
      ['with resolution', gradient(33, 17, 3).withMetadata({ density: 300 }).png()],
      ['with a profile', gradient(33, 17, 3).withIccProfile('p3').png()],
      [
        'with EXIF',
        gradient(33, 17, 3)
          .withExif({ IFD0: { Artist: 'A' } })
          .png(),
      ],
      ['with XMP', gradient(33, 17, 3).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').png()],
    ] as const
  ).map(async ([name, image]) => [name, await image.toBuffer()] as const),
);

/** Small enough to test every bit and every length. */
const samples = [
  ['truecolor', await solid(7, 5, '#123456').png().toBuffer()],
  ['palette', await gradient(7, 5).png({ palette: true, colors: 4 }).toBuffer()],
] as const;

/** The header of the same file by libvips. */
function headerOf(metadata: Metadata): SourceHeader {
  return {
    format: 'png',
    width: metadata.width,
    height: metadata.height,
    pages: metadata.pages ?? 1,
    bits: metadata.depth === 'ushort' ? 16 : 8,
    channels: metadata.channels,
    alpha: metadata.hasAlpha,
    space: metadata.space,
    metadata: metadataKinds.filter((kind) => kind in metadata && metadata[kind as keyof Metadata] !== undefined),
    ...densityOf(metadata.density),
  };
}

describe('parsePngHead', () => {
  test.each(written)('agrees with libvips on %s', async (_, png) => {
    const head = parsePngHead(png);
    expect(head?.animated).toBe(false);
    const { bare: _bare, ...header } = head?.header ?? {};
    if (head?.header) expect(header).toEqual(headerOf(await sharp(png).metadata()));
  });

  test('returns a header only for plain truecolor', () => {
    const judged = written.filter(([, png]) => parsePngHead(png)?.header !== undefined).map(([name]) => name);
    expect(judged).toEqual([
      'truecolor',
      'truecolor and alpha',
      '1 x 1',
      '1 x 500',
      'not compressed',
      'several IDAT',
      'every filter',
      'interlaced',
    ]);
  });

  test('tells which of them contain nothing but their pixels', () => {
    const bare = written.filter(([, png]) => parsePngHead(png)?.header?.bare).map(([name]) => name);
    expect(bare).toEqual(['truecolor', 'truecolor and alpha', '1 x 1', '1 x 500', 'not compressed', 'several IDAT', 'every filter']);
  });

  test('agrees with libvips about PNGs of every kind', async () => {
    const files = conformancePngs();
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) {
      const head = parsePngHead(readFileSync(file));
      if (!head?.header) continue;
      // libvips reports a mere aspect ratio as a density.
      const { density: _, ...header } = headerOf(await sharp(file).metadata());
      const { bare: _bare, ...found } = head.header;
      expect({ ...found, density: undefined }, basename(file)).toEqual({ ...header, density: undefined });
    }
  });

  test('recognizes an animated PNG by its acTL chunk', async () => {
    const png = await gradient(8, 8).png().toBuffer();
    expect(parsePngHead(apng(png))).toMatchObject({ animated: true });
    // After the pixels, it has no meaning.
    expect(parsePngHead(Buffer.concat([png.subarray(0, -12), pngChunk('acTL', Buffer.alloc(8)), png.subarray(-12)]))?.animated).toBe(false);
  });

  test('leaves metadata and unusual forms to libvips', async () => {
    const png = await gradient(8, 8).png().toBuffer();
    const profile = Buffer.concat([Buffer.from('p3\0\0', 'latin1'), deflateSync(await p3Profile())]);
    expect(parsePngHead(withPngChunks(png, pngChunk('iCCP', profile)))?.header).toBeUndefined();
    expect(parsePngHead(withPngChunks(png, pngChunk('iTXt', Buffer.from('XML:com.adobe.xmp\0\0\0\0\0x'))))?.header).toBeUndefined();
    expect(parsePngHead(withPngChunks(png, pngChunk('tEXt', Buffer.from('Title\0x'))))?.header?.metadata).toEqual(['comments']);
    expect(parsePngHead(withPngChunks(png, pngChunk('tIME', Buffer.alloc(7))))?.header).toBeDefined();
  });

  test.each([
    [0, 5],
    [5, 0],
    [17_000, 17_000],
    [2 ** 31, 1],
  ])('leaves a size of %d x %d to libvips, which refuses it', async (width, height) => {
    const png = claimSize(await gradient(8, 8).png().toBuffer(), width, height);
    expect(parsePngHead(png)).toMatchObject({ animated: false });
    expect(parsePngHead(png)?.header).toBeUndefined();
  });

  test('leaves a header with a wrong checksum to libvips', async () => {
    const png = Buffer.from(await gradient(8, 8).png().toBuffer());
    png[17] = 1;
    expect(parsePngHead(png)?.header).toBeUndefined();
  });

  test('returns undefined for other files and truncated heads', async () => {
    const png = await gradient(8, 8).png().toBuffer();
    expect(parsePngHead(await gradient(8, 8).jpeg().toBuffer())).toBeUndefined();
    for (const length of [0, 7, 8, 20, 33, 36]) expect(parsePngHead(png.subarray(0, length))).toBeUndefined();
  });
});

test('readPngHead finds pixels after long metadata', async () => {
  const folder = temporaryFolder();
  const png = await gradient(8, 8).png().toBuffer();
  const late = withPngChunks(png, pngChunk('tEXt', Buffer.alloc(5000, 'x')), pngChunk('acTL', Buffer.alloc(8)));
  expect(readPngHead(place(join(folder, 'late.png'), late))).toEqual({ animated: true, metadata: [] });
  expect(readPngHead(place(join(folder, 'plain.png'), png))?.header).toMatchObject({ width: 8, height: 8 });
  expect(readPngHead(place(join(folder, 'text.png'), 'hello'))).toBeUndefined();
  expect(readPngHead(place(join(folder, 'empty.png')))).toBeUndefined();
});

describe('decodePng', () => {
  test.each(written)('accepts %s as sharp writes it', (name, png) => {
    const size = decodePng(png);
    if (name === 'interlaced') expect(size).toBeUndefined();
    else expect(size).toEqual({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });
  });

  test.each(samples)('refuses %s with any flipped bit', (_, png) => {
    const accepted: number[] = [];
    for (let bit = 0; bit < png.length * 8; bit += 1) {
      const broken = Buffer.from(png);
      broken[bit >> 3] = (broken[bit >> 3] as number) ^ (1 << (bit & 7));
      try {
        decodePng(broken);
        accepted.push(bit);
      } catch {}
    }
    expect(accepted).toEqual([]);
  });

  test.each(samples)('refuses %s truncated anywhere', (_, png) => {
    for (let length = 0; length < png.length; length += 1) expect(() => decodePng(png.subarray(0, length)), `${length}`).toThrow();
  });

  test('refuses missing rows even with right checksums', async () => {
    const png = await gradient(8, 8).png().toBuffer();
    expect(() => decodePng(claimSize(png, 8, 9))).toThrow('missing rows');
    expect(() => decodePng(claimSize(png, 9, 8))).toThrow('missing rows');
  });

  test('accepts the PNGs that libvips accepts, and none that it refuses', async () => {
    for (const file of conformancePngs()) {
      const bytes = readFileSync(file);
      const good = await sharp(bytes)
        .raw()
        .toBuffer()
        .then(
          () => true,
          () => false,
        );
      // An undefined size is left to libvips.
      const judged = (() => {
        try {
          return decodePng(bytes) === undefined ? undefined : true;
        } catch {
          return false;
        }
      })();
      if (judged !== undefined) expect({ file: basename(file), judged }).toEqual({ file: basename(file), judged: good });
    }
  });
});

test('isPng recognizes the signature', async () => {
  expect(isPng(await gradient(1, 1).png().toBuffer())).toBe(true);
  expect(isPng(Buffer.from('\x89PNG'))).toBe(false);
});
