import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { defaultMemoryBudget } from '../../../src/client/runs/defaultMemoryBudget';
import { RunControl } from '../../../src/client/runs/runControl';
import { memoryShare } from '../../../src/client/runs/sharedMemory';
import { RunFolder } from '../../../src/client/store/runFolder';
import { writeImages } from '../../pool/images';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { countByStatus, resizeRecipe } from '../../pool/workspace';
import { deadPid, record } from '../store/records';

setUpPool();
afterEach(() => vi.useRealTimers());

/** Half of what is free is another number each time. */
const auto = 4 * 2 ** 30;
vi.mock('../../../src/client/runs/defaultMemoryBudget', () => ({ defaultMemoryBudget: () => auto }));

test('The memory is divided among the runs in progress, without those that have ended, were killed, or wait', async () => {
  const share = () => memoryShare({ store: workspace.store, memoryBudget: 3000 });
  expect(await share()).toBe(3000);
  for (const change of [{ phase: 'finished' }, { phase: 'running', pid: deadPid }, { phase: 'planning' }] as const)
    await RunFolder.create(workspace.store, record(change));
  const [one, other] = [record({ phase: 'running' }), record({ phase: 'running' })];
  await RunFolder.create(workspace.store, one);
  expect(await share()).toBe(3000);
  const second = await RunFolder.create(workspace.store, other);
  expect(await share()).toBe(1500);
  await second.update({ phase: 'finished' });
  expect(await share()).toBe(3000);
});

/** How long news of a run may take on a slow computer. */
const patience = { timeout: 20_000 };

/** A run that is paused before its first file, in a process of its own, and the budgets that the process has been given. */
async function pausedRun(folder: string, memoryBudget: number | undefined) {
  const images = join(workspace.images, folder);
  await writeImages(images, 2, { width: 400, height: 300 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  // Runs with an output in common wait for each other.
  const recipe = resizeRecipe({ longEdge: 120 }, { kind: 'folder', folder: `out-${folder}` });
  const plan = await workspace.plan(client, recipe, [images]);
  const pool = await client.process();
  const given: number[] = [];
  const { remote } = pool;
  const begin: typeof remote.begin = (setup, budget) => {
    given.push(budget);
    return remote.begin(setup, budget);
  };
  const limitMemory: typeof remote.limitMemory = (budget) => {
    given.push(budget);
    return remote.limitMemory(budget);
  };
  const recorded = { begin, limitMemory };
  Object.assign(pool, { remote: new Proxy(remote, { get: (_, name) => Reflect.get(name in recorded ? recorded : remote, name) }) });
  const control = new RunControl();
  control.pause();
  const ended = workspace.run(client, plan, { recipe, control, memoryBudget });
  await vi.waitFor(() => expect(given).toHaveLength(1), patience);
  return { given, control, ended };
}

test.each([
  ['chosen', 1000 * 2 ** 20],
  ['automatic', undefined],
])('Two runs at once share a budget that is %s, and the one that is left has all of it', async (_, chosen) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const budget = chosen ?? defaultMemoryBudget();
  const first = await pausedRun('a', chosen);
  expect(first.given).toEqual([budget]);
  const second = await pausedRun('b', chosen);
  expect(second.given).toEqual([budget / 2]);
  vi.advanceTimersByTime(5000);
  await vi.waitFor(() => expect([first.given.at(-1), second.given.at(-1)]).toEqual([budget / 2, budget / 2]), patience);
  second.control.resume();
  expect(countByStatus((await second.ended).outcomes)).toEqual({ done: 2 });
  vi.advanceTimersByTime(5000);
  await vi.waitFor(() => expect(first.given.at(-1)).toBe(budget), patience);
  first.control.resume();
  expect(countByStatus((await first.ended).outcomes)).toEqual({ done: 2 });
});
