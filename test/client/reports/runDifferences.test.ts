import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readComparedRun } from '../../../src/client/reports/comparedRun';
import { differencesReport } from '../../../src/client/reports/differencesReport';
import { type DifferenceKind, mostListed, type RunDifferences, runDifferences } from '../../../src/client/reports/runDifferences';
import { settingDifferences } from '../../../src/client/reports/settingDifferences';
import { RunFolder } from '../../../src/client/store/runFolder';
import type { RunRecord } from '../../../src/client/store/runRecord';
import { profileOfRecipe } from '../../../src/shared/recipe/profileOfRecipe';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { outcomeOf } from '../../../src/shared/run/outcome';
import type { Outcome, OutcomeStatus } from '../../../src/shared/run/run';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { placeImages, recipeOf, runOnRecord } from './reportedRuns';

setUpPool();

/** The outcome of a file. @param bytes of its output, if it has one */
function outcome(id: number, name: string, status: OutcomeStatus, bytes?: number): Outcome {
  const outputs = bytes === undefined ? [] : [{ target: `${name}.webp`, bytes, width: 1, height: 1, format: 'webp' as const }];
  return outcomeOf({ id, source: join(workspace.images, name), bytes: 1000 }, { status, outputs, worker: 0 });
}

async function differencesOf(a: RunFolder, b: RunFolder): Promise<RunDifferences> {
  return runDifferences(await readComparedRun(a), await readComparedRun(b), undefined);
}

const namesOf = ({ files }: RunDifferences, kind: DifferenceKind) =>
  files[kind].largest.map(({ source }) => source.slice(workspace.images.length + 1));

/** Lines of a report that start with a text. */
const linesWith = (differences: RunDifferences, start: string) =>
  [...differencesReport(differences)]
    .join('')
    .split('\n')
    .filter((line) => line.startsWith(start));

async function runFolder(recipe: Recipe): Promise<RunFolder> {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { result } = await workspace.run(client, await workspace.plan(client, recipe), { recipe });
  return RunFolder.open(workspace.store, result.folder.record.id);
}

test('Two runs that took place differ in their settings, their bytes, and a file that failed in one of them', async () => {
  const recipes = [90, 10].map((quality) => recipeOf({ outputs: [{ format: 'jpeg', quality, folder: `q${quality}` }] }));
  await placeImages({ 'a.png': undefined, 'b.png': undefined, 'c.png': 'no image' });
  const a = await runFolder(recipes[0] as Recipe);
  await placeImages({ 'c.png': undefined, 'd.png': undefined });
  const b = await runFolder(recipes[1] as Recipe);
  const [ofA, ofB] = recipes.map(profileOfRecipe) as [ReturnType<typeof profileOfRecipe>, ReturnType<typeof profileOfRecipe>];
  const differences = runDifferences(await readComparedRun(a), await readComparedRun(b), settingDifferences(ofA, ofB));
  expect(namesOf(differences, 'outcome')).toEqual(['c.png']);
  expect(namesOf(differences, 'size').sort()).toEqual(['a.png', 'b.png']);
  expect(namesOf(differences, 'onlyInA')).toEqual([]);
  expect(namesOf(differences, 'onlyInB')).toEqual(['d.png']);
  expect(linesWith(differences, '| `outputs[0].')).toEqual([
    '| `outputs[0].quality` | `90` | `10` |',
    '| `outputs[0].folder` | `"q90"` | `"q10"` |',
  ]);
  expect(linesWith(differences, '| Files: failed')).toEqual(['| Files: failed | 1 | — |']);
  expect(linesWith(differences, '| Files: done')).toEqual(['| Files: done | 2 | 4 |']);
  expect(linesWith(differences, '| `images/c.png`')[0]).toMatch(/^\| `images\/c.png` \| failed \| done, .+ \| {2}\|$/);
  expect(linesWith(differences, '| `images/a.png`')[0]).toMatch(/\| done, .+ \| done, .+ \| -.+, -\d+% \|$/);
});

test('The largest differences come first, after failures in one of the runs, and equal files are only counted', async () => {
  const a = await runOnRecord([
    outcome(0, 'little.png', 'done', 500),
    outcome(1, 'much.png', 'done', 500),
    outcome(2, 'same.png', 'done', 500),
    outcome(3, 'kept.png', 'kept'),
    outcome(4, 'broken.png', 'failed'),
    outcome(5, 'skipped.png', 'skipped'),
  ]);
  const b = await runOnRecord([
    outcome(0, 'little.png', 'done', 510),
    outcome(1, 'much.png', 'done', 100),
    outcome(2, 'same.png', 'done', 500),
    outcome(3, 'kept.png', 'kept'),
    outcome(4, 'broken.png', 'done', 20),
    outcome(5, 'skipped.png', 'done', 900),
  ]);
  const differences = await differencesOf(a, b);
  expect(differences.same).toBe(2);
  expect(namesOf(differences, 'size')).toEqual(['much.png', 'little.png']);
  expect(namesOf(differences, 'outcome')).toEqual(['broken.png', 'skipped.png']);
  expect(linesWith(differences, '2 files have')).toEqual(['2 files have the same outcome and size in both runs.']);
});

test('A resumed run counts the last outcome of each file, a file that was not reached is not processed, and one that was undone is counted', async () => {
  const canceled = [outcome(0, 'a.png', 'canceled'), outcome(1, 'b.png', 'done', 10)];
  const resumed = await runOnRecord([...canceled, outcome(0, 'a.png', 'done', 10)], { elapsedSeconds: 4 });
  const stopped = await runOnRecord([outcome(0, 'b.png', 'done', 10)], {}, [join(workspace.images, 'a.png')]);
  stopped.report.appendUndone([0]);
  await stopped.report.close();
  // What was undone, and then made when the run was resumed.
  resumed.report.appendUndone([1]);
  resumed.report.appendOutcomes([outcome(1, 'b.png', 'done', 10)]);
  await resumed.report.close();
  expect([...(await resumed.report.read()).undone]).toEqual([]);
  const [a, b] = [await readComparedRun(resumed), await readComparedRun(stopped)];
  expect([a.undone, b.undone]).toEqual([0, 1]);
  expect(a.run).toMatchObject({ files: 2, counts: { done: 2, canceled: 0 }, bytesOut: 20 });
  expect(a.filesPerSecond).toBe(0.5);
  expect(b.run).toMatchObject({ files: 2, counts: { done: 1, canceled: 1 } });
  expect(b.filesPerSecond).toBeUndefined();
  expect(namesOf(runDifferences(a, b, undefined), 'outcome')).toEqual(['a.png']);
});

test('Of many files, a hundred of each kind are listed, and the others counted', async () => {
  const count = 3000;
  const all = (bytes: (id: number) => number) => Array.from({ length: count }, (_, id) => outcome(id, `${id}.png`, 'done', bytes(id)));
  const a = await runOnRecord(all(() => 5000));
  const differences = await differencesOf(a, await runOnRecord(all((id) => 5000 - id)));
  expect(differences.same).toBe(1);
  expect(differences.files.size.count).toBe(count - 1);
  expect(namesOf(differences, 'size')).toEqual(Array.from({ length: mostListed }, (_, index) => `${count - 1 - index}.png`));
  expect(linesWith(differences, 'and ')).toEqual(['and 2,899 more']);
  expect(linesWith(differences, '| `')).toHaveLength(mostListed);
});

test('Runs of folders with nothing in common have absolute paths, and names are never markup', async () => {
  const change = (root: string): Partial<RunRecord> => ({ roots: [root], title: '# *bold* | <b>' });
  const source = '/one/`a`|<img src=x>.png';
  const file = outcomeOf({ id: 0, source, bytes: 1 }, { status: 'failed' });
  const differences = await differencesOf(await runOnRecord([file], change('/one')), await runOnRecord([], change('/two')));
  expect(differences.folder).toBeNull();
  const text = [...differencesReport(differences)].join('');
  expect(text).toContain('&#42;bold&#42; &#124; &#60;b&#62;');
  expect(text).toContain('<code>/one/&#96;a&#96;&#124;&#60;img src=x&#62;.png</code>');
  expect(text).not.toContain('<img');
  expect(text).toContain('The settings of one of the runs are not on record.');
});

test('Runs with the same settings say so', async () => {
  const run = await readComparedRun(await runOnRecord([]));
  expect([...differencesReport(runDifferences(run, run, []))].join('')).toContain('Both runs have the same settings.');
});
