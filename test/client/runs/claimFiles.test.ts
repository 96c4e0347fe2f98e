import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { resumeRun } from '../../../src/client/history/resumeRun';
import { undoRun } from '../../../src/client/history/undoLastRun';
import { busyRunOnFiles } from '../../../src/client/runs/busyRuns';
import { claimFiles } from '../../../src/client/runs/claimFiles';
import { RunFolder } from '../../../src/client/store/runFolder';
import { type RunRecord, thisProcess } from '../../../src/client/store/runRecord';
import { beginUndo } from '../../../src/client/store/undoLock';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { countByStatus } from '../../pool/workspace';
import { deadPid, record } from '../store/records';

setUpPool();

/** A run on some files, which is about to start. */
async function run(files: readonly string[], change: Partial<RunRecord> = {}): Promise<RunFolder> {
  const folder = await RunFolder.create(workspace.store, record({ phase: 'planning', ...change }));
  folder.report.appendRows(files.map((source, id) => ({ id, source, bytes: 1, width: 0, height: 0, cost: 0, targets: [`${source}.out`] })));
  await folder.report.close();
  return folder;
}

const { signal } = new AbortController();
const options = () => ({ store: workspace.store, signal });

test('Runs on disjoint files start side by side', async () => {
  const [one, other] = [await run(['/a', '/b']), await run(['/c'])];
  expect(await Promise.all([one, other].map((folder) => claimFiles(folder, options())))).toEqual([false, false]);
  expect([one, other].map((folder) => folder.record.phase)).toEqual(['running', 'running']);
});

test('A run waits for another one that reads or writes one of its files, and says so', async () => {
  const first = await run(['/a'], { title: 'Resize' });
  await claimFiles(first, options());
  const reasons: string[] = [];
  const second = await run(['/b', '/a.out']);
  const claim = claimFiles(second, { ...options(), waiting: (reason) => reasons.push(reason) });
  await setTimeout(100);
  expect(second.record.phase).toBe('planning');
  expect(reasons).toEqual(['Waiting: "Resize" is working on some of the same files.']);
  await first.update({ phase: 'finished' });
  expect(await claim).toBe(true);
  expect(second.record.phase).toBe('running');
});

test('A run waits for one that may write one of its files in a format that is still open', async () => {
  const first = await RunFolder.create(workspace.store, record({ phase: 'planning', title: 'Convert' }));
  const header = { format: 'png', width: 1, height: 1, pages: 1, bits: 8, channels: 3, alpha: false, space: 'srgb', metadata: [] } as const;
  const candidates = (['jpeg', 'webp'] as const).map((format) => ({ format, target: `/x.${format}`, mode: 'create' as const }));
  const best = { output: 0, target: '/x.{format}', format: 'best', mode: 'create', copy: false, candidates } as const;
  first.report.appendTasks([{ id: 0, source: '/a', root: '/', bytes: 1, mtimeMs: 0, cost: 0, attempt: 0, header, outputs: [best] }]);
  await first.report.close();
  await claimFiles(first, options());
  const second = await run(['/x.webp']);
  expect((await busyRunOnFiles(workspace.store, second))?.run.record.title).toBe('Convert');
  await first.update({ phase: 'finished' });
  expect(await claimFiles(second, options())).toBe(false);
});

test('A run waits for an undo that changes one of its files, and says so', async () => {
  const undone = await run(['/a'], { title: 'Resize', phase: 'finished' });
  const { whileAlive: whileUndoing } = await beginUndo(undone.path);
  const reasons: string[] = [];
  const second = await run(['/a.out']);
  const claim = claimFiles(second, { ...options(), waiting: (reason) => reasons.push(reason) });
  await whileUndoing(async () => {
    await setTimeout(100);
    expect(second.record.phase).toBe('planning');
  });
  expect(await claim).toBe(true);
  expect(reasons).toEqual(['Waiting: "Resize" is being undone, which changes some of the same files.']);
});

test('Of two undos on one file, the second one is refused until the first has ended', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const [first, second] = [await run(['/a'], { title: 'Resize', phase: 'finished' }), await run(['/a'], { phase: 'finished' })];
  const { whileAlive: whileUndoing } = await beginUndo(first.path);
  const undoSecond = () => undoRun(client, workspace.store, second, { isNewest: true });
  await whileUndoing(() => expect(undoSecond()).rejects.toThrow('"Resize" is being undone, which changes some of these files.'));
  expect((await undoSecond()).report).toMatchObject({ restored: 0, removed: 0 });
});

test('An undo that is canceled before it begins changes nothing', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const folder = await run(['/a'], { phase: 'finished' });
  const undo = undoRun(client, workspace.store, folder, { isNewest: true, signal: AbortSignal.abort() });
  await expect(undo).rejects.toThrow('aborted');
  expect((await RunFolder.open(workspace.store, folder.record.id)).record.undone).toBe(false);
});

test('A run that is being undone is not resumed, and one in progress is not undone', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const folder = await run(['/a'], { title: 'Resize', phase: 'finished' });
  const planned = { tasks: [], all: [], files: 0, earlier: [] };
  const resume = () => resumeRun({ folder, planned, time: { elapsedSeconds: 0 } }, { ...options(), client, outcomes() {}, workers() {} });
  await (await beginUndo(folder.path)).whileAlive(() => expect(resume()).rejects.toThrow('was resumed or undone by another window'));
  await folder.update({ phase: 'running', ...thisProcess() });
  await expect(undoRun(client, workspace.store, folder, { isNewest: true })).rejects.toThrow('"Resize" is in progress.');
});

test.each(['interrupted', 'running'] as const)(
  'A resumed run that is canceled while it waits can be resumed and undone again: %s',
  async (phase) => {
    await claimFiles(await run(['/a']), options());
    const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
    const folder = await run(['/a'], { phase, pid: deadPid, message: 'why' });
    const abort = new AbortController();
    const planned = { tasks: [], all: [], files: 0, earlier: [] };
    const context = { store: workspace.store, signal: abort.signal, client, outcomes() {}, workers() {}, waiting: () => abort.abort() };
    await expect(resumeRun({ folder, planned, time: { elapsedSeconds: 0 } }, context)).rejects.toThrow('aborted');
    const { record } = await RunFolder.open(workspace.store, folder.record.id);
    expect(record).toMatchObject({ phase: 'interrupted', message: 'why' });
  },
);

test('A run whose process was killed holds nothing up, and neither does one that waits itself', async () => {
  await run(['/a'], { phase: 'running', pid: deadPid });
  await run(['/a']);
  expect(await claimFiles(await run(['/a']), options())).toBe(false);
});

test('A canceled run stops waiting', async () => {
  await claimFiles(await run(['/a']), options());
  const abort = new AbortController();
  const claim = claimFiles(await run(['/a']), { store: workspace.store, signal: abort.signal });
  abort.abort();
  await expect(claim).rejects.toThrow('aborted');
});

test('Two runs that are planned at once process each file once: the second one plans again', async () => {
  await writeImages(workspace.images, 6, { width: 200, height: 150 });
  const clients = [1, 2].map(() => workspace.client({ poolFile: bundles.poolFile, workers: 1 }));
  const plans = await Promise.all(clients.map((client) => workspace.plan(client)));
  const runs = await Promise.all(
    clients.map((client, index) =>
      workspace.run(client, plans[index] as (typeof plans)[0], { replan: () => workspace.plan(client), request: workspace.request() }),
    ),
  );
  const counts = runs.map(({ outcomes }) => countByStatus(outcomes));
  expect(
    counts.every(({ done }) => done === 6),
    'the second one writes under other names, since it has no record of results',
  ).toBe(true);
  expect(workspace.files(workspace.out)).toHaveLength(12);
});

test('A run is not undone while another one works on its files', async () => {
  const [source] = (await writeImages(workspace.images, 1, { width: 200, height: 150 })) as [string];
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { result } = await workspace.run(client, await workspace.plan(client));
  const other = await run([source], { title: 'Convert' });
  await claimFiles(other, options());
  await expect(undoRun(client, workspace.store, result.folder, { isNewest: true })).rejects.toThrow(
    '"Convert" is working on some of these files',
  );
  expect(await busyRunOnFiles(workspace.store, other)).toBeUndefined();
  await other.update({ phase: 'finished' });
  expect((await undoRun(client, workspace.store, result.folder, { isNewest: true })).report.removed).toBe(1);
});
