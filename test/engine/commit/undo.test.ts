import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undo';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { gradient } from '../fixtures/images';
import { contentOf, filesIn, longEdge, place, type RunPlace, run, temporaryFolder } from '../fixtures/runs';

const png = await gradient(64, 48).png().toBuffer();
const jpeg = await gradient(64, 48).jpeg().toBuffer();

const replace = longEdge(32, { replace: true });
const replaceByWebp = longEdge(32, { replace: true, outputs: [{ format: 'webp' }] });
const intoFolder = longEdge(32, { outputs: [{ folder: 'out/deep' }] });

/** A folder with two images and a file that is none, after a run. */
async function afterRun(profile: Profile) {
  const root = temporaryFolder();
  place(join(root, 'a.png'), png);
  place(join(root, 'sub/b.jpg'), jpeg);
  place(join(root, 'notes.txt'), 'notes');
  chmodSync(join(root, 'a.png'), 0o640);
  utimesSync(join(root, 'a.png'), 1_000_000, 1_234_567.891);
  const before = contentOf(root);
  const { run: at, outcomes } = await run(root, profile);
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
  return { root, before, at };
}

function undo({ directory, id }: RunPlace) {
  return undoRun(directory, id);
}

describe('everything comes back', () => {
  test('replaced sources: bytes, permissions and time', async () => {
    const { root, before, at } = await afterRun(replace);
    expect(contentOf(root)).not.toEqual(before);
    expect(undo(at)).toEqual({ restored: 2, removed: 0, refused: [] });
    expect(contentOf(root)).toEqual(before);
    const { mode, mtimeMs } = statSync(join(root, 'a.png'));
    expect(mode & 0o777).toBe(0o640);
    expect(Math.abs(mtimeMs - 1_234_567_891)).toBeLessThan(1);
  });

  test('sources that were replaced under another extension', async () => {
    const { root, before, at } = await afterRun(replaceByWebp);
    expect(filesIn(root)).toEqual(['a.webp', 'notes.txt', 'sub/b.webp']);
    expect(undo(at)).toEqual({ restored: 2, removed: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('new files go, and the folders that were made for them', async () => {
    const { root, before, at } = await afterRun(intoFolder);
    expect(undo(at)).toEqual({ restored: 0, removed: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
    expect(readdirSync(root).sort()).toEqual(['a.png', 'notes.txt', 'sub']);
  });

  test('twice does no harm', async () => {
    for (const profile of [replace, replaceByWebp, intoFolder]) {
      const { root, before, at } = await afterRun(profile);
      undo(at);
      expect(undo(at)).toEqual({ restored: 0, removed: 0, refused: [] });
      expect(contentOf(root)).toEqual(before);
    }
  });

  test('two runs, the newer one first', async () => {
    const { root, before, at } = await afterRun(replace);
    const second = await run(root, longEdge(16, { replace: true }), {}, { id: 'second', directory: temporaryFolder() });
    expect(undo(second.run)).toMatchObject({ restored: 2, refused: [] });
    expect(undo(at)).toMatchObject({ restored: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('a run of nothing', () => {
    expect(undoRun(temporaryFolder(), 'run')).toEqual({ restored: 0, removed: 0, refused: [] });
  });
});

describe('what somebody did since is left alone', () => {
  test('an edited file is refused, and the others come back', async () => {
    const { root, before, at } = await afterRun(replace);
    writeFileSync(join(root, 'a.png'), 'edited');
    const report = undo(at);
    expect(report).toMatchObject({ restored: 1, refused: [{ path: join(root, 'a.png') }] });
    expect(report.refused[0]?.message).toMatch(/edited since the run.*still kept/);
    expect(contentOf(root)).toEqual({ ...before, 'a.png': contentOf(root)['a.png'] });
  });

  test('after the edit is taken away, undo gives the original back', async () => {
    const { root, before, at } = await afterRun(replace);
    writeFileSync(join(root, 'a.png'), 'edited');
    undo(at);
    unlinkSync(join(root, 'a.png'));
    expect(undo(at)).toMatchObject({ restored: 1, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('a new file that was edited stays', async () => {
    const { root, at } = await afterRun(intoFolder);
    writeFileSync(join(root, 'out/deep/a.png'), 'edited');
    expect(undo(at)).toMatchObject({ removed: 1, refused: [{ path: join(root, 'out/deep/a.png') }] });
    expect(filesIn(root)).toContain('out/deep/a.png');
  });

  test('a file that was put into a new folder keeps it', async () => {
    const { root, at } = await afterRun(intoFolder);
    place(join(root, 'out/mine.txt'), 'mine');
    expect(undo(at)).toMatchObject({ removed: 2, refused: [] });
    expect(filesIn(root)).toEqual(['a.png', 'notes.txt', 'out/mine.txt', 'sub/b.jpg']);
  });

  test('another source in the place of one that was taken away', async () => {
    const { root, at } = await afterRun(replaceByWebp);
    place(join(root, 'a.png'), 'another one');
    const report = undo(at);
    expect(report.refused.map(({ path }) => path)).toEqual([join(root, 'a.png')]);
    expect(filesIn(root)).toEqual(['a.png', 'a.webp', 'notes.txt', 'sub/b.jpg']);
  });

  test('a folder in its place', async () => {
    const { root, at } = await afterRun(replace);
    unlinkSync(join(root, 'a.png'));
    mkdirSync(join(root, 'a.png'));
    expect(undo(at)).toMatchObject({ restored: 1, refused: [{ path: join(root, 'a.png'), message: 'This is a folder, not a file.' }] });
  });
});

describe('what was deleted since', () => {
  test('an original comes back', async () => {
    const { root, before, at } = await afterRun(replace);
    unlinkSync(join(root, 'a.png'));
    expect(undo(at)).toEqual({ restored: 2, removed: 0, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('with its folder', async () => {
    const { root, before, at } = await afterRun(replace);
    rmSync(join(root, 'sub'), { recursive: true });
    expect(undo(at)).toMatchObject({ restored: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('a new file needs nothing', async () => {
    const { root, at } = await afterRun(intoFolder);
    unlinkSync(join(root, 'out/deep/a.png'));
    expect(undo(at)).toEqual({ restored: 0, removed: 1, refused: [] });
  });
});

test('a kept original that was damaged is not put back', async () => {
  const { root, at } = await afterRun(replace);
  const now = contentOf(root);
  for (const name of readdirSync(join(at.directory, 'originals'))) writeFileSync(join(at.directory, 'originals', name), 'damaged');
  const report = undo(at);
  expect(report).toMatchObject({ restored: 0, removed: 0 });
  expect(report.refused.map(({ message }) => message)).toEqual(
    Array(2).fill(expect.stringContaining('changed after the run, so the file was not touched')),
  );
  expect(contentOf(root)).toEqual(now);
});
