import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunFolder } from '../../src/client/store/runFolder';
import { record } from '../client/store/records';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { decodedSizes, digest } from '../pool/workspace';
import { commandLine } from './commandLine';

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);
const small = { width: 80, height: 60 } as const;

test('undo restores what --replace replaced', async () => {
  const sources = await writeImages(workspace.images, 3, small);
  const original = digest(sources[0] as string);
  expect((await run('resize', '--percent', '50', '--replace', 'images')).code).toBe(0);
  expect(await decodedSizes(sources)).toEqual(['40x30']);
  expect(workspace.files()).toEqual(sources);
  const said = await run('undo');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/^Undoing "resize" of .* \(3 files\)\.\.\.\n3 originals restored, 0 new files removed\.\n$/);
  expect(digest(sources[0] as string)).toBe(original);
  expect(await run('undo')).toEqual({ code: 0, out: 'There is no run to undo.\n', err: '' });
});

test('undo refuses while a newer run is in progress, and says how to undo the older one', async () => {
  const [source] = (await writeImages(workspace.images, 1, small)) as [string];
  await run('resize', '--percent', '50', '--replace', 'images');
  await RunFolder.create(workspace.store, record({ title: 'convert', phase: 'running', roots: [workspace.root] }));
  const said = await run('undo', '--yes');
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('The run "convert" is still in progress.') });
  expect(await decodedSizes([source])).toEqual(['40x30']);
  const [, id] = /--run (\S+)\./.exec(said.err) as unknown as [string, string];
  expect(await run('undo', '--run', id)).toMatchObject({ code: 0, out: expect.stringContaining('1 original restored') });
});

test('An undo that leaves an edited file alone reports it and exits with 1', async () => {
  const [source] = (await writeImages(workspace.images, 1, small)) as [string];
  await run('resize', '--percent', '50', '--replace', 'images');
  await writeFile(source, 'edited');
  const said = await run('undo');
  expect(said).toMatchObject({ code: 1, out: expect.stringMatching(/\.\.\.\n0 originals restored, 0 new files removed\.\n$/) });
  expect(said.err).toContain(`${source}: The file was edited after the run`);
});

test('undo --file of a file that the run did not touch says so and exits with 1', async () => {
  await writeImages(workspace.images, 1, small);
  await run('resize', '--percent', '50', '--replace', 'images');
  const said = await run('undo', '--file', 'other.png');
  expect(said).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was undone') });
  expect((await run('undo')).out).toContain('1 original restored');
});

/** Makes an output in `first`, then one in `second`, then nothing, because all images fit. Returns the output files. */
async function threeRuns(): Promise<readonly [first: string, second: string]> {
  await writeImages(workspace.images, 1, small);
  await run('resize', '--long-edge', '40', '--out', 'first', 'images');
  await run('convert', '--format', 'webp', '--out', 'second', 'images');
  await run('resize', '--long-edge', '400', '--replace', 'images');
  const made = ['first', 'second'].map((folder) => workspace.files(join(workspace.root, folder))[0]);
  return made as [string, string];
}

test('Without a terminal, a run before one that changed nothing is undone only if that is asked for', async () => {
  const [first, second] = await threeRuns();
  const refused = await run('undo');
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toMatch(
    /^error: The last run, "resize" of .*, changed nothing\.\nTo undo the older run "convert" of .* \(1 file\), add --yes or --run \d+-\w+\.\n$/,
  );
  expect([existsSync(first), existsSync(second)]).toEqual([true, true]);
  expect(await run('undo', '--yes')).toMatchObject({ code: 0, out: expect.stringMatching(/^Undoing "convert".*\n.*1 new file removed/) });
  expect([existsSync(first), existsSync(second)]).toEqual([true, false]);
});

test('--list names the runs that can be undone, and --run undoes one of them', async () => {
  const [first, second] = await threeRuns();
  const listed = (await run('undo', '--list')).out.trimEnd().split('\n');
  expect(listed).toEqual([
    expect.stringMatching(/^\d{17}-\w+ {2}.* {2}1 file {2}convert$/),
    expect.stringMatching(/ {2}1 file {2}resize$/),
  ]);
  const runs = (await run('undo', '--list', '--json')).out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(runs).toMatchObject([
    { title: 'convert', files: 1 },
    { title: 'resize', files: 1 },
  ]);
  expect(Date.now() - Date.parse(runs[0].started)).toBeLessThan(3_600_000);
  const undone = await run('undo', '--run', runs[1].id, '--json');
  expect(JSON.parse(undone.out)).toEqual({ run: runs[1], restored: 0, removed: 1, refused: [] });
  expect([existsSync(first), existsSync(second)]).toEqual([false, true]);
  const again = await run('undo', '--run', runs[1].id);
  expect(again).toMatchObject({ code: 2, out: '' });
  expect(again.err).toMatch(/^error: there is no run \S+ that can be undone; "assetmill undo --list" shows/);
});

test('An older run whose files a newer one changed can be undone after that', async () => {
  const [source] = (await writeImages(workspace.images, 1, small)) as [string];
  const original = digest(source);
  for (const percent of ['50', '40']) await run('resize', '--percent', percent, '--replace', 'images');
  const [newer, older] = (await run('undo', '--list', '--json')).out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(await run('undo', '--run', older)).toMatchObject({ code: 1, err: expect.stringContaining('was edited after the run') });
  expect(await run('undo', '--run', newer)).toMatchObject({ code: 0 });
  expect(await decodedSizes([source])).toEqual(['40x30']);
  expect(await run('undo', '--run', older)).toMatchObject({ code: 0 });
  expect(digest(source)).toBe(original);
});

test('--json of undo and of --list say that there is nothing to undo', async () => {
  expect(await run('undo', '--json')).toMatchObject({ code: 0, out: '{"run":null,"restored":0,"removed":0,"refused":[]}\n' });
  expect(await run('undo', '--list', '--json')).toMatchObject({ code: 0, out: '' });
  expect(await run('undo', '--list')).toMatchObject({ code: 0, out: 'There is no run to undo.\n' });
  expect(await run('undo', '--list', '--yes')).toMatchObject({ code: 2, err: expect.stringContaining('cannot be used with') });
});
