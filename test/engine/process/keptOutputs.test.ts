import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { recompressJpeg } from '../../../src/engine/compress/recompressJpeg';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { filesIn, only, place, run, runOn, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** Outputs that save too little to be written. */

/** A JPEG that cannot be made smaller. */
async function smallJpeg(): Promise<string> {
  const jpeg = await noise(120, 80).jpeg({ quality: 20, mozjpeg: true }).toBuffer();
  return place(join(temporaryFolder(), 'a.jpg'), recompressJpeg(jpeg) as Buffer);
}

test('when only some outputs are written, the outcome says which are not and why', async () => {
  const path = await smallJpeg();
  const steps = [{ operation: 'flip' as const }];
  const { status, outputs, unwritten } = await runOn(path, {
    steps,
    neverLarger: true,
    outputs: [
      { optimize: true, folder: 'out' },
      { format: 'webp', quality: 1, folder: 'out' },
    ],
  });
  expect(status).toBe('done');
  expect(outputs.map(({ format }) => format)).toEqual(['webp']);
  expect(only(unwritten ?? [])).toMatchObject({
    target: join(path, '../out/a.jpg'),
    status: 'kept',
    code: 'larger',
    message: expect.stringMatching(/^The source was kept: the output would be [\d.]+ K?B larger\.$/),
  });
});

test('a source that is kept for two outputs is copied once', async () => {
  const path = await smallJpeg();
  const folder = join(path, '..');
  const outputs = [
    { format: 'png' as const, optimize: true, copyKept: true, folder: 'out' },
    { optimize: true, copyKept: true, folder: 'out' },
  ];
  const { outcomes } = await run(folder, { outputs }, { selection: [path] });
  expect(outcomes).toEqual([expect.objectContaining({ status: 'kept', code: 'larger' })]);
  // The copy has the name of the second output, so only the first one is missing.
  expect(outcomes[0]?.unwritten?.map(({ target }) => target)).toEqual([join(folder, 'out', 'a.png')]);
  expect(filesIn(join(folder, 'out'))).toEqual(['a.jpg']);
  expect(readFileSync(join(folder, 'out', 'a.jpg')).equals(readFileSync(path))).toBe(true);
});

test('a changed image is written even if it is larger, because savings are not the only goal', async () => {
  const path = await smallJpeg();
  const changed = await runOn(path, { steps: [{ operation: 'flip' }], outputs: [{ optimize: true }] });
  expect(changed.status).toBe('done');
  expect(changed.outputs[0]?.bytes).toBeGreaterThan(changed.before.bytes);
  // An image that fits does not change, so there is nothing to gain.
  const same = await runOn(path, { steps: [{ operation: 'resize', longEdge: 500 }], outputs: [{ optimize: true }] });
  expect(same).toMatchObject({ status: 'kept', code: 'larger' });
});

test('a second run does not degrade an optimized image', async () => {
  const photo = noise(320, 240).jpeg({ quality: 95 });
  const path = place(join(temporaryFolder(), 'a.jpg'), await photo.toBuffer());
  const profile = { replace: true, outputs: [{ optimize: true }] };
  expect((await runOn(path, profile)).status).toBe('done');
  expect(await runOn(path, profile)).toMatchObject({ status: 'kept', code: 'larger' });
});

test('a lossless image is optimized again for any savings', async () => {
  const best = await noise(64, 48).webp({ lossless: true, effort: 6 }).toBuffer();
  const junk = Buffer.concat([Buffer.from('JUNK'), Buffer.from([100, 0, 0, 0]), Buffer.alloc(100)]);
  const wasteful = Buffer.concat([best, junk]);
  wasteful.writeUInt32LE(wasteful.length - 8, 4);
  const path = place(join(temporaryFolder(), 'a.webp'), wasteful);
  const { status, before, outputs } = await runOn(path, { replace: true, outputs: [{ optimize: true }] });
  expect(status).toBe('done');
  expect(outputs[0]?.bytes).toBeGreaterThan(before.bytes * 0.95);
});

test('metadata is removed even if the file grows', async () => {
  const small = readFileSync(await smallJpeg());
  const bytes = await sharp(small)
    .withExif({ IFD0: { Copyright: 'me' } })
    .jpeg({ quality: 20, mozjpeg: true })
    .toBuffer();
  const path = place(join(temporaryFolder(), 'a.jpg'), bytes);
  const profile = { metadata: 'strip' as const, outputs: [{ optimize: true, quality: 90, folder: 'out', copyKept: true }] };
  const { status, target, outputs } = await runOn(path, profile);
  expect(status).toBe('done');
  expect(outputs[0]?.bytes).toBeGreaterThan(bytes.length);
  expect((await sharp(target).metadata()).exif).toBeUndefined();
  expect(await runOn(path, { ...profile, neverLarger: true, outputs: [{ optimize: true, quality: 90, folder: 'out' }] })).toMatchObject({
    status: 'kept',
  });
});

test('the copy of a kept source is named by its own digest', async () => {
  const path = await smallJpeg();
  const folder = join(path, '..');
  await run(folder, { outputs: [{ format: 'png', optimize: true, copyKept: true, folder: 'out', name: '{digest:12}' }] });
  expect(filesIn(join(folder, 'out'))).toEqual([`${digestOf(readFileSync(path)).slice(0, 12)}.jpg`]);
});

test('the density in EXIF is kept in a TIFF', async () => {
  const image = sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } }).withMetadata({ density: 300 });
  const path = place(join(temporaryFolder(), 'a.jpg'), await image.jpeg().toBuffer());
  const { target } = await runOn(path, { outputs: [{ format: 'tiff' }] });
  expect((await sharp(target).metadata()).density).toBe(300);
});
