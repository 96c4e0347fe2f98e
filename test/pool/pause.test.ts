import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PoolClient } from '../../src/client/pool/poolClient';
import type { RunOptions } from '../../src/client/runs/executePlan';
import { RunControl } from '../../src/client/runs/runControl';
import type { WorkerStatus } from '../../src/shared/run/run';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, type Ran } from './workspace';

setUpPool();

/** Files of most runs. */
const few = 100;
/** The pool process has as many at a time. */
const sent = 512;

interface PausedRun {
  readonly client: PoolClient;
  readonly control: RunControl;
  readonly running: Promise<Ran>;
  /** Number of outcomes so far. */
  ended(): number;
}

/** Pauses a run over small images, and waits until all of its workers are idle. */
async function pausedRun(files: number, options: Partial<RunOptions> = {}): Promise<PausedRun> {
  await writeImages(workspace.images, files, { width: 400, height: 300 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 }, { idleMs: 1000 });
  const plan = await workspace.plan(client);
  const control = new RunControl();
  let ended = 0;
  let statuses: readonly WorkerStatus[] = [];
  const workers = (all: readonly WorkerStatus[]) => {
    statuses = all;
  };
  const running = workspace.run(client, plan, { ...options, control, workers }, (count) => {
    if (count >= 10 && ended < 10) control.pause();
    ended = count;
  });
  while (!control.paused || statuses.some(({ task }) => task >= 0)) await delay(10);
  return { client, control, running, ended: () => ended };
}

test('A paused run starts no further file, however long it is paused, and goes on with the rest', async () => {
  const files = 600;
  const started = performance.now();
  const { client, control, running, ended } = await pausedRun(files, { timeoutSeconds: 1 });
  const { pid } = await client.process();
  const written = () => workspace.files(workspace.out).length;
  // Workers that seem idle may have had their last file when that was told, and outcomes come in batches.
  await expect.poll(() => written() - ended(), { timeout: 30_000 }).toBe(0);
  const made = written();
  expect(made).toBeLessThan(sent);
  // Longer than a file may take, and than the process may be idle.
  await delay(2500);
  expect(workspace.files(workspace.out)).toHaveLength(made);
  expect(workspace.temps()).toEqual([]);
  control.resume();
  const { result, outcomes } = await running;
  expect(result.state).toBe('finished');
  const { pauses = [] } = result.folder.record.throughput ?? {};
  expect(pauses.map(({ seconds }) => Math.floor(seconds))).toEqual([Math.floor(control.pausedSeconds)]);
  expect((await client.process()).pid).toBe(pid);
  expect(outcomes.map(({ id }) => id)).toEqual(Array.from({ length: files }, (_, id) => id));
  expect(countByStatus(outcomes)).toEqual({ done: files });
  expect(workspace.files(workspace.out)).toHaveLength(files);
  // The pause counts as no time.
  expect(result.folder.record.elapsedSeconds).toBeLessThan((performance.now() - started - 2500) / 1000);
});

test('A paused run survives the death of its process', async () => {
  const { client, control, running, ended } = await pausedRun(few);
  const before = await client.process();
  process.kill(before.pid as number, 'SIGKILL');
  await before.exited;
  const after = await client.process();
  expect(after.pid).not.toBe(before.pid);
  const made = ended();
  await after.started();
  expect(ended()).toBe(made);
  control.resume();
  const { result, outcomes } = await running;
  expect(result.state).toBe('finished');
  expect(countByStatus(outcomes)).toEqual({ done: few });
  expect(workspace.files(workspace.out)).toHaveLength(few);
});

test('A paused run can be canceled, and the next one is not paused', async () => {
  const abort = new AbortController();
  const { client, running, ended } = await pausedRun(few, { signal: abort.signal });
  const made = ended();
  abort.abort();
  const { result, outcomes } = await running;
  expect(result.state).toBe('canceled');
  expect(countByStatus(outcomes)).toEqual({ done: made, canceled: few - made });
  const next = await workspace.run(client, await workspace.plan(client));
  expect(next.result.state).toBe('finished');
  expect(next.outcomes).toHaveLength(few);
});
