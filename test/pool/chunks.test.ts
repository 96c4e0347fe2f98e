import { expect, test } from 'vitest';
import { takeChunk } from '../../src/pool/chunks';
import type { Task } from '../../src/shared/run/run';

const icon = 36_000;
const photo = 36_000_000;

function tasks(...costs: readonly number[]): Task[] {
  const header = {
    format: 'png',
    width: 1,
    height: 1,
    pages: 1,
    bits: 8,
    channels: 4,
    alpha: true,
    space: 'srgb',
    metadata: [],
  } as const;
  return costs.map((cost, id) => ({ id, source: `/${id}.png`, bytes: 1, mtimeMs: 0, header, cost, outputs: [], root: '/', attempt: 0 }));
}

function chunksOf(queue: Task[], workers: number): number[][] {
  const chunks: number[][] = [];
  while (queue.length > 0) chunks.push(takeChunk(queue, workers).map(({ id }) => id));
  return chunks;
}

test('Each photo is a chunk', () => {
  expect(chunksOf(tasks(photo, photo, photo), 1)).toEqual([[0], [1], [2]]);
});

test('Icons of a long queue make chunks of sixteen, in order', () => {
  const [first, second] = chunksOf(tasks(...Array<number>(600).fill(icon)), 2);
  expect(first).toEqual(Array.from({ length: 16 }, (_, index) => index));
  expect(second?.[0]).toBe(16);
});

test('Chunks shrink toward the end, so that no worker is idle while another one has many tasks left', () => {
  const lengths = chunksOf(tasks(...Array<number>(256).fill(icon)), 4).map(({ length }) => length);
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
  expect(lengths[0]).toBe(8);
  expect(lengths.slice(-32)).toEqual(Array(32).fill(1));
});

test('A chunk is full at two million decoded bytes', () => {
  expect(chunksOf(tasks(...Array<number>(100).fill(900_000)), 1)[0]).toEqual([0, 1]);
});

test('Every task is in exactly one chunk, whatever the sizes', () => {
  const costs = Array.from({ length: 300 }, (_, index) => (index % 7 === 0 ? photo : icon * (index % 40)));
  expect(chunksOf(tasks(...costs), 3).flat()).toEqual(costs.map((_, index) => index));
});
