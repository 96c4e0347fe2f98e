import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { searchDuplicates } from '../../src/client/duplicates/searchDuplicates';
import { requestInspectionPlan } from '../../src/client/runs/inspectionPlan';
import { RunControl } from '../../src/client/runs/runControl';
import { runInspection } from '../../src/client/runs/runInspection';
import type { Outcome, WorkerStatus } from '../../src/shared/run/run';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes } from './workspace';

setUpPool();

test('A waiting file that is canceled ends at once and is never started, whether or not its process has it', async () => {
  await writeImages(workspace.images, 30, { width: 2000, height: 1500 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const plan = await workspace.plan(client);
  const control = new RunControl();
  control.pause();
  const ended: number[] = [];
  const running = workspace.run(client, plan, { control, workers: () => control.cancelFile(29) }, (count) => ended.push(count));
  // The run is paused, so nothing has been sent.
  while (ended.length === 0) {
    control.cancelFile(0);
    await delay(10);
  }
  expect(ended).toEqual([1]);
  control.resume();
  const { result, outcomes } = await running;
  expect(result.state).toBe('finished');
  for (const id of [0, 29]) expect(outcomes[id]).toMatchObject({ status: 'canceled', code: 'canceled', message: 'Canceled.', worker: -1 });
  expect(countByStatus(outcomes)).toEqual({ done: 28, canceled: 2 });
  expect(workspace.files(workspace.out)).toHaveLength(28);
});

test.each([1, 2])('A file that hangs ends when it is canceled, and the others are done: %i workers', async (workers) => {
  await writeImages(workspace.images, 20, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers });
  const plan = await workspace.plan(client);
  // Opening a pipe without a writer never returns.
  const pipe = join(workspace.root, 'pipe.jpg');
  execFileSync('mkfifo', [pipe]);
  const hanging = { source: pipe, bytes: 0, mtimeMs: statSync(pipe).mtimeMs };
  const tasks = plan.tasks.map((task) => (task.id === 3 ? { ...task, ...hanging } : task));
  const control = new RunControl();
  // A worker that hangs ends nothing any more.
  let statuses = 0;
  const onStatus = (all: readonly WorkerStatus[]) => {
    // While the threads start, nothing is taken, and a file that was not taken is canceled with another message.
    if (all.some(({ task }) => task >= 0)) statuses += 1;
    if (statuses === 4) control.cancelFile(3);
  };
  const options = { timeoutSeconds: 3600, control, workers: onStatus };
  const { result, outcomes } = await workspace.run(client, { ...plan, tasks }, options, () => {
    statuses = 0;
  });
  expect(result.state).toBe('finished');
  expect(outcomes[3]).toMatchObject({ status: 'canceled', code: 'canceled' });
  expect(outcomes[3]?.message).toBe('Canceled. If its output exists, it is complete; Undo removes it.');
  expect(countByStatus(outcomes)).toEqual({ done: 19, canceled: 1 });
  expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['120x90']);
  expect(workspace.files(workspace.out)).toHaveLength(19);
  expect(workspace.temps()).toEqual([]);
});

test('Files that hang can be canceled one after the other: ending their process is no crash of it', async () => {
  await writeImages(workspace.images, 5, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const plan = await workspace.plan(client);
  const pipe = join(workspace.root, 'pipe.jpg');
  execFileSync('mkfifo', [pipe]);
  const tasks = plan.tasks.map((task) => (task.id < 3 ? { ...task, source: pipe, bytes: 0, mtimeMs: statSync(pipe).mtimeMs } : task));
  const control = new RunControl();
  const canceled = new Set<number>();
  const workers = ([status]: readonly WorkerStatus[]) => {
    const { task = -1 } = status ?? {};
    if (task < 0 || task > 2 || canceled.has(task)) return;
    canceled.add(task);
    control.cancelFile(task);
  };
  const { result, outcomes } = await workspace.run(client, { ...plan, tasks }, { timeoutSeconds: 3600, control, workers });
  expect(result.state).toBe('finished');
  expect([...canceled]).toEqual([0, 1, 2]);
  expect(outcomes.map(({ status }) => status)).toEqual(['canceled', 'canceled', 'canceled', 'done', 'done']);
});

// Windows would allocate the whole file.
test.skipIf(process.platform === 'win32')(
  'A huge file that is being hashed ends when it is canceled, and its process goes on',
  async () => {
    const folder = join(workspace.root, 'files');
    mkdirSync(folder);
    writeFileSync(join(folder, 'huge'), '');
    truncateSync(join(folder, 'huge'), 2 ** 40);
    for (const name of ['a', 'b']) writeFileSync(join(folder, name), Buffer.alloc(1 << 20, name));
    const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
    const inspection = { kind: 'hash', algorithms: ['sha256'] } as const;
    const rules = { include: [], exclude: [], excludeGlobs: [], useIgnoreFiles: true, order: 'auto' } as const;
    const { signal } = new AbortController();
    const plan = await requestInspectionPlan(client, { ...rules, selection: [folder], roots: [workspace.root], inspection }, signal);
    const huge = plan.tasks.find(({ source }) => source.endsWith('huge'))?.id as number;
    const { pid } = await client.process('files');
    const control = new RunControl();
    const outcomes: Outcome[] = [];
    const workers = (statuses: readonly WorkerStatus[]) => {
      if (statuses.some(({ task, bytesRead }) => task === huge && bytesRead > 0)) control.cancelFile(huge);
    };
    const end = await runInspection(
      plan,
      { client, timeoutSeconds: 60, signal, control },
      { outcomes: (all) => outcomes.push(...all), workers },
    );
    expect(end.state).toBe('finished');
    expect(outcomes.find(({ id }) => id === huge)).toMatchObject({
      status: 'canceled',
      message: 'Canceled while the file was being read.',
    });
    expect(countByStatus(outcomes)).toMatchObject({ canceled: 1 });
    expect((await client.process('files')).pid).toBe(pid);
  },
);

test('A file that is canceled in a search for duplicates is in no group, and the result says so', async () => {
  await writeImages(workspace.images, 3, { width: 200, height: 150 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const rules = { include: [], exclude: [], excludeGlobs: [], useIgnoreFiles: true, order: 'auto' } as const;
  const request = { ...rules, selection: [workspace.images], roots: [workspace.root], likeness: 'pixels', turned: false } as const;
  const control = new RunControl();
  control.pause();
  let ended = 0;
  const searching = searchDuplicates(
    client,
    request,
    { timeoutSeconds: 60, signal: new AbortController().signal, control },
    {
      step: () => {},
      workers: () => {},
      outcomes: (batch) => {
        ended += batch.length;
      },
    },
  );
  while (ended === 0) {
    control.cancelFile(1);
    await delay(10);
  }
  control.resume();
  const { end, groups, failed } = await searching;
  expect(end.state).toBe('finished');
  expect(groups.map(({ files }) => files.map(({ path }) => basename(path)))).toEqual([['000.jpg', '002.jpg']]);
  expect(failed).toMatchObject([{ source: join(workspace.images, '001.jpg'), status: 'canceled' }]);
});
