import { expect, test } from 'vitest';
import { Turns } from '../../../src/extension/runs/turns';

/** Work that ends when the test says so. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end };
}

const heading = (title: string) => ({ title, kind: 'process' as const });
const titles = (turns: Turns) => turns.runs.map(({ title, state }) => `${title} ${state}`);

/** Turns in which a run named `first` is at work, and others wait. */
function queue(...waiting: string[]) {
  const turns = new Turns();
  const first = held();
  const done: string[] = [];
  const run = (title: string) => turns.enqueueRun(heading(title), async () => void done.push(title));
  const all = [turns.enqueueRun(heading('first'), first.work), ...waiting.map(run)];
  return { turns, done, all, endFirst: first.end };
}

test('runs are done one after the other, and are listed in their order', async () => {
  const { turns, done, all, endFirst } = queue('second', 'third');
  expect(titles(turns)).toEqual(['first current', 'second waiting', 'third waiting']);
  endFirst();
  await Promise.all(all);
  expect(done).toEqual(['second', 'third']);
  expect(turns.runs).toEqual([]);
  expect(turns.busy).toBe(false);
});

test('a run that waits can be canceled, and its promise settles', async () => {
  const { turns, done, all, endFirst } = queue('second', 'third');
  turns.cancelWaiting(turns.runs[1]?.id as number);
  await all[1];
  expect(titles(turns)).toEqual(['first current', 'third waiting']);
  endFirst();
  await Promise.all(all);
  expect(done).toEqual(['third']);
});

test('the current run is not canceled as one that waits', async () => {
  const { turns, endFirst } = queue();
  turns.cancelWaiting(turns.runs[0]?.id as number);
  expect(titles(turns)).toEqual(['first current']);
  endFirst();
});

test('runs that wait change places, and other work keeps its turn', async () => {
  const { turns, done, all, endFirst } = queue('second');
  const undo = turns.enqueue(async () => void done.push('undo'));
  const third = turns.enqueueRun(heading('third'), async () => void done.push('third'));
  turns.move(turns.runs[2]?.id as number, -1);
  expect(titles(turns)).toEqual(['first current', 'third waiting', 'second waiting']);
  endFirst();
  await Promise.all([...all, undo, third]);
  expect(done).toEqual(['third', 'undo', 'second']);
});

test('the first run cannot move up, nor the last one down', () => {
  const { turns, endFirst } = queue('second', 'third');
  const [, second, third] = turns.runs;
  turns.move(second?.id as number, -1);
  turns.move(third?.id as number, 1);
  expect(titles(turns)).toEqual(['first current', 'second waiting', 'third waiting']);
  endFirst();
});

test('work that fails rejects its own promise only', async () => {
  const turns = new Turns();
  const failing = turns.enqueue(() => Promise.reject(new Error('no')));
  const next = turns.enqueue(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('listeners hear of each turn', async () => {
  const turns = new Turns();
  const heard: string[][] = [];
  turns.onChange(() => heard.push(titles(turns)));
  await turns.enqueueRun(heading('one'), async () => {});
  await Promise.resolve();
  expect(heard).toContainEqual(['one current']);
  expect(heard.at(-1)).toEqual([]);
});
