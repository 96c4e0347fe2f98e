import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undoRun';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { gradient } from '../fixtures/images';
import { contentOf, filesIn, longEdge, place, type RunPlace, run, temporaryFolder } from '../fixtures/runs';

const png = await gradient(64, 48).png().toBuffer();
const jpeg = await gradient(64, 48).jpeg().toBuffer();

const replace = longEdge(32, { replace: true });
const replaceByWebp = longEdge(32, { replace: true, outputs: [{ format: 'webp' }] });
const intoFolder = longEdge(32, { outputs: [{ folder: 'out/deep' }] });

/** A folder with two images and another file, after a run. */
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

describe('restoring', () => {
  test('undo restores the bytes, permissions and time of replaced sources', async () => {
    const { root, before, at } = await afterRun(replace);
    expect(contentOf(root)).not.toEqual(before);
    expect(undo(at)).toEqual({ restored: 2, removed: 0, refused: [] });
    expect(contentOf(root)).toEqual(before);
    const { mode, mtimeMs } = statSync(join(root, 'a.png'));
    expect(mode & 0o777).toBe(0o640);
    expect(Math.abs(mtimeMs - 1_234_567_891)).toBeLessThan(1);
  });

  test('undo restores sources that were replaced under another extension', async () => {
    const { root, before, at } = await afterRun(replaceByWebp);
    expect(filesIn(root)).toEqual(['a.webp', 'notes.txt', 'sub/b.webp']);
    expect(undo(at)).toEqual({ restored: 2, removed: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('undo removes new files and the folders made for them', async () => {
    const { root, before, at } = await afterRun(intoFolder);
    expect(undo(at)).toEqual({ restored: 0, removed: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
    expect(readdirSync(root).sort()).toEqual(['a.png', 'notes.txt', 'sub']);
  });

  test('undoing a run twice does no harm', async () => {
    for (const profile of [replace, replaceByWebp, intoFolder]) {
      const { root, before, at } = await afterRun(profile);
      undo(at);
      expect(undo(at)).toEqual({ restored: 0, removed: 0, refused: [] });
      expect(contentOf(root)).toEqual(before);
    }
  });

  test('two runs can be undone, the newer one first', async () => {
    const { root, before, at } = await afterRun(replace);
    const second = await run(root, longEdge(16, { replace: true }), {}, { id: 'second', directory: temporaryFolder() });
    expect(undo(second.run)).toMatchObject({ restored: 2, refused: [] });
    expect(undo(at)).toMatchObject({ restored: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('undoing a run without changes does nothing', () => {
    expect(undoRun(temporaryFolder(), 'run')).toEqual({ restored: 0, removed: 0, refused: [] });
  });
});

describe('changes after the run', () => {
  test('undo refuses an edited file and restores the others', async () => {
    const { root, before, at } = await afterRun(replace);
    writeFileSync(join(root, 'a.png'), 'edited');
    const report = undo(at);
    expect(report).toMatchObject({ restored: 1, refused: [{ path: join(root, 'a.png') }] });
    expect(report.refused[0]?.message).toMatch(/edited after the run.*still kept/);
    expect(contentOf(root)).toEqual({ ...before, 'a.png': contentOf(root)['a.png'] });
  });

  test('undo restores a refused original once the edited file is gone', async () => {
    const { root, before, at } = await afterRun(replace);
    writeFileSync(join(root, 'a.png'), 'edited');
    undo(at);
    unlinkSync(join(root, 'a.png'));
    expect(undo(at)).toMatchObject({ restored: 1, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('undo does not remove a new file that was edited', async () => {
    const { root, at } = await afterRun(intoFolder);
    writeFileSync(join(root, 'out/deep/a.png'), 'edited');
    expect(undo(at)).toMatchObject({ removed: 1, refused: [{ path: join(root, 'out/deep/a.png') }] });
    expect(filesIn(root)).toContain('out/deep/a.png');
  });

  test('undo keeps a new folder that contains another file', async () => {
    const { root, at } = await afterRun(intoFolder);
    place(join(root, 'out/mine.txt'), 'mine');
    expect(undo(at)).toMatchObject({ removed: 2, refused: [] });
    expect(filesIn(root)).toEqual(['a.png', 'notes.txt', 'out/mine.txt', 'sub/b.jpg']);
  });

  test('undo does not replace a new file at the path of a removed source', async () => {
    const { root, at } = await afterRun(replaceByWebp);
    place(join(root, 'a.png'), 'another one');
    const report = undo(at);
    expect(report.refused.map(({ path }) => path)).toEqual([join(root, 'a.png')]);
    expect(filesIn(root)).toEqual(['a.png', 'a.webp', 'notes.txt', 'sub/b.jpg']);
  });

  test('undo does not replace a folder at the path of a source', async () => {
    const { root, at } = await afterRun(replace);
    unlinkSync(join(root, 'a.png'));
    mkdirSync(join(root, 'a.png'));
    expect(undo(at)).toMatchObject({ restored: 1, refused: [{ path: join(root, 'a.png'), message: 'This is a folder, not a file.' }] });
  });
});

describe('files deleted after the run', () => {
  test('undo restores an original whose replacement was deleted', async () => {
    const { root, before, at } = await afterRun(replace);
    unlinkSync(join(root, 'a.png'));
    expect(undo(at)).toEqual({ restored: 2, removed: 0, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('undo restores an original whose folder was deleted', async () => {
    const { root, before, at } = await afterRun(replace);
    rmSync(join(root, 'sub'), { recursive: true });
    expect(undo(at)).toMatchObject({ restored: 2, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('undo ignores a new file that was deleted', async () => {
    const { root, at } = await afterRun(intoFolder);
    unlinkSync(join(root, 'out/deep/a.png'));
    expect(undo(at)).toEqual({ restored: 0, removed: 1, refused: [] });
  });
});

test('undo does not restore a damaged backup', async () => {
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
