import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Queue } from '../../src/pool/queue';
import type { Outcome, RunSetup, Task } from '../../src/shared/run/run';
import { sendTasks, sentTasks } from '../../src/shared/run/sentTasks';
import { fromJson, toJson } from '../../src/shared/values/json';
import { writeImages } from './images';
import { bundles, setUpPool, workspace } from './setUp';

setUpPool();

/** Real tasks with given costs. */
async function tasksOf(...costs: readonly number[]): Promise<Task[]> {
  await writeImages(workspace.images, costs.length, { width: 100, height: 80 });
  const { tasks } = await workspace.plan(workspace.client({ poolFile: bundles.poolFile, workers: 1 }));
  return tasks.map((task, index) => ({ ...task, cost: costs[index] as number }));
}

/** Runs tasks through a queue. Returns the order in which workers got them (`+id`) and answered (`-id`). */
async function eventsOf(tasks: readonly Task[], imageBytes: number, limit?: number, workers = 2): Promise<string[]> {
  const said: string[] = [];
  const outcomes: Outcome[] = [];
  await new Promise<void>((resolve) => {
    const queue = new Queue(
      { workerFile: join(dirname(bundles.poolFile), 'worker.cjs'), workers: 2 },
      {
        taken: (ids) => said.push(...ids.map((id) => `+${id}`)),
        finished: ({ images }) => {
          const batch = images ? fromJson(images) : [];
          said.push(...batch.map(({ id }) => `-${id}`));
          outcomes.push(...batch);
          if (outcomes.length === tasks.length) resolve();
        },
        hashed: () => {},
        threadLost: () => {},
        threadsEnded: () => {},
        log: (line) => said.push(line),
      },
    );
    const directory = join(workspace.store, 'run');
    mkdirSync(directory, { recursive: true });
    const setup: RunSetup = { runId: 'run', recipe: workspace.recipe, directory, timeoutSeconds: 60 };
    queue.begin(setup, { imageBytes, workers });
    if (limit !== undefined) queue.limitMemory({ imageBytes: limit, workers });
    queue.add(sentTasks(sendTasks(tasks)));
  });
  expect(outcomes.map(({ status }) => status)).toEqual(tasks.map(() => 'done'));
  return said;
}

test('Where memory is short, fewer threads work than there are', async () => {
  const said = await eventsOf(await tasksOf(3_000_000, 3_000_000, 3_000_000, 3_000_000), 1e9, undefined, 1);
  // Two photos for a single thread.
  expect(said.findIndex((event) => event.startsWith('-'))).toBe(2);
});

test.each([
  ['two photos', 3_000_000, 2],
  ['four images', 300_000, 4],
  ['eight icons', 1000, 8],
])('A worker gets tasks in order, %s at a time', async (_, cost, each) => {
  const costs = Array<number>(2 * each + 2).fill(cost);
  const said = await eventsOf(await tasksOf(...costs), 1e9);
  expect(said.filter((event) => event.startsWith('+'))).toEqual(costs.map((_, id) => `+${id}`));
  expect(said.findIndex((event) => event.startsWith('-'))).toBe(2 * each);
  expect(said).toHaveLength(2 * costs.length);
});

test('A task beyond the memory budget runs alone', async () => {
  const said = await eventsOf(await tasksOf(5000, 400, 400), 1000);
  expect(said.slice(0, 2)).toEqual(['+0', '-0']);
});

test('Tasks in progress stay within the memory budget', async () => {
  const costs = [600, 600, 300, 900, 100];
  let [bytes, count] = [0, 0];
  for (const each of await eventsOf(await tasksOf(...costs), 1000)) {
    const cost = costs[Number(each.slice(1))] as number;
    bytes += each.startsWith('+') ? cost : -cost;
    count += each.startsWith('+') ? 1 : -1;
    expect(bytes <= 1000 || count === 1).toBe(true);
  }
});

test('Tasks in progress stay within a memory budget that was lowered', async () => {
  const said = await eventsOf(await tasksOf(700, 700, 700), 1e9, 1000);
  expect(said).toEqual(['+0', '-0', '+1', '-1', '+2', '-2']);
});

/** A queue that has taken tasks which its workers have not started, since it was paused meanwhile. */
async function pausedQueue(count: number) {
  const tasks = await tasksOf(...Array<number>(count).fill(1000));
  const said = { taken: [] as number[], ended: [] as number[], returned: 0 };
  let changed = () => {};
  const queue = new Queue(
    { workerFile: join(dirname(bundles.poolFile), 'worker.cjs'), workers: 2 },
    {
      taken: (ids) => said.taken.push(...ids),
      finished: ({ images, left = 0 }) => {
        said.ended.push(...fromJson(images ?? toJson<Outcome[]>([])).map(({ id }) => id));
        said.returned += left;
        changed();
      },
      hashed: () => {},
      threadLost: () => {},
      threadsEnded: () => {},
      log: () => {},
    },
  );
  const directory = join(workspace.store, 'run');
  mkdirSync(directory, { recursive: true });
  const begin = () =>
    queue.begin({ runId: 'run', recipe: workspace.recipe, directory, timeoutSeconds: 60 }, { imageBytes: 1e9, workers: 2 });
  const add = (some: readonly Task[]) => queue.add(sentTasks(sendTasks(some)));
  const until = async (holds: () => boolean) => {
    while (!holds())
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
  };
  begin();
  add(tasks);
  // The threads still have to start.
  queue.pause();
  expect(said.taken.length).toBeGreaterThan(8);
  return { queue, tasks, said, begin, add, until };
}

test('A pause returns the tasks that workers have not started to the queue, and Resume continues with them', async () => {
  const { queue, said, until } = await pausedQueue(40);
  expect(queue.cancelTask(39)).toBe(true);
  await until(() => said.returned === said.taken.length);
  expect(said.ended).toEqual([]);
  said.taken.length = 0;
  queue.resume();
  await until(() => said.ended.length === 39);
  const others = Array.from({ length: 39 }, (_, id) => id);
  for (const ids of [said.taken, said.ended]) expect(ids.sort((a, b) => a - b)).toEqual(others);
});

test('A cancel right after a pause leaves no task to the next run', async () => {
  const { queue, tasks, said, begin, add, until } = await pausedQueue(40);
  await queue.cancel();
  said.taken.length = 0;
  begin();
  add(tasks.slice(0, 1));
  await until(() => said.ended.length === 1 && !queue.busy);
  expect(said.taken).toEqual([0]);
});

test('A message from several threads is logged once', async () => {
  const workerFile = join(workspace.store, 'remarking.cjs');
  mkdirSync(workspace.store, { recursive: true });
  writeFileSync(
    workerFile,
    'module.exports = ({ files }) => ({ outcomes: [...files.ids], errors: [], hashed: [], remark: "It is slow here." });',
  );
  const said: string[] = [];
  await new Promise<void>((resolve) => {
    let ended = 0;
    const queue = new Queue(
      { workerFile, workers: 2 },
      {
        taken: () => {},
        finished: ({ outcomes }) => {
          ended += outcomes.length;
          if (ended === 4) resolve();
        },
        hashed: () => {},
        threadLost: () => {},
        threadsEnded: () => {},
        log: (line) => said.push(line),
      },
    );
    queue.begin(
      { runId: 'run', inspection: { kind: 'hash', algorithms: ['blake3'] }, timeoutSeconds: 60, sequential: false },
      { imageBytes: 1000, workers: 1 },
    );
    const task = { source: 'f', bytes: 1, attempt: 0, mtimeMs: 0 };
    queue.add([0, 1, 2, 3].map((id) => ({ ...task, id, cost: 1e9 })));
  });
  expect(said).toEqual(['It is slow here.']);
});

const hashing = { runId: '', inspection: { kind: 'hash', algorithms: ['sha256'] }, timeoutSeconds: 0, sequential: false } as const;

/** A queue for early reading, whose threads run this code. @param log receives its lines */
function earlyQueue(code: string, { workers = 1, earlyMs = 2 ** 30, log = [] as string[] } = {}): Queue {
  mkdirSync(workspace.store, { recursive: true });
  const workerFile = join(workspace.store, 'early.cjs');
  writeFileSync(workerFile, code);
  const events = {
    taken: () => {},
    finished: () => {},
    hashed: () => {},
    threadLost: () => {},
    threadsEnded: () => {},
    log: (line: string) => log.push(line),
  };
  return new Queue({ workerFile, workers, earlyMs }, events);
}

/** Cancels early reading as soon as some files are read, however long that takes. @param read receives the ids of all that are read */
function canceledAfter(wanted: readonly number[], read: number[]) {
  const cancel = new AbortController();
  const digested = ({ ids }: { readonly ids: Iterable<number> }) => {
    read.push(...ids);
    if (wanted.every((id) => read.includes(id))) cancel.abort();
  };
  return { signal: cancel.signal, digested };
}

test('Reading small files early ends after its time or with a cancel, even if a thread does not answer', async () => {
  const hanging = `module.exports = () => {};
    module.exports.readEarly = async ({ files }) => {
      if (files.ids.includes(0)) await new Promise(() => {});
      return { hashed: [], digested: { worker: 0, ids: files.ids, ms: new Float32Array(files.ids.length), digests: {} } };
    };`;
  // Fewer would be read without a thread.
  const tasks = Array.from({ length: 100 }, (_, id) => ({ id, source: 'f', bytes: 1, cost: 1, attempt: 0, mtimeMs: 0 }));
  const read: number[] = [];
  const { signal, digested } = canceledAfter([99], read);
  const context = { patient: true, onRead: () => {}, digested };
  await earlyQueue(hanging).readEarly(hashing, tasks, { ...context, signal });
  expect(read).not.toContain(0);
  expect(read).toContain(99);
  await earlyQueue(hanging, { earlyMs: 10 }).readEarly(hashing, tasks, { ...context, signal: new AbortController().signal });
});

test('Files that threads do not look at in time are left, and the rest of a chunk that takes long comes back', async () => {
  const scanning = `module.exports = () => {};
    module.exports.scanPaths = async ({ ids, paths }) => {
      if (ids.includes(100)) await new Promise(() => {});
      return { files: Math.min(ids.length, 5), read: { ids: ids.slice(0, 5) }, hashed: [] };
    };`;
  const queue = earlyQueue(scanning, { earlyMs: 4000 });
  const ids = Array.from({ length: 200 }, (_, index) => index + 100);
  const files = { ids, paths: ids.map((id) => `/files/${id}`) };
  const seen: number[] = [];
  const progress: number[] = [];
  const left = await queue.scanEarly(hashing, files, {
    patient: false,
    signal: new AbortController().signal,
    onRead: (read) => progress.push(read),
    scanned: async ({ read }) => void seen.push(...read.ids),
  });
  expect(left[0]).toBe(0);
  expect(new Set([...seen, ...left.map((index) => index + 100)])).toEqual(new Set(ids));
  expect(seen.length + left.length).toBe(200);
  expect(seen.length).toBeGreaterThan(100);
  expect(progress.at(-1)).toBe(seen.length);
});

test('Files of a chunk that a thread fails to look at are left, and an error in what it found out ends the plan', async () => {
  const failing = `module.exports = () => {};
    module.exports.scanPaths = async ({ ids }) => {
      if (ids.includes(0)) throw new Error('no memory');
      return { files: ids.length, read: { ids }, hashed: [] };
    };`;
  const log: string[] = [];
  const queue = earlyQueue(failing, { log });
  const ids = Array.from({ length: 200 }, (_, index) => index);
  const files = { ids, paths: ids.map((id) => `/files/${id}`) };
  const context = { patient: false, signal: new AbortController().signal, onRead: () => {} };
  const seen: number[] = [];
  const left = await queue.scanEarly(hashing, files, { ...context, scanned: async ({ read }) => void seen.push(...read.ids) });
  expect(left).toContain(0);
  expect(new Set([...seen, ...left])).toEqual(new Set(ids));
  expect(log.join()).toContain('no memory');
  const full = queue.scanEarly(hashing, files, { ...context, scanned: () => Promise.reject(new Error('the receiver is gone')) });
  await expect(full).rejects.toThrow('the receiver is gone');
});

test.skipIf(process.platform === 'win32')(
  'A file that does not answer holds up neither the others nor the process, though few are read in it',
  async () => {
    mkdirSync(workspace.store, { recursive: true });
    const path = (name: string) => join(workspace.store, name);
    // Opening a pipe waits for its other end, as a file system does that is not reachable.
    spawnSync('mkfifo', [path('0')]);
    for (const name of ['1', '2']) writeFileSync(path(name), 'x');
    const log: string[] = [];
    const queue = earlyQueue('throw new Error("No thread is needed.")', { workers: 2, log });
    const tasks = [0, 1, 2].map((id) => {
      const { mtimeMs } = statSync(path(String(id)));
      return { id, source: path(String(id)), bytes: 1, cost: 1, attempt: 0, mtimeMs: Math.floor(mtimeMs) };
    });
    const read: number[] = [];
    const { signal, digested } = canceledAfter([1, 2], read);
    await queue.readEarly(hashing, tasks, { patient: false, onRead: () => {}, digested, signal });
    expect(read.sort()).toEqual([1, 2]);
    expect(log).toEqual([]);
    closeSync(openSync(path('0'), constants.O_RDWR | constants.O_NONBLOCK)); // lets the reader go
  },
);
