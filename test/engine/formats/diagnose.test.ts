import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/engine/formats/diagnose';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Failure } from '../../../src/shared/run/failure';
import { corpusFiles } from '../fixtures/corpus';
import { animation, apng, claimSize, gradient, solid, tiff } from '../fixtures/images';
import { carryOut, contentOf, longEdge, only, place, planOf, temporaryFolder } from '../fixtures/runs';

/** Bad files, alone in a folder: each has its own code and a sentence that names the cause, and leaves nothing behind. */

const intoFolder = longEdge(20, { outputs: [{ folder: 'out' }] });

/** What is said of a file, by the plan or by the run. */
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

const noise = await sharp({
  create: { width: 300, height: 200, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
})
  .png()
  .toBuffer();
const jpeg = await sharp(noise).jpeg().toBuffer();

describe('content', () => {
  test.each<[string, string | Buffer, string, string]>([
    ['empty.png', '', 'empty', 'The file is empty (0 bytes).'],
    ['text.png', 'just words\n', 'not-an-image', 'The file holds text, not an image.'],
    ['html.jpg', '<!DOCTYPE html><title>404</title>', 'not-an-image', 'The file holds text, not an image.'],
    ['binary.png', Buffer.from('0001020304050607', 'hex'), 'not-an-image', 'The content is no image of a format that can be decoded.'],
    [
      'pointer.png',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
      'git-lfs-pointer',
      'git lfs pull',
    ],
    ['broken.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9"><g>', 'corrupt', 'The SVG cannot be drawn'],
    ['archive.svgz', gzipSync('no drawing'), 'corrupt', 'damaged'],
    ['photo.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'unsupported', 'holds a HEIC file'],
    ['photo.jpg', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'unsupported', 'holds a HEIC file'],
    ['old.bmp', Buffer.from('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1'), 'unsupported', 'holds a BMP file'],
    ['paper.pdf', '%PDF-1.7\n%\xe2\xe3', 'unsupported', 'holds a PDF file'],
    ['paper.png', '%PDF-1.7\n%\xe2\xe3', 'unsupported', 'holds a PDF file'],
    ['icon.ico', Buffer.from('000001000100101000000100200068040000', 'hex'), 'unsupported', 'holds a Windows icon (ICO) file'],
    ['photo.psd', '8BPS\0\x01', 'unsupported', 'Photoshop'],
    ['clip.png', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1'), 'unsupported', 'video'],
    ['wide.jxl', Buffer.from('\xff\x0a\xfa\x7f', 'latin1'), 'unsupported', 'JPEG XL'],
  ])('%s', async (name, content, code, words) => {
    const failure = await failureOfBytes(name, content);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  test('an animated PNG', async () => {
    const failure = await failureOfBytes('a.png', apng(await gradient(60, 40).png().toBuffer()));
    expect(failure).toMatchObject({ code: 'animated-png', message: expect.stringContaining('first frame alone') });
  });

  test('a camera raw file is not taken for the small image in it', async () => {
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

  test('a TIFF whose pages have different sizes', async () => {
    const page = (width: number) => ({ width, height: 40, samples: 3, photometric: 2, data: Buffer.alloc(width * 40 * 3, 99) });
    // One by one they can be had; together they cannot.
    const failure = await failureOfBytes('a.tif', tiff(page(60), page(50)), { outputs: [{ format: 'webp' }] });
    expect(failure).toMatchObject({ code: 'unsupported', message: expect.stringContaining('differ in size') });
  });
});

describe('cut off', () => {
  const images: readonly (readonly [string, Promise<Buffer>])[] = [
    ['jpg', Promise.resolve(jpeg)],
    ['png', Promise.resolve(noise)],
    ['gif', sharp(noise).gif().toBuffer()],
    ['gif', animation(['red', 'blue', 'green'], { width: 200, height: 100 })],
    ['webp', sharp(noise).webp().toBuffer()],
    ['webp', animation(['red', 'blue', 'green'], { format: 'webp', width: 200, height: 100 })],
  ];

  test.each(images)('%s', async (extension, image) => {
    const bytes = await image;
    for (const part of [0.5, 0.9]) {
      const failure = await failureOfBytes(`a.${extension}`, bytes.subarray(0, Math.floor(bytes.length * part)));
      expect(failure).toEqual(expect.objectContaining({ code: 'truncated', message: expect.stringContaining('cut off') }));
    }
  });

  test('TIFF and AVIF are told to be broken', async () => {
    for (const [name, bytes] of [
      ['a.tif', await sharp(noise).tiff({ compression: 'deflate' }).toBuffer()],
      ['a.avif', await sharp(noise).avif({ effort: 0 }).toBuffer()],
    ] as const) {
      const { code } = await failureOfBytes(name, bytes.subarray(0, bytes.length >> 1));
      expect(['truncated', 'corrupt'], name).toContain(code);
    }
  });

  test('a header alone', async () => {
    for (const bytes of [noise.subarray(0, 40), jpeg.subarray(0, 40)]) {
      expect(await failureOfBytes('a.png', bytes)).toMatchObject({ code: 'truncated' });
    }
  });
});

test('a broken image is not copied either, where it fits', async () => {
  for (const [name, bytes] of [
    ['a.jpg', jpeg],
    ['a.png', noise],
    ['a.gif', await animation(['red', 'blue'], { width: 200, height: 100 })],
  ] as const) {
    const failure = await failureOfBytes(name, bytes.subarray(0, bytes.length * 0.8), longEdge(5000, { outputs: [{ folder: 'out' }] }));
    expect(failure, name).toMatchObject({ code: 'truncated' });
  }
});

test('damaged in the middle', async () => {
  const bytes = Buffer.from(noise);
  bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 200);
  expect(await failureOfBytes('a.png', bytes)).toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') });
});

describe('too large', () => {
  test('a source of more pixels than are safe', async () => {
    const failure = await failureOfBytes('a.png', claimSize(await gradient(8, 8).png().toBuffer(), 17_000, 17_000));
    expect(failure).toMatchObject({ code: 'too-many-pixels', message: expect.stringContaining('17000 x 17000 pixels') });
  });

  test.each(corpusFiles().filter((path) => path.endsWith('17000x17000.avif')))(
    'an AVIF of 17,000 x 17,000 pixels is refused: %s',
    async (path) => {
      const { entries } = await planOf(temporaryFolder(), intoFolder, { selection: [path] });
      expect(only(entries)).toMatchObject({ code: 'too-many-pixels', message: expect.stringContaining('limit of 268 million') });
    },
  );

  test('a result that the format cannot hold', async () => {
    const strip = await solid(20_000, 10, 'red').png().toBuffer();
    const failure = await failureOfBytes('a.png', strip, { outputs: [{ format: 'webp' }] });
    expect(failure).toMatchObject({ code: 'too-large', message: expect.stringContaining('WebP') });
    const avif = await failureOfBytes('a.png', strip, { outputs: [{ format: 'avif' }] });
    expect(avif).toMatchObject({ code: 'too-large', message: expect.stringContaining('AVIF') });
  });
});

describe('no file at all', () => {
  test('a folder whose name looks like an image is a folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'x.png'));
    place(join(folder, 'x.png', 'y.png'), noise);
    const { tasks, entries } = await planOf(folder, intoFolder);
    expect(entries).toHaveLength(1);
    expect(only(tasks).source).toBe(join(folder, 'x.png', 'y.png'));
  });

  test.skipIf(process.platform === 'win32')('a pipe does not block', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    const { entries } = await planOf(folder, intoFolder, { selection: [join(folder, 'pipe.png')] });
    expect(only(entries)).toMatchObject({ status: 'failed', code: 'not-a-file', message: expect.stringContaining('pipe') });
    expect((await planOf(folder, intoFolder)).entries).toEqual([]);
  });

  test('a file that vanished after the plan', async () => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.png'), noise);
    const { recipe, tasks } = await planOf(folder, intoFolder);
    unlinkSync(path);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'failed', code: 'vanished' });
    expect(contentOf(folder)).toEqual({});
  });
});

describe('an extension that lies', () => {
  test('a JPEG called .png works, and the new file is named after its content', async () => {
    const folder = temporaryFolder();
    place(join(folder, 'a.png'), jpeg);
    const { recipe, tasks } = await planOf(folder, intoFolder);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({
      status: 'done',
      outputs: [{ target: join(folder, 'out/a.jpg'), format: 'jpeg' }],
    });
  });

  test('replaced, it keeps its name and what it is', async () => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.png'), jpeg);
    const { recipe, tasks } = await planOf(folder, longEdge(20, { replace: true }));
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'done', outputs: [{ target: path, format: 'jpeg' }] });
    expect((await sharp(path).metadata()).format).toBe('jpeg');
  });

  test('a PNG called .heic is read', async () => {
    const folder = temporaryFolder();
    place(join(folder, 'a.heic'), noise);
    expect(only((await planOf(folder, intoFolder)).tasks).outputs[0]?.target).toBe(join(folder, 'out/a.png'));
  });
});

describe('errors of the system', () => {
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
  ])('%s is %s, with a sentence', async (code, expected) => {
    const failure = await diagnose('/x.png', Object.assign(new Error('no words for people'), { code }));
    expect(failure.code).toBe(expected);
    expect(failure.message).toMatch(/^[A-Z].*\.$/);
    expect(failure.message).not.toContain('no words');
  });

  test('an unknown error of a good file is not blamed on the file', async () => {
    const path = place(join(temporaryFolder(), 'a.png'), noise);
    expect(await diagnose(path, new Error('something else'))).toMatchObject({ code: 'internal' });
  });
});
