import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readReport } from '../../../src/client/reports/reportData';
import { reportFacts } from '../../../src/client/reports/reportTexts';
import { outcomeOf } from '../../../src/shared/run/outcome';
import { setUpPool, workspace } from '../../pool/setUp';
import { deadPid } from '../store/records';
import { recipeOf, reportOn, reportOnRecord, runOnRecord, textOf } from './reportedRuns';

setUpPool();

const factsOf = (data: Parameters<typeof reportFacts>[0]) => Object.fromEntries(reportFacts(data).map(({ name, value }) => [name, value]));

test('A run with one output for each file tells its savings, with paths relative to its folder', async () => {
  const recipe = recipeOf({ outputs: [{ format: 'webp', quality: 20, folder: 'out' }] });
  const data = await reportOn({ 'a.png': undefined, 'deep/b.png': undefined }, recipe);
  expect(data.run).toMatchObject({ kind: 'process', title: 'Test', state: 'finished', files: 2, outputs: 2, folder: workspace.root });
  expect(data.files.map(({ source }) => data.shownPath(source))).toEqual(['images/a.png', 'images/deep/b.png']);
  expect(factsOf(data)).toMatchObject({ Files: '2 files: 2 done', Result: expect.stringMatching(/^\d.* KB → .*, \d+% saved$/) });
  expect(data.hasSets).toBe(false);
});

test('A set of outputs is counted, and not called larger than its sources', async () => {
  const outputs = [10, 20, 79].map((width) => ({ name: `{name}-${width}`, folder: 'out', widths: [width], format: 'png' as const }));
  const data = await reportOn({ 'a.png': undefined, 'b.png': undefined }, recipeOf({ outputs }));
  expect(data.run.outputs).toBe(6);
  expect(factsOf(data).Result).toMatch(/^6 outputs, [\d.]+ KB$/);
  const { bytesIn, outputBytes } = data.run;
  // Otherwise the sum would not be tested.
  expect(outputBytes).toBeGreaterThan(bytesIn);
  for (const format of ['html', 'md'] as const) expect(await textOf(data, format)).not.toMatch(/larger|saved/);
});

test('Failures of three causes are grouped, the most frequent first', async () => {
  const damaged = {
    'd.png': 'text',
    'e.png': 'other text',
    'f.png': '',
    'g.png': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
  };
  const data = await reportOn({ 'a.png': undefined, ...damaged });
  expect(data.causes.map(({ code, count }) => [code, count])).toEqual([
    ['not-an-image', 2],
    ['empty', 1],
    ['git-lfs-pointer', 1],
  ]);
  expect(data.causes[0]?.sources).toEqual(['d.png', 'e.png'].map((name) => join(workspace.images, name)));
  expect(data.run.counts).toMatchObject({ failed: 4 });
});

test('The reason of a failed output is a reason of its cause, without the name of the file', async () => {
  const target = (name: string) => join(workspace.out, name);
  const [message, format] = ['The disk is full.', 'webp'] as const;
  const outcome = (id: number) =>
    outcomeOf(
      { id, source: join(workspace.images, `${id}.png`), bytes: 1 },
      {
        ...{ status: 'failed', code: 'disk-full', message: `1 of 2 outputs failed. ${id}.webp: ${message}` },
        unwritten: [{ target: target(`${id}.webp`), format, status: 'failed', code: 'disk-full', message }],
      },
    );
  const { causes } = await reportOnRecord(Array.from({ length: 25 }, (_, id) => outcome(id)));
  expect(causes).toMatchObject([{ code: 'disk-full', count: 25, reasons: [{ message, count: 25 }] }]);
  expect(causes[0]?.sources).toHaveLength(20);
});

test('A file without an outcome was not processed, and an interrupted run says so', async () => {
  const data = await reportOnRecord([], { phase: 'running', pid: deadPid }, [join(workspace.images, 'a.png')]);
  expect(data.run).toMatchObject({ state: 'interrupted', files: 1, counts: { canceled: 1, done: 0 } });
  expect(data.files).toMatchObject([{ status: 'canceled', message: 'Not processed: the run ended first.' }]);
  const active = await reportOnRecord([], { phase: 'running' }, [join(workspace.images, 'a.png')]);
  expect(active.files).toMatchObject([{ status: 'canceled', message: 'Not processed yet.' }]);
  expect(factsOf(active).State).toBe('in progress');
});

test('A run without files has a report that says so', async () => {
  const data = await reportOnRecord([]);
  expect(data.files).toEqual([]);
  for (const format of ['html', 'md'] as const) expect(await textOf(data, format)).toContain('This run had no files.');
  expect((await textOf(data, 'csv')).split('\r\n')).toHaveLength(2);
  expect(JSON.parse(await textOf(data, 'json'))).toMatchObject({ run: { files: 0 }, causes: [], files: [] });
});

test.each([
  ['of the command line', { startedIn: '/home/me/site', roots: ['/home/me/site/images'] }, '/home/me/site'],
  ['of two workspace folders', { roots: ['/home/me/one', '/home/me/two'] }, '/home/me'],
  ['with nothing in common', { roots: ['/one', '/two'] }, null],
  ['without folders', { roots: [] }, null],
])('Paths of a run %s are relative to a folder that contains them all', async (_, change, folder) => {
  const { run, shownPath } = await reportOnRecord([], change);
  expect(run.folder).toBe(folder);
  expect(shownPath('/elsewhere/a.png')).toBe('/elsewhere/a.png');
  if (folder !== null) expect(shownPath(`${folder}/x/a.png`)).toBe('x/a.png');
});

test('A run that was undone says that its outputs are gone', async () => {
  const data = await reportOnRecord([], { undone: true });
  expect(factsOf(data).State).toBe('undone; its outputs no longer exist');
});

test('A file that was undone alone says that its outputs are gone', async () => {
  const files = ['a.png', 'b.png'].map((name, id) =>
    outcomeOf({ id, source: join(workspace.images, name), bytes: 9 }, { status: 'done', notes: ['A remark.'] }),
  );
  const folder = await runOnRecord(files);
  folder.report.appendUndone([1]);
  await folder.report.close();
  const data = await readReport(folder);
  expect(data.files.map(({ notes }) => notes)).toEqual([['A remark.'], ['A remark.', 'Undone since: its outputs no longer exist.']]);
  for (const format of ['html', 'md', 'json'] as const) expect(await textOf(data, format)).toContain('Undone since');
  expect(data.run).toMatchObject({ files: 2, undone: 1, counts: { done: 1 }, bytesIn: 9 });
  expect(factsOf(data).Files).toBe('2 files: 1 done, 1 undone');
  expect(await textOf(data, 'md')).toContain('| undone<br>');
});
