import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TaskRunner } from '../../../src/client/runs/taskRunner';
import type { Outcome } from '../../../src/shared/run/run';
import { planOf } from '../../engine/fixtures/runs';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';

setUpPool();

/** A runner that takes tasks while it runs, and the tasks of ten images. */
async function openRunner(outcomes: (batch: readonly Outcome[]) => void = () => {}) {
  await writeImages(workspace.images, 10, { width: 320, height: 240 });
  const { recipe, tasks } = await planOf(workspace.root, { steps: [{ operation: 'resize', longEdge: 120 }], outputs: [{ folder: 'out' }] });
  const directory = join(workspace.store, 'run');
  mkdirSync(directory, { recursive: true });
  const stop = new AbortController();
  const runner = new TaskRunner({
    client: workspace.client({ poolFile: bundles.poolFile, workers: 1 }),
    setup: { runId: 'run', recipe, directory, timeoutSeconds: 60 },
    memoryBudget: 1e9,
    events: { outcomes, workers: () => {} },
    signal: stop.signal,
  });
  return { runner, tasks, stop };
}

test('A runner that is open goes on without tasks, takes more after the last one has ended, and ends when it is closed', async () => {
  const seen: Outcome[] = [];
  let wake = () => {};
  const { runner, tasks } = await openRunner((batch) => {
    seen.push(...batch);
    wake();
  });
  const running = runner.run();
  for (const half of [tasks.slice(0, 5), tasks.slice(5)]) {
    const until = seen.length + 5;
    runner.add(half);
    while (seen.length < until)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  runner.close();
  expect(await running).toEqual({ state: 'finished' });
  expect(seen.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(tasks.map(({ id }) => `${id} done`).sort());
});

test('A runner that is closed with tasks ends after them, and one that is stopped gives each its outcome', async () => {
  const seen: Outcome[] = [];
  const { runner, tasks } = await openRunner((batch) => seen.push(...batch));
  const running = runner.run();
  runner.add(tasks);
  runner.close();
  expect(await running).toEqual({ state: 'finished' });
  expect(seen).toHaveLength(10);
  const stopped: Outcome[] = [];
  const other = await openRunner((batch) => stopped.push(...batch));
  other.stop.abort();
  other.runner.add(other.tasks);
  expect(await other.runner.run()).toEqual({ state: 'canceled' });
  expect(stopped.map(({ status }) => status)).toEqual(Array(10).fill('canceled'));
});
