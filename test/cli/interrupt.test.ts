import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunFolder } from '../../src/client/runs/runFolder';
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

test('The next run removes the temp files of a killed one', async () => {
  await killInTheMiddle();
  const [run] = await RunFolder.list(workspace.store);
  await writeFile(join(workspace.out, `.assetmill-${run?.record.id}-99-0.tmp`), 'half an image');
  const said = await commandLine(bundles, workspace, 'resize', '--long-edge', '10', join('images', '000.jpg'));
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(workspace.temps()).toHaveLength(0);
});

test('The outputs of a killed run can be undone', async () => {
  await killInTheMiddle();
  const said = await commandLine(bundles, workspace, 'undo');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/\n0 originals restored, \d+ new files removed\.\n$/);
  expect(workspace.files(workspace.out)).toEqual([]);
  expect(workspace.files()).toHaveLength(100);
});
