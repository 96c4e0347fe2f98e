import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readJournal } from '../../../src/engine/commit/journal';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { gradient } from '../fixtures/images';
import { withDamagedPixels } from '../fixtures/pngs';
import { filesIn, longEdge, only, place, run, temporaryFolder } from '../fixtures/runs';

/** A disk that loses the second half of the next file that is flushed, as a failing one may. */
function damageNextFlush(): void {
  const flush = fs.fsync;
  const spy = vi.spyOn(fs, 'fsync').mockImplementationOnce((file, done) =>
    flush(file, (error) => {
      fs.ftruncateSync(file, fs.fstatSync(file).size >> 1);
      done(error);
    }),
  );
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}

const png = await gradient(64, 48).png().toBuffer();

test.each<[string, Profile]>([
  ['an encoded file', longEdge(32)],
  ['a file that replaces its source', longEdge(32, { replace: true, outputs: [{ format: 'webp' }] })],
  ['a copy', longEdge(100, { outputs: [{ folder: '.', name: 'copy' }] })],
])('an output that is damaged on the disk is discarded after the flush: %s', async (_, profile) => {
  const root = temporaryFolder();
  const source = place(join(root, 'a.png'), png);
  damageNextFlush();
  const { outcomes, run: own } = await run(root, profile);
  expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'check-failed', outputs: [] });
  expect(filesIn(root)).toEqual(['a.png']);
  expect(readFileSync(source)).toEqual(png);
  expect(readJournal(own.directory)).toEqual([]);
});

test('a file whose pixels the encoder damaged does not replace its source', async () => {
  const root = temporaryFolder();
  // Gray, so that sharp encodes it: the light lane does not.
  const gray = await gradient(64, 48).toColorspace('b-w').png().toBuffer();
  const source = place(join(root, 'a.png'), gray);
  const { toBuffer } = sharp.prototype;
  const encode = vi.spyOn(sharp.prototype, 'toBuffer').mockImplementation(async function (this: Sharp, options: object) {
    const { data, info } = await toBuffer.call(this, { ...options, resolveWithObject: true });
    return { data: info.format === 'png' ? withDamagedPixels(data) : data, info };
  } as never);
  onTestFinished(() => encode.mockRestore());
  const { outcomes, run: own } = await run(root, longEdge(32, { replace: true }));
  expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'check-failed', outputs: [] });
  expect(readFileSync(source)).toEqual(gray);
  expect(readJournal(own.directory)).toEqual([]);
});

test('a broken source that already fits is not copied', async () => {
  const root = temporaryFolder();
  const broken = Buffer.from(png);
  // In the compressed pixels: the header is fine, so the plan cannot know.
  broken.fill(0, broken.length >> 1, (broken.length >> 1) + 20);
  place(join(root, 'a.png'), broken);
  const { outcomes } = await run(root, longEdge(100, { outputs: [{ folder: 'out' }] }));
  expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'corrupt', outputs: [] });
  expect(filesIn(root)).toEqual(['a.png']);
});
