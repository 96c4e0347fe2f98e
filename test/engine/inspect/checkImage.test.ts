import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { packIco } from '../../../src/engine/formats/ico';
import { isCheckedName } from '../../../src/engine/formats/imageExtensions';
import { checkImage, type ImageProblem } from '../../../src/engine/inspect/checkImage';
import { conformancePngs, hasOtherCorpus, orientedPhotos, otherCorpus, ownCorpus } from '../fixtures/corpus';
import { animation, apng, claimSize, gradient, tiff } from '../fixtures/images';
import { ownCodes } from '../fixtures/ownCodes';
import { place, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Images that are whole, broken or mislabeled. Checking never changes them. */

async function errorOf(name: string, content: string | Buffer): Promise<ImageProblem | undefined> {
  const folder = temporaryFolder();
  const path = place(join(folder, name), content);
  const error = await checkImage(path);
  expect(readdirSync(folder)).toEqual([name]);
  expect(readFileSync(path).equals(Buffer.from(content))).toBe(true);
  if (error) expect(error.message).toMatch(/^[A-Z0-9].*[.)]$/s);
  return error;
}

/** The problem of a file that consists of the first bytes of another. */
function errorOfPart(name: string, bytes: Buffer, length: number): Promise<ImageProblem | undefined> {
  return errorOf(name, bytes.subarray(0, length));
}

const photo = noise(320, 240);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><g>${'<rect width="5" height="5"/>'.repeat(9)}</g></svg>`;

/** A TIFF whose directory precedes its pixels, so that truncation leaves the directory. */
function directoryFirst(): Buffer {
  return tiff({ width: 100, height: 80, samples: 3, photometric: 2, data: Buffer.alloc(100 * 80 * 3, 99) });
}

const whole: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['baseline.jpg', await photo.clone().jpeg().toBuffer()],
  ['progressive.jpg', await photo.clone().jpeg({ progressive: true }).toBuffer()],
  ['gray.jpeg', await photo.clone().grayscale().jpeg().toBuffer()],
  ['turned.jpg', await photo.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ['small.png', await photo.clone().png().toBuffer()],
  ['interlaced.png', await photo.clone().png({ progressive: true }).toBuffer()],
  ['palette.png', await photo.clone().png({ palette: true }).toBuffer()],
  // Beyond a million pixels, which libvips decodes. Gray, because each test reads all of it.
  ['large.png', await noise(1010, 1000, 1).toColorspace('b-w').png({ compressionLevel: 1 }).toBuffer()],
  ['animated.png', apng(await photo.clone().png().toBuffer())],
  ['lossy.webp', await photo.clone().webp().toBuffer()],
  ['lossless.webp', await photo.clone().webp({ lossless: true }).toBuffer()],
  [
    'tagged.webp',
    await photo
      .clone()
      .withExif({ IFD0: { Copyright: 'x'.repeat(500) } })
      .webp()
      .toBuffer(),
  ],
  ['moving.webp', await animation(['red', 'blue', 'green'], { format: 'webp', width: 200, height: 100 })],
  ['still.gif', await photo.clone().gif().toBuffer()],
  ['moving.gif', await animation(['red', 'blue', 'green'], { width: 200, height: 100 })],
  ['a.avif', await photo.clone().avif({ effort: 0 }).toBuffer()],
  ['plain.tif', await photo.clone().tiff({ compression: 'none' }).toBuffer()],
  ['strips.tiff', await photo.clone().tiff({ compression: 'lzw' }).toBuffer()],
  ['tiles.tif', await photo.clone().tiff({ compression: 'lzw', tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer()],
  ['pyramid.tif', await photo.clone().tiff({ compression: 'lzw', pyramid: true, tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer()],
  ['directory.tif', directoryFirst()],
  ['a.svg', Buffer.from(svg)],
  ['a.svgz', gzipSync(svg)],
  ['a.ico', packIco([{ width: 32, height: 32, png: await gradient(32, 32, 4).png().toBuffer() }])],
];

test.each(whole)('%s has no problem', async (name, bytes) => {
  expect(await errorOf(name, bytes)).toBeUndefined();
});

describe('a truncated file', () => {
  test.each(whole)('such as %s is always detected', async (name, bytes) => {
    const parts = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map((part) => Math.floor(bytes.length * part));
    // Without its last byte, a GIF of a single image lacks no pixel.
    const fewest = name === 'still.gif' ? 2 : 1;
    const ends = [fewest, 2, 4, 11, 12, 13, 20, 100].map((missing) => bytes.length - missing);
    for (const length of [...parts, ...ends].filter((each) => each >= 20)) {
      const error = await errorOfPart(name, bytes, length);
      expect(error?.code, `${length} of ${bytes.length}`).toMatch(/^(truncated|corrupt|not-an-image)$/);
      expect(error?.fix).toBeUndefined();
      // Formats with an end mark are reported as truncated.
      if (/\.(jpe?g|png|webp|gif)$/.test(name)) expect(error?.code, `${length} of ${bytes.length}`).toBe('truncated');
    }
  });

  test('such as a GIF that lacks only whole frames and its trailer is detected', async () => {
    const bytes = await animation(['red', 'blue', 'green'], { width: 200, height: 100 });
    const secondFrame = bytes.indexOf(Buffer.from([0x21, 0xf9]), bytes.indexOf(Buffer.from([0x21, 0xf9])) + 2);
    expect(await errorOfPart('a.gif', bytes, secondFrame)).toMatchObject({ code: 'truncated' });
  });
});

describe('damage', () => {
  test.each(['small.png', 'interlaced.png', 'large.png', 'animated.png'])('to any bit of %s is detected', async (name) => {
    const bytes = whole.find(([each]) => each === name)?.[1] as Buffer;
    const bit = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }));
    await fc.assert(
      fc.asyncProperty(bit, async ([at, shift]) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ (1 << shift);
        expect(await errorOf(name, damaged), `byte ${at}`).toBeDefined();
      }),
      { numRuns: 25, examples: [[[bytes.length - 1, 0]], [[bytes.indexOf('IDAT') + 9, 3]]] },
    );
  });

  test('to a tile in the middle of a TIFF is detected', async () => {
    const bytes = Buffer.from(whole.find(([name]) => name === 'tiles.tif')?.[1] as Buffer);
    bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 40);
    expect(await errorOf('a.tif', bytes)).toMatchObject({ code: 'corrupt' });
  });

  test('to a later page of a TIFF is detected', async () => {
    const page = await sharp(await photo.clone().png().toBuffer())
      .tiff({ compression: 'lzw' })
      .toBuffer();
    expect(await errorOf('a.tif', page)).toBeUndefined();
    const pages = tiff(
      { width: 30, height: 20, samples: 3, photometric: 2, data: Buffer.alloc(1800, 5) },
      { width: 60, height: 50, samples: 3, photometric: 2, data: Buffer.alloc(9000, 5) },
    );
    expect(await errorOf('a.tif', pages)).toBeUndefined();
    expect(await errorOf('a.tif', pages.subarray(0, pages.length - 100))).toBeDefined();
  });

  test('to the pixels of a JPEG is detected', async () => {
    const bytes = Buffer.from(await noise(900, 600).jpeg().toBuffer());
    // A marker that must not occur in the pixels.
    bytes.set([0xff, 0xd4], Math.floor(bytes.length * 0.6));
    const error = await errorOf('a.jpg', bytes);
    expect(error).toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') });
  });

  test('to frames of a lossless WebP is detected', async () => {
    const frames = [1, 2, 3].map((seed) => noise(120, 90, 3, seed).png().toBuffer());
    const bytes = await sharp(await Promise.all(frames), { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect(await errorOf('a.webp', bytes)).toBeUndefined();
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 200);
    expect(await errorOf('a.webp', damaged)).toMatchObject({ code: 'corrupt' });
  });

  test.each([
    ['unfinished', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g></svg>'],
    ['without a size or anything', '<svg'],
  ])('to an SVG that is %s is detected', async (_, content) => {
    expect(await errorOf('a.svg', content)).toMatchObject({ code: 'corrupt' });
  });

  test('to an image inside an icon is detected', async () => {
    const png = await gradient(32, 32, 4).png().toBuffer();
    const ico = packIco([{ width: 32, height: 32, png }]);
    ico[ico.indexOf('IDAT') + 10] = (ico[ico.indexOf('IDAT') + 10] as number) ^ 255;
    expect(await errorOf('a.ico', ico)).toMatchObject({ code: 'corrupt' });
  });
});

test('trailing bytes after the end of an image are not a problem', async () => {
  for (const [name, bytes] of whole.filter(([each]) => /\.(jpg|png|gif)$/.test(each)))
    expect(await errorOf(name, Buffer.concat([bytes, Buffer.from('trailing bytes of another program')])), name).toBeUndefined();
});

describe('a wrong extension', () => {
  const bytesOf = (name: string) => whole.find(([each]) => each === name)?.[1] as Buffer;

  test.each([
    ['a.png', 'baseline.jpg', 'a.jpg', 'JPEG'],
    ['a.JPG', 'small.png', 'a.png', 'PNG'],
    ['a.jpeg', 'lossy.webp', 'a.webp', 'WebP'],
    ['a.webp', 'still.gif', 'a.gif', 'GIF'],
    ['a.gif', 'animated.png', 'a.png', 'PNG'],
    ['a.heic', 'a.avif', 'a.avif', 'AVIF'],
    ['a.bmp', 'strips.tiff', 'a.tif', 'TIFF'],
    ['a.png', 'a.svg', 'a.svg', 'SVG'],
    ['a.svg', 'a.svgz', 'a.svgz', 'compressed SVG'],
    ['a.svgz', 'a.svg', 'a.svg', 'SVG'],
    ['a.png', 'a.ico', 'a.ico', 'ICO'],
    ['photo.png.jpg', 'small.png', 'photo.png', 'PNG'],
    ['a.b.txt', 'small.png', 'a.b.png', 'PNG'],
    ['no extension', 'small.png', 'no extension.png', 'PNG'],
    ['.hidden', 'small.png', '.hidden.png', 'PNG'],
  ])('of %s with the content of %s can be fixed by renaming it to %s', async (name, content, to, said) => {
    const folder = temporaryFolder();
    const path = place(join(folder, name), bytesOf(content));
    const error = await checkImage(path);
    expect(error).toMatchObject({
      code: 'mislabeled',
      message: expect.stringContaining(said),
      fix: { kind: 'rename', to: join(folder, to) },
    });
    expect(error?.message).toContain(`Rename it to ${to}.`);
    renameSync(path, error?.fix?.to as string);
    expect(await checkImage(join(folder, to))).toBeUndefined();
  });

  test.each([
    ['a.jpe', 'baseline.jpg'],
    ['a.JFIF', 'baseline.jpg'],
    ['a.apng', 'animated.png'],
    ['a.TIF', 'strips.tiff'],
    ['a.heif', 'a.avif'],
  ])('is not reported for %s with the content of %s', async (name, content) => {
    expect(await errorOf(name, bytesOf(content))).toBeUndefined();
  });

  test('is fixed with a numbered name if the right one is taken', async () => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.jpg'), bytesOf('small.png'));
    place(join(folder, 'a.png'));
    expect(await checkImage(path)).toMatchObject({ fix: { to: join(folder, 'a-2.png') } });
    place(join(folder, 'a-2.png'));
    expect(await checkImage(path)).toMatchObject({ fix: { to: join(folder, 'a-3.png') } });
  });

  const media = (...brands: readonly string[]) =>
    Buffer.concat([
      Buffer.from([0, 0, 0, 12 + brands.length * 4]),
      Buffer.from(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`, 'latin1'),
      Buffer.from('\0\0\0\x10mdat\0\0\0\0\0\0\0\0', 'latin1'),
    ]);

  test.each<[string, Buffer, string, string]>([
    ['a.jpg', media('isom', 'mp41'), 'a.mp4', 'video'],
    ['a.gif', media('qt  '), 'a.mov', 'video'],
    ['a.png', Buffer.from('DDS \x7c\0\0\0', 'latin1'), 'a.dds', 'DDS'],
    ['a.png', Buffer.from('%PDF-1.7\n%\xe2\xe3', 'latin1'), 'a.pdf', 'PDF'],
    ['a.tif', Buffer.from('gimp xcf v011\0', 'latin1'), 'a.xcf', 'GIMP'],
    ['a.webp', Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1'), 'a.avi', 'video'],
  ])('of %s is reported for formats without a decoder as well', async (name, content, to, said) => {
    const error = await errorOf(name, content);
    expect(error).toMatchObject({ code: 'mislabeled', message: expect.stringContaining(said) });
    expect(error?.message).toContain('not supported yet');
    expect(basename(error?.fix?.to as string)).toBe(to);
  });

  test.each<[string, string | Buffer]>([
    ['a.dds', Buffer.from('DDS \x7c\0\0\0', 'latin1')],
    ['a.nef', directoryFirst()],
    ['a.cr2', directoryFirst()],
    ['a.pdf', '%PDF-1.7\n'],
  ])('is not reported for %s, which has the right one but no decoder', async (name, content) => {
    const error = await errorOf(name, content);
    expect(error).toMatchObject({ code: 'unsupported' });
    expect(error?.fix).toBeUndefined();
  });
});

describe('a file that is not an image', () => {
  test.each<[string, string | Buffer, string, string]>([
    ['empty.png', '', 'empty', 'empty (0 bytes)'],
    ['page.jpg', '<!DOCTYPE html>\n<html><title>404</title>', 'not-an-image', 'web page'],
    ['page.svg', '<?xml version="1.0"?><!DOCTYPE html><html><body><svg/></body></html>', 'not-an-image', 'web page'],
    ['archive.png', Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1'), 'not-an-image', 'ZIP'],
    ['text.png', 'just words\n', 'not-an-image', 'text'],
    ['text.tga', 'just words\n', 'not-an-image', 'text'],
    ['binary.png', Buffer.from('0001020304050607', 'hex'), 'not-an-image', 'does not contain an image'],
    [
      'pointer.png',
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 12345\n`,
      'git-lfs-pointer',
      'git lfs pull',
    ],
  ])('such as %s is reported with its cause', async (name, content, code, words) => {
    const error = await errorOf(name, content);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error?.fix).toBeUndefined();
  });

  test('because it is a folder or missing is reported', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a.png'));
    expect(await checkImage(join(folder, 'a.png'))).toMatchObject({ code: 'not-a-file' });
    expect(await checkImage(join(folder, 'b.png'))).toMatchObject({ code: 'vanished' });
  });

  test.skipIf(process.platform === 'win32')('because it is a pipe is reported without blocking', async () => {
    const path = join(temporaryFolder(), 'pipe.png');
    execFileSync('mkfifo', [path]);
    expect(await checkImage(path)).toMatchObject({ code: 'not-a-file', message: expect.stringContaining('pipe') });
  });
});

test('an image with too many pixels is not decoded', async () => {
  const png = claimSize(await gradient(8, 8).png().toBuffer(), 17_000, 17_000);
  expect(await errorOf('a.png', png)).toMatchObject({ code: 'too-many-pixels', message: expect.stringContaining('17000 x 17000') });
});

test('files in folders are checked if their extension is that of an image', () => {
  for (const name of ['a.jpg', 'A.PNG', 'a.heic', 'a.tga', 'a.svgz', 'a.ico']) expect(isCheckedName(name), name).toBe(true);
  for (const name of ['a.txt', 'a', 'png', 'a.pdf', 'a.eps', 'a.zip', '.jpg']) expect(isCheckedName(name), name).toBe(false);
});

describe('images of every corpus', () => {
  test('every PNG is valid except those that are broken on purpose', async () => {
    for (const path of conformancePngs()) {
      const error = await checkImage(path);
      if (basename(path).startsWith('x')) expect(error?.code, path).toMatch(/^(corrupt|not-an-image|truncated)$/);
      else expect(error, path).toBeUndefined();
    }
  });

  test('photos in every orientation are valid', async () => {
    for (const path of orientedPhotos()) expect(await checkImage(path), path).toBeUndefined();
  });

  test('our odd images are valid, and our broken ones fail for the right reason', async () => {
    const codes: Record<string, string> = {};
    for (const folder of ['odd', 'broken', 'foreign']) {
      for (const name of readdirSync(join(ownCorpus, folder))) {
        const error = await checkImage(join(ownCorpus, folder, name));
        if (error) codes[`${folder}/${name}`] = error.code;
      }
    }
    expect(codes).toEqual({
      ...ownCodes,
      'foreign/document.jpg': 'mislabeled',
      'odd/jpeg-named.png': 'mislabeled',
      'odd/png-named.jpg': 'mislabeled',
    });
  });

  test.skipIf(!hasOtherCorpus)('odd images of other projects are valid, and broken ones fail for the right reason', async () => {
    const folder = join(otherCorpus, 'libvips');
    const files = readdirSync(folder).filter((name) => isCheckedName(name) && existsSync(join(folder, name)));
    const codes: Record<string, string> = {};
    for (const name of files) {
      const error = await checkImage(join(folder, name));
      if (error) codes[name] = error.code;
    }
    expect(files.length).toBeGreaterThan(25);
    expect(codes).toEqual({
      '17000x17000.avif': 'too-many-pixels',
      'invalid_multiframe.gif': 'corrupt',
      'ojpeg-tile.tif': 'unsupported',
      'truncated.gif': 'truncated',
      'truncated.jpg': 'truncated',
      'truncated.svgz': 'corrupt',
    });
  });
});
