import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/engine/sources/diagnose';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Failure } from '../../../src/shared/run/failure';
import { corpusFiles } from '../fixtures/corpus';
import { animation, claimSize, gradient, solid, tiff } from '../fixtures/images';
import { carryOut, contentOf, longEdge, only, place, planOf, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Bad files, each alone in a folder: each fails with its own code and a message that names the cause, and leaves nothing behind. */

const intoFolder = longEdge(20, { outputs: [{ folder: 'out' }] });

/** The failure that the plan or the run reports for a file. */
async function failureOf(path: string, profile: Profile = intoFolder): Promise<Failure> {
  const folder = dirname(path);
  const before = contentOf(folder);
  const { entries, tasks, recipe } = await planOf(folder, profile, { selection: [path] });
  const said = tasks.length > 0 ? only(await carryOut(recipe, tasks)) : only(entries);
  expect(said).toMatchObject({ status: 'failed' });
  expect(contentOf(folder)).toEqual(before);
  expect(existsSync(join(folder, 'out'))).toBe(false);
  return said as Failure;
}

async function failureOfBytes(name: string, content: string | Buffer, profile?: Profile): Promise<Failure> {
  return failureOf(place(join(temporaryFolder(), name), content), profile);
}

const png = await noise(300, 200).png().toBuffer();
const jpeg = await sharp(png).jpeg().toBuffer();

describe('a file that is not an image', () => {
  test.each<[string, string | Buffer, string, string]>([
    ['empty.png', '', 'empty', 'The file is empty (0 bytes).'],
    ['text.png', 'just words\n', 'not-an-image', 'The file contains text, not an image.'],
    ['mention.png', `hello${' '.repeat(600)}<svg>`, 'not-an-image', 'The file contains text, not an image.'],
    ['html.jpg', '<!DOCTYPE html><title>404</title>', 'not-an-image', 'web page'],
    ['binary.png', Buffer.from('0001020304050607', 'hex'), 'not-an-image', 'The file does not contain an image in a known format.'],
    [
      'pointer.png',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
      'git-lfs-pointer',
      'git lfs pull',
    ],
    ['broken.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9"><g>', 'corrupt', 'The SVG cannot be rendered'],
    ['archive.svgz', gzipSync('no drawing'), 'corrupt', 'damaged'],
    ['photo.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'truncated', 'the end of the image is missing'],
    ['photo.jpg', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'truncated', 'the end of the image is missing'],
    ['old.dds', Buffer.from('DDS \x7c\0\0\0', 'latin1'), 'unsupported', 'DirectDraw surface (DDS) files are not supported yet'],
    ['paper.pdf', '%PDF-1.7\n%\xe2\xe3', 'unsupported', 'PDF files are not supported yet'],
    ['paper.png', '%PDF-1.7\n%\xe2\xe3', 'unsupported', 'PDF files are not supported yet'],
    ['icon.ico', Buffer.from('000001000100101000000100200068040000', 'hex'), 'truncated', 'the end of the image is missing'],
    ['photo.psd', '8BPS\0\x01', 'truncated', 'the end of the image is missing'],
    ['clip.png', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1'), 'unsupported', 'video'],
    ['wide.jxl', Buffer.from('\xff\x0a\xfa\x7f', 'latin1'), 'truncated', 'the end of the image is missing'],
  ])('such as %s fails with its cause', async (name, content, code, words) => {
    const failure = await failureOfBytes(name, content);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test('such as a camera raw file without a preview is not read as a TIFF', async () => {
    const preview = tiff({ width: 60, height: 40, samples: 3, photometric: 2, data: Buffer.alloc(60 * 40 * 3, 99) });
    for (const name of ['a.dng', 'a.NEF', 'a.arw']) {
      for (const profile of [intoFolder, longEdge(20, { replace: true })]) {
        expect(await failureOfBytes(name, preview, profile)).toMatchObject({
          code: 'unsupported',
          message: expect.stringContaining('camera'),
        });
      }
    }
  });

  test('such as a TIFF with pages of different sizes cannot be processed as one image', async () => {
    const page = (width: number) => ({ width, height: 40, samples: 3, photometric: 2, data: Buffer.alloc(width * 40 * 3, 99) });
    // libvips reads such pages only one by one.
    const failure = await failureOfBytes('a.tif', tiff(page(60), page(50)), { outputs: [{ format: 'webp' }] });
    expect(failure).toMatchObject({ code: 'unsupported', message: expect.stringContaining('differ in size') });
  });
});

describe('a truncated file', () => {
  const images: readonly (readonly [string, Promise<Buffer>])[] = [
    ['jpg', Promise.resolve(jpeg)],
    ['png', Promise.resolve(png)],
    ['gif', sharp(png).gif().toBuffer()],
    ['gif', animation(['red', 'blue', 'green'], { width: 200, height: 100 })],
    ['webp', sharp(png).webp().toBuffer()],
    ['webp', animation(['red', 'blue', 'green'], { format: 'webp', width: 200, height: 100 })],
  ];

  test.each(images)('in the format %s is reported as truncated', async (extension, image) => {
    const bytes = await image;
    for (const part of [0.5, 0.9]) {
      const failure = await failureOfBytes(`a.${extension}`, bytes.subarray(0, Math.floor(bytes.length * part)));
      expect(failure).toEqual(expect.objectContaining({ code: 'truncated', message: expect.stringContaining('truncated') }));
    }
  });

  test('in TIFF or AVIF is reported as truncated or corrupt', async () => {
    for (const [name, bytes] of [
      ['a.tif', await sharp(png).tiff({ compression: 'deflate' }).toBuffer()],
      ['a.avif', await sharp(png).avif({ effort: 0 }).toBuffer()],
    ] as const) {
      const { code } = await failureOfBytes(name, bytes.subarray(0, bytes.length >> 1));
      expect(['truncated', 'corrupt'], name).toContain(code);
    }
  });

  test('that ends after the header is reported as truncated', async () => {
    for (const bytes of [png.subarray(0, 40), jpeg.subarray(0, 40)]) {
      expect(await failureOfBytes('a.png', bytes)).toMatchObject({ code: 'truncated' });
    }
  });
});

test('a truncated image is not copied even if it needs no resize', async () => {
  for (const [name, bytes] of [
    ['a.jpg', jpeg],
    ['a.png', png],
    ['a.gif', await animation(['red', 'blue'], { width: 200, height: 100 })],
  ] as const) {
    const failure = await failureOfBytes(name, bytes.subarray(0, bytes.length * 0.8), longEdge(5000, { outputs: [{ folder: 'out' }] }));
    expect(failure, name).toMatchObject({ code: 'truncated' });
  }
});

test('an image damaged in the middle is reported as corrupt', async () => {
  const bytes = Buffer.from(png);
  bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 200);
  expect(await failureOfBytes('a.png', bytes)).toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') });
});

describe('an image that is too large', () => {
  test('as a source fails with its size', async () => {
    const failure = await failureOfBytes('a.png', claimSize(await gradient(8, 8).png().toBuffer(), 17_000, 17_000));
    expect(failure).toMatchObject({ code: 'too-many-pixels', message: expect.stringContaining('17000 x 17000 pixels') });
  });

  test.each(corpusFiles().filter((path) => path.endsWith('17000x17000.avif')))(
    'an AVIF of 17,000 x 17,000 pixels is refused: %s',
    async (path) => {
      const { entries } = await planOf(temporaryFolder(), intoFolder, { selection: [path] });
      expect(only(entries)).toMatchObject({ code: 'too-many-pixels', message: expect.stringContaining('limit of 268 million pixels') });
    },
  );

  test('as a result fails with the format that cannot store it', async () => {
    const strip = await solid(20_000, 10, 'red').png().toBuffer();
    const failure = await failureOfBytes('a.png', strip, { outputs: [{ format: 'webp' }] });
    expect(failure).toMatchObject({ code: 'too-large', message: expect.stringContaining('WebP') });
    const avif = await failureOfBytes('a.png', strip, { outputs: [{ format: 'avif' }] });
    expect(avif).toMatchObject({ code: 'too-large', message: expect.stringContaining('AVIF') });
  });
});

describe('a path that is not a file', () => {
  test('but a folder with an image extension is walked as a folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'x.png'));
    place(join(folder, 'x.png', 'y.png'), png);
    const { tasks, entries } = await planOf(folder, intoFolder);
    expect(entries).toHaveLength(1);
    expect(only(tasks).source).toBe(join(folder, 'x.png', 'y.png'));
  });

  test.skipIf(process.platform === 'win32')('but a pipe fails without blocking', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    const { entries } = await planOf(folder, intoFolder, { selection: [join(folder, 'pipe.png')] });
    expect(only(entries)).toMatchObject({ status: 'failed', code: 'not-a-file', message: expect.stringContaining('pipe') });
    expect((await planOf(folder, intoFolder)).entries).toEqual([]);
  });

  test('because the file vanished after planning fails as vanished', async () => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.png'), png);
    const { recipe, tasks } = await planOf(folder, intoFolder);
    unlinkSync(path);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'failed', code: 'vanished' });
    expect(contentOf(folder)).toEqual({});
  });
});

describe('a wrong extension', () => {
  test('of a JPEG named .png does not reach the new file', async () => {
    const folder = temporaryFolder();
    place(join(folder, 'a.png'), jpeg);
    const { recipe, tasks } = await planOf(folder, intoFolder);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({
      status: 'done',
      outputs: [{ target: join(folder, 'out/a.jpg'), format: 'jpeg' }],
    });
  });

  test('and the content stay when the file is replaced', async () => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.png'), jpeg);
    const { recipe, tasks } = await planOf(folder, longEdge(20, { replace: true }));
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'done', outputs: [{ target: path, format: 'jpeg' }] });
    expect((await sharp(path).metadata()).format).toBe('jpeg');
  });

  test('of a PNG named .heic does not keep it from being processed', async () => {
    const folder = temporaryFolder();
    place(join(folder, 'a.heic'), png);
    expect(only((await planOf(folder, intoFolder)).tasks).outputs[0]?.target).toBe(join(folder, 'out/a.png'));
  });
});

describe('an error of the system', () => {
  test.each([
    ['ENOENT', 'vanished'],
    ['EACCES', 'permission'],
    ['EPERM', 'permission'],
    ['EBUSY', 'permission'],
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'read-only'],
    ['ENAMETOOLONG', 'name-too-long'],
    ['EEXIST', 'target-exists'],
    ['EIO', 'input-output'],
  ])('with the code %s becomes %s, with a sentence for people', async (code, expected) => {
    const failure = await diagnose('/x.png', Object.assign(new Error('no words for people'), { code }));
    expect(failure.code).toBe(expected);
    expect(failure.message).toMatch(/^[A-Z].*\.$/);
    expect(failure.message).not.toContain('no words');
  });

  test('that is unknown is not blamed on a good file', async () => {
    const path = place(join(temporaryFolder(), 'a.png'), png);
    expect(await diagnose(path, new Error('something else'))).toMatchObject({ code: 'internal' });
  });
});
