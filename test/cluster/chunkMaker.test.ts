import { expect, test } from 'vitest';
import { makeChunks } from '../../src/cluster/planner/chunkMaker';
import type { Task } from '../../src/shared/run/run';

function tasks(count: number, cost: number): Task[] {
  return Array.from({ length: count }, (_, id) => ({ id, cost }) as Task);
}

const sizes = (chunks: readonly (readonly Task[])[]) => chunks.map(({ length }) => length);

test('Chunks have at most 64 files, and little to decode', () => {
  expect(sizes(makeChunks(tasks(512, 36_000), 1))).toEqual(Array(8).fill(64));
  expect(sizes(makeChunks(tasks(8, 96e6), 1))).toEqual([2, 2, 2, 2]);
});

test('Few files are cut into two chunks for each thread, so that no machine is idle', () => {
  expect(sizes(makeChunks(tasks(64, 36_000), 8))).toEqual(Array(16).fill(4));
  expect(sizes(makeChunks(tasks(3, 36_000), 8))).toEqual([1, 1, 1]);
  expect(makeChunks([], 8)).toEqual([]);
});

test('Tasks keep their order, and none is lost', () => {
  const all = tasks(777, 3e6);
  expect(makeChunks(all, 5).flat()).toEqual(all);
});
