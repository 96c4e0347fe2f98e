import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { moveToStorage } from '../../../src/engine/commit/moveToStorage';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { writeRunFiles } from '../../../src/engine/commit/writeRunFiles';
import { gradient } from '../fixtures/images';
import { carryOut, contentOf, filesIn, longEdge, place, planOf, recipeOf, run, runPlace, temporaryFolder } from '../fixtures/runs';

/** Folders that are swapped for links to other folders between the plan and the writing. */

const png = await gradient(64, 48).png().toBuffer();

/** A folder of images beside another folder with files of the same names. */
function folders() {
  const [root, outside] = [temporaryFolder(), temporaryFolder()];
  for (const name of ['a.png', 'b.png', 'c.png']) {
    place(join(root, 'in', name), png);
    place(join(outside, name), png);
  }
  return { root, outside, before: contentOf(outside) };
}

/** Moves a folder away and puts a link in its place. */
function swap(folder: string, outside: string): void {
  renameSync(folder, `${folder}-moved`);
  symlinkSync(outside, folder, 'junction');
}

describe('a folder that was swapped for a link', () => {
  test('gets no output, whether it existed before the run or not', async () => {
    for (const folder of ['out', 'out/deep']) {
      const { root, outside, before } = folders();
      const { recipe, tasks } = await planOf(root, longEdge(32, { outputs: [{ folder }] }));
      const at = runPlace();
      expect(await carryOut(recipe, tasks.slice(0, 1), at)).toMatchObject([{ status: 'done' }]);
      swap(join(root, 'out'), outside);
      const outcomes = await carryOut(recipe, tasks.slice(1), at);
      expect(outcomes.map(({ status, code }) => `${status} ${code}`)).toEqual(['failed outside', 'failed outside']);
      expect(outcomes[0]?.message).toContain(`now leads to ${outside}`);
      expect(contentOf(outside)).toEqual(before);
    }
  });

  test.each([
    ['replaces no file', {}],
    ['removes no source', { outputs: [{ format: 'webp' as const }] }],
  ])('%s', async (_, rest) => {
    const { root, outside, before } = folders();
    const { recipe, tasks } = await planOf(root, longEdge(32, { replace: true, ...rest }));
    swap(join(root, 'in'), outside);
    // As an attacker would make them, the files outside have the size and the time of the sources.
    const sameTimes = tasks.map((task) => ({ ...task, mtimeMs: 1_000_000_000 }));
    for (const name of Object.keys(before)) utimesSync(join(outside, name), 1_000_000, 1_000_000);
    const outcomes = await carryOut(recipe, sameTimes);
    expect(outcomes.map(({ status, code }) => `${status} ${code}`)).toEqual(Array(3).fill('failed outside'));
    expect(contentOf(outside)).toEqual(before);
  });

  test('loses and gets nothing in an undo, which restores the files once the folder is back', async () => {
    for (const profile of [longEdge(32, { replace: true }), longEdge(32)]) {
      const { root } = folders();
      const original = contentOf(root);
      const { run: at } = await run(root, profile);
      const made = contentOf(join(root, 'in'));
      const copy = temporaryFolder();
      cpSync(join(root, 'in'), copy, { recursive: true });
      swap(join(root, 'in'), copy);
      const report = undoRun(at.directory, at.id);
      expect(report).toMatchObject({ restored: 0, removed: 0 });
      expect(report.refused).toHaveLength(3);
      expect(contentOf(copy)).toEqual(made);
      rmSync(join(root, 'in'));
      renameSync(join(root, 'in-moved'), join(root, 'in'));
      expect(undoRun(at.directory, at.id).refused).toEqual([]);
      expect(contentOf(root)).toEqual(original);
    }
  });

  test('gets no manifest', async () => {
    const { root, outside, before } = folders();
    const recipe = recipeOf(longEdge(32, { manifest: { file: 'lists/made.txt' } }));
    symlinkSync(outside, join(root, 'lists'), 'junction');
    const errors = await writeRunFiles(temporaryFolder(), 'run', recipe, [{ root, source: join(root, 'in/a.png'), outputs: [] }]);
    expect(errors).toEqual([expect.stringContaining(`its folder now leads to ${outside}`)]);
    expect(contentOf(outside)).toEqual(before);
  });
});

test('a duplicate that is found through a link to its folder moves to the storage, and undo restores it', () => {
  const { root } = folders();
  const original = contentOf(join(root, 'in'));
  symlinkSync(join(root, 'in'), join(root, 'link'), 'junction');
  const directory = temporaryFolder();
  expect(moveToStorage(directory, 0, join(root, 'link/a.png'), join(root, 'in/b.png'))).toBeUndefined();
  expect(filesIn(join(root, 'in'))).toEqual(['b.png', 'c.png']);
  expect(undoRun(directory, 'run')).toEqual({ restored: 1, removed: 0, refused: [] });
  expect(contentOf(join(root, 'in'))).toEqual(original);
});

test('a folder that was deleted during the run is made again', async () => {
  const { root } = folders();
  const { recipe, tasks } = await planOf(root, longEdge(32, { outputs: [{ folder: 'out' }] }));
  mkdirSync(join(root, 'out'));
  await carryOut(recipe, tasks.slice(0, 1));
  rmSync(join(root, 'out'), { recursive: true });
  expect((await carryOut(recipe, tasks.slice(1))).map(({ status }) => status)).toEqual(['done', 'done']);
});
