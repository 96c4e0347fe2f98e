import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunFolder } from '../../src/client/store/runFolder';
import { contentOf } from '../engine/fixtures/runs';
import { descendants } from '../host/descendants';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { decodedSizes } from '../pool/workspace';
import { commandLine, ended, parseLines, startCommandLine } from './commandLine';

setUpPool();

const resize = ['resize', '--long-edge', '120', '--out', 'out', '--json', 'images'];

/** Waits until that many files exist, within the time limit of the test. */
async function someMade(count: number): Promise<void> {
  while (workspace.files(workspace.out).length < count) await delay(10);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s finishes the files in progress and leaves only whole files', async (signal) => {
  await writeImages(workspace.images, 100);
  const child = startCommandLine(bundles, workspace, ...resize);
  const end = ended(child);
  await someMade(5);
  child.kill(signal);
  const said = await end;
  const { outcomes, summary } = parseLines(said);
  expect(said).toMatchObject({ code: 1, err: '' });
  expect(summary.state).toBe('canceled');
  expect(summary.counts.done).toBeGreaterThanOrEqual(4);
  expect(summary.counts.done + summary.counts.canceled).toBe(100);
  const made = workspace.files(workspace.out);
  expect(made.sort()).toEqual(outcomes.flatMap(({ outputs }) => outputs.map(({ target }) => target)).sort());
  expect(await decodedSizes(made)).toEqual(['120x90']);
});

async function killInTheMiddle(): Promise<void> {
  await writeImages(workspace.images, 100);
  const child = startCommandLine(bundles, workspace, ...resize);
  await someMade(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('The outputs of a killed run can be undone', async () => {
  await killInTheMiddle();
  const said = await commandLine(bundles, workspace, 'undo');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/\n0 originals restored, \d+ new files? removed\.\n$/);
  expect(workspace.files(workspace.out)).toEqual([]);
  expect(workspace.files()).toHaveLength(100);
});

test.skipIf(process.platform !== 'linux')(
  'An undo whose parent is killed ends between two files, so that nothing cleans up beside it, and the next one restores the rest',
  async () => {
    await writeImages(workspace.images, 300, { width: 24, height: 18 });
    const before = contentOf(workspace.images);
    await commandLine(bundles, workspace, 'resize', '--percent', '50', '--replace', 'images');
    const [run] = await RunFolder.list(workspace.store);
    const kept = () => readdirSync(join(run?.path as string, 'originals')).length;
    const child = startCommandLine(bundles, workspace, 'undo');
    while (kept() === 300) await delay(1);
    const pool = descendants().find(({ command }) => command.includes('pool.cjs'))?.pid as number;
    process.kill(pool, 'SIGSTOP');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const left = kept();
    expect(left).toBeGreaterThan(1);
    process.kill(pool, 'SIGCONT');
    while (existsSync(`/proc/${pool}`)) await delay(10);
    expect(kept(), 'one was being restored').toBeGreaterThanOrEqual(left - 1);
    expect((await commandLine(bundles, workspace, 'undo', '--yes')).code).toBe(0);
    expect(contentOf(workspace.images)).toEqual(before);
  },
);

test('After a kill, the next call removes its temp files and says what was done and what is left, until it is resumed, undone, or dismissed', async () => {
  await killInTheMiddle();
  const [run] = await RunFolder.list(workspace.store);
  const id = run?.record.id as string;
  await writeFile(join(workspace.out, `.assetmill-${id}-99-0.tmp`), 'half an image');
  const told = new RegExp(
    `^"resize" of .* was interrupted: \\d+ of 100 files done, \\d+ left\\.\n.*resume --run ${id}\n.*undo --run ${id}\n.*--dismiss ${id}\n`,
  );
  const next = () => commandLine(bundles, workspace, 'resize', '--long-edge', '10', '--force', join('images', '000.jpg'));
  expect(await next()).toMatchObject({ code: 0, err: expect.stringMatching(told) });
  expect(workspace.temps()).toEqual([]);
  expect((await next()).err, 'nothing was decided').toMatch(told);
  expect(await commandLine(bundles, workspace, 'runs', '--dismiss', id)).toMatchObject({ code: 0, err: '' });
  expect((await next()).err).toBe('');
});

test('resume processes what is left of a killed run, which remains one run for undo', async () => {
  await killInTheMiddle();
  const before = workspace.files(workspace.out).filter((path) => !path.endsWith('.tmp'));
  const said = await commandLine(bundles, workspace, 'resume', '--json');
  const { summary } = parseLines(said);
  expect(said.code, said.err).toBe(0);
  expect(summary.counts.done).toBe(summary.files);
  const made = workspace.files(workspace.out);
  expect(made).toHaveLength(100);
  expect(made).toEqual(expect.arrayContaining(before));
  expect(await decodedSizes(made)).toEqual(['120x90']);
  const runs = await RunFolder.list(workspace.store);
  expect(runs.map(({ record }) => [record.phase, record.totals?.counts.done])).toEqual([['finished', 100]]);
  expect(await commandLine(bundles, workspace, 'resume')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no run was interrupted here'),
  });
  expect((await commandLine(bundles, workspace, ...resize)).out, 'everything is up to date').toContain('"skipped":100');
  expect((await commandLine(bundles, workspace, 'undo', '--yes')).out).toContain('100 new files removed');
});

test('A canceled run can be resumed, and a resumed run that is killed can be resumed again', async () => {
  await writeImages(workspace.images, 100);
  const child = startCommandLine(bundles, workspace, ...resize);
  const end = ended(child);
  await someMade(5);
  child.kill('SIGINT');
  await end;
  const [run] = await RunFolder.list(workspace.store);
  const resume = ['resume', '--run', run?.record.id as string, '--json'];
  const made = workspace.files(workspace.out).length;
  const second = startCommandLine(bundles, workspace, ...resume);
  await someMade(made + 5);
  second.kill('SIGKILL');
  await once(second, 'exit');
  expect(await commandLine(bundles, workspace, ...resume)).toMatchObject({ code: 0 });
  expect(workspace.files(workspace.out)).toHaveLength(100);
  expect((await RunFolder.list(workspace.store)).map(({ record }) => record.totals?.counts.done)).toEqual([100]);
});

// Ctrl+Z, and fg more than the time limit of a file later. Windows has no such signals.
test.skipIf(process.platform === 'win32')('Time for which the processes are stopped does not count as time of a file', async () => {
  await writeImages(workspace.images, 4, { width: 2500, height: 1500 });
  const args = [bundles.cliFile, 'resize', '--percent', '90', '--out', 'out', '--json', '--timeout', '4', '--workers', '1', 'images'];
  const env = { ...process.env, ASSETMILL_STORE: workspace.store };
  // A process group of its own, as a shell makes one of each job.
  const child = spawn(process.execPath, args, { cwd: workspace.root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const end = ended(child);
  await someMade(1);
  process.kill(-(child.pid as number), 'SIGSTOP');
  await delay(5000);
  process.kill(-(child.pid as number), 'SIGCONT');
  const said = await end;
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(parseLines(said).summary.counts).toMatchObject({ done: 4, failed: 0 });
});
