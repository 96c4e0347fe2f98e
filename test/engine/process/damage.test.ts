import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { readGif } from '../../../src/engine/gif/gifFrames';
import { checkImage } from '../../../src/engine/inspect/checkImage';
import { inspectFile } from '../../../src/engine/inspect/inspectFile';
import { diagnose } from '../../../src/engine/sources/diagnose';
import { gradient, tiff } from '../fixtures/images';
import { contentOf, filesIn, longEdge, only, place, planOf, run, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Damage that libvips overlooks, and causes that must not be called unexpected. */

/** A GIF with an image that ends after some of its pixels: the data go on in a code that ends them. */
async function gifWithoutLastPixels(): Promise<Buffer> {
  const gif = await gradient(64, 48).gif().toBuffer();
  const { at } = only(readGif(gif).frames);
  // A height of 16 rows more, of the image and of its screen.
  gif.writeUInt16LE(64, at + 7);
  gif.writeUInt16LE(64, 8);
  return gif;
}

/** A JPEG whose samples end before its last rows. */
async function jpegWithoutLastRows(): Promise<Buffer> {
  const jpeg = await gradient(640, 480).jpeg({ quality: 95 }).toBuffer();
  return Buffer.concat([jpeg.subarray(0, jpeg.length - 60), Buffer.from([0xff, 0xd9])]);
}

describe('a GIF that lacks pixels', () => {
  test('is damaged for a check', async () => {
    const path = place(join(temporaryFolder(), 'a.gif'), await gifWithoutLastPixels());
    expect(await checkImage(path)).toMatchObject({ code: 'corrupt' });
  });

  test('is not processed either', async () => {
    const root = temporaryFolder();
    place(join(root, 'a.gif'), await gifWithoutLastPixels());
    const { outcomes } = await run(root, longEdge(32));
    expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'corrupt', outputs: [] });
    expect(filesIn(root)).toEqual(['a.gif']);
  });
});

test('a GIF of a single image that lacks only its trailer is whole, and is processed with a note', async () => {
  const root = temporaryFolder();
  const gif = await gradient(64, 48).gif().toBuffer();
  const path = place(join(root, 'a.gif'), gif.subarray(0, -1));
  expect(await checkImage(path)).toBeUndefined();
  const { outcomes } = await run(root, longEdge(32, { replace: true }));
  expect(only(outcomes)).toMatchObject({ status: 'done', notes: ['The GIF has no end marker, but no pixels are missing.'] });
  expect(await sharp(path).metadata()).toMatchObject({ width: 32, height: 24 });
});

test('a JPEG with damaged last rows is not replaced by a small image, for which they are hardly decoded', async () => {
  const root = temporaryFolder();
  const damaged = await jpegWithoutLastRows();
  const source = place(join(root, 'a.jpg'), damaged);
  await sharp(damaged).resize(40).toBuffer();
  const { outcomes } = await run(root, longEdge(40, { replace: true }));
  expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'corrupt', outputs: [] });
  expect(readFileSync(source)).toEqual(damaged);
});

// One in which damage is always looked for, and one with more pixels than that (see unseenDamage.ts).
describe.each([
  ['small', 600, 450],
  ['large', 1800, 1350],
])('a %s JPEG with wrong samples in its middle, which show only at its end', (_, width, height) => {
  const make = async () => {
    const jpeg = await noise(width, height).jpeg({ quality: 85 }).toBuffer();
    for (let at = 0; at < 40; at += 1) jpeg[(jpeg.length >> 1) + at] = (at * 77) & 0x7f;
    return jpeg;
  };
  let made: Promise<Buffer> | undefined;

  const placeDamaged = async (root: string) => {
    made ??= make();
    const damaged = await made;
    return { source: place(join(root, 'a.jpg'), damaged), damaged };
  };

  test('is damaged for a check', async () => {
    const { source } = await placeDamaged(temporaryFolder());
    expect(await checkImage(source)).toMatchObject({ code: 'corrupt' });
  });

  test('is not replaced at any size', async () => {
    const root = temporaryFolder();
    const { source, damaged } = await placeDamaged(root);
    for (const size of [width - 10, (width * 3) / 4, 100]) {
      const { outcomes } = await run(root, longEdge(size, { replace: true }));
      expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'corrupt', outputs: [] });
    }
    expect(readFileSync(source)).toEqual(damaged);
  });

  test('becomes new files with a note', async () => {
    const root = temporaryFolder();
    await placeDamaged(root);
    const { outcomes } = await run(root, longEdge((width * 3) / 4));
    expect(only(outcomes)).toMatchObject({ status: 'done', notes: [expect.stringContaining('The source is damaged')] });
  });
});

/** Ways in which a JPEG of 1 : 1 sampling loses something in its last rows, or keeps data that no row needs. */
const jpegDamage: readonly (readonly [name: string, damage: (jpeg: Buffer) => Buffer])[] = [
  ['lacks its last samples', (jpeg) => Buffer.concat([jpeg.subarray(0, jpeg.length - 12), jpeg.subarray(-2)])],
  ['has samples left over', (jpeg) => Buffer.concat([jpeg.subarray(0, -2), jpeg.subarray(-60)])],
];

test.each(jpegDamage)('a JPEG that %s is damaged for a check', async (_, damage) => {
  const jpeg = await gradient(640, 480).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  const path = place(join(temporaryFolder(), 'a.jpg'), damage(jpeg));
  expect(await checkImage(path)).toMatchObject({ code: 'corrupt' });
  place(path, jpeg);
  expect(await checkImage(path)).toBeUndefined();
});

test('a JPEG with impossible Huffman codes is damaged for a check and for a run', async () => {
  const root = temporaryFolder();
  const jpeg = await gradient(640, 480).jpeg().toBuffer();
  const tables = jpeg.indexOf(Buffer.from([0xff, 0xc4]));
  // Numbers of codes by length: more than there can be.
  jpeg.fill(0xff, tables + 5, tables + 9);
  const path = place(join(root, 'a.jpg'), jpeg);
  expect(await checkImage(path)).toMatchObject({ code: 'corrupt' });
  expect((await run(root, longEdge(40))).outcomes).toMatchObject([{ status: 'failed', code: 'corrupt' }]);
});

test('an error of the system without a sentence of its own is one of input and output', async () => {
  const error = Object.assign(new Error('EPROTO: protocol error, read'), { code: 'EPROTO', syscall: 'read' });
  const path = place(join(temporaryFolder(), 'a.jpg'), 'x');
  expect(await diagnose(path, error)).toMatchObject({ code: 'input-output', message: expect.stringContaining('EPROTO') });
});

test('zeros after the samples of a JPEG are remarked on, and are no damage', async () => {
  const jpeg = await gradient(640, 480).jpeg().toBuffer();
  const path = place(join(temporaryFolder(), 'a.jpg'), Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(100), jpeg.subarray(-2)]));
  const remarks: string[] = [];
  expect(await checkImage(path, { onPage: () => {}, onRemark: (remark) => remarks.push(remark) })).toBeUndefined();
  expect(only(remarks)).toContain('100 bytes');
});

describe('a JPEG without its end, of which a small image needs few rows', () => {
  let jpeg: Promise<Buffer> | undefined;

  const placeCut = async (root: string) => {
    jpeg ??= noise(1200, 900).jpeg().toBuffer();
    const cut = (await jpeg).subarray(0, -2);
    return { source: place(join(root, 'a.jpg'), cut), cut };
  };
  const note = 'The source is truncated, so the end of the image may be missing.';

  test('becomes a new file with a note', async () => {
    const root = temporaryFolder();
    await placeCut(root);
    const { outcomes } = await run(root, longEdge(40));
    expect(only(outcomes)).toMatchObject({ status: 'done', notes: expect.arrayContaining([note]) });
  });

  test('is not replaced, and the message says how to get the result', async () => {
    const root = temporaryFolder();
    const { source, cut } = await placeCut(root);
    const { outcomes } = await run(root, longEdge(40, { replace: true }));
    expect(only(outcomes)).toMatchObject({ code: 'truncated', message: expect.stringMatching(/new file.*--force/) });
    expect(readFileSync(source)).toEqual(cut);
  });
});

describe.each([
  ['in its last rows', 40],
  ['in rows that are decoded', 600],
])('a JPEG that is damaged %s', (_, edge) => {
  test('is replaced if it is forced, with a backup and a note', async () => {
    const root = temporaryFolder();
    const damaged = await jpegWithoutLastRows();
    const source = place(join(root, 'a.jpg'), damaged);
    const results = { folder: temporaryFolder(), include: false, force: true };
    const { outcomes, run: at } = await run(root, longEdge(edge, { replace: true }), { results });
    expect(only(outcomes)).toMatchObject({ status: 'done', notes: [expect.stringContaining('The source is damaged')] });
    expect(await sharp(source).metadata()).toMatchObject({ width: edge });
    expect(Object.values(contentOf(at.directory))).toContain(digestOf(damaged));
  });
});

test('a damaged GIF is processed if it is forced, with a note', async () => {
  const root = temporaryFolder();
  place(join(root, 'a.gif'), await gifWithoutLastPixels());
  const results = { folder: temporaryFolder(), include: false, force: true };
  const { outcomes } = await run(root, longEdge(32), { results });
  expect(only(outcomes)).toMatchObject({ status: 'done', notes: expect.arrayContaining([expect.stringContaining('is damaged')]) });
});

test.each([
  ['a comment of 2,000 characters', `<?xml version="1.0"?><!-- ${'-x'.repeat(1000)} -->`],
  ['a comment of 40,000 characters', `<!-- ${'-x'.repeat(20_000)} -->`],
  ['a long document type', `<?xml version="1.0"?><!DOCTYPE svg [${'<!ENTITY a "bbbbbbbbbb">\n'.repeat(100)}]>`],
])('an SVG is one after %s', async (_, prologue) => {
  const root = temporaryFolder();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>';
  const path = place(join(root, 'a.svg'), `${prologue}\n${svg}`);
  expect(await checkImage(path)).toBeUndefined();
  const { outcomes } = await run(root, longEdge(20));
  expect(only(only(outcomes).outputs)).toMatchObject({ format: 'png', width: 20, height: 15 });
});

test('a source that another program changes while it is read has changed, whatever the decoder says', async () => {
  const root = temporaryFolder();
  const source = place(join(root, 'a.jpg'), await gradient(640, 480).jpeg().toBuffer());
  const spy = vi.spyOn(sharp.prototype, 'toBuffer').mockImplementation(() => {
    appendFileSync(source, 'more');
    throw new Error('something odd');
  });
  onTestFinished(() => spy.mockRestore());
  const { outcomes } = await run(root, longEdge(32));
  expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'changed' });
});

test('a folder with a NUL character is a fault of the recipe', async () => {
  const root = temporaryFolder();
  place(join(root, 'a.jpg'), await gradient(64, 48).jpeg().toBuffer());
  const { outcomes } = await run(root, longEdge(32, { outputs: [{ folder: 'a\0b' }] }));
  expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'recipe' });
});

test('checking a TIFF page by page ends at the time limit', async () => {
  const page = { width: 64, height: 48, samples: 1, photometric: 1, data: Buffer.alloc(64 * 48) };
  const source = place(join(temporaryFolder(), 'a.tif'), tiff(page, page, page));
  const task = { id: 0, source, bytes: 0, mtimeMs: 0, cost: 0, attempt: 0 };
  const context = { worker: 0, alone: true, timeoutSeconds: 1e-9, progress: () => {}, hashed: () => {}, error: () => {} };
  expect(await inspectFile(task, { kind: 'check' }, context)).toMatchObject({ status: 'failed', code: 'timeout' });
});

test('frames that are too many pixels together are mentioned', async () => {
  const root = temporaryFolder();
  const frame = await gradient(20, 20).raw().toBuffer();
  const frames = sharp(Buffer.concat([frame, frame]), { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } });
  place(join(root, 'a.gif'), await frames.gif({ keepDuplicateFrames: true }).toBuffer());
  const { entries } = await planOf(root, { steps: [{ operation: 'resize', width: 12_000, height: 12_000, fit: 'fill', enlarge: true }] });
  expect(only(entries)).toMatchObject({ code: 'too-large', message: expect.stringContaining('2 frames of 12000 x 12000 pixels') });
});
