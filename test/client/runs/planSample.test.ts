import { expect, test } from 'vitest';
import { extrapolate, strataOf } from '../../../src/client/runs/planSample';
import type { FileEstimate, Task } from '../../../src/shared/run/run';

const header = { format: 'png', width: 8, height: 8, pages: 1, bits: 8, channels: 3, alpha: false, space: 'srgb', metadata: [] } as const;

function task(id: number, bytes: number, cost: number): Task {
  return { id, source: `/${id}.png`, bytes, cost, attempt: 0, root: '/', mtimeMs: 0, header, outputs: [] };
}

/** 2000 icons that grow to twice their size, and 8 photos that shrink to a tenth: what the selection of a website looks like. */
const icons = Array.from({ length: 2000 }, (_, id) => task(id, 1000 + (id % 7) * 100, 16_000));
const photos = Array.from({ length: 8 }, (_, id) => task(2000 + id, 6_000_000 + id * 400_000, 72_000_000));
const tasks = [...icons, ...photos];

function madeOf({ id, bytes }: Task): FileEstimate {
  return { bytesOut: id < icons.length ? bytes * 2 : bytes * (0.09 + (id % 3) / 100), ms: id < icons.length ? 5 : 900 };
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const truth = total(tasks.map((each) => madeOf(each).bytesOut));

test('files that are sampled by their number tell nothing of a few photos among many icons', () => {
  const byNumber = Array.from({ length: 8 }, (_, index) => tasks[Math.floor(((index + 0.5) * tasks.length) / 8)] as Task);
  const ratio = total(byNumber.map((each) => madeOf(each).bytesOut)) / total(byNumber.map(({ bytes }) => bytes));
  const old = ratio * total(tasks.map(({ bytes }) => bytes));
  expect(old / truth, 'the estimate of earlier versions was wrong by ten times').toBeGreaterThan(10);
});

test('files that are sampled by their cost are right within the spread that is told', () => {
  const strata = strataOf(tasks, 12);
  const estimate = extrapolate(
    strata,
    strata.map((stratum) => madeOf(stratum.task)),
  );
  expect(strata.length).toBeLessThanOrEqual(12);
  expect(total(strata.map(({ files }) => files))).toBe(tasks.length);
  expect(estimate?.low).toBeLessThanOrEqual(truth);
  expect(estimate?.high).toBeGreaterThanOrEqual(truth);
  expect(Math.abs((estimate?.bytesOut ?? 0) / truth - 1)).toBeLessThan(0.3);
});

test('where every file was tried, the estimate has no spread', () => {
  const few = strataOf(photos, 12);
  const { bytesOut, low, high, sampled } =
    extrapolate(
      few,
      few.map((stratum) => madeOf(stratum.task)),
    ) ?? {};
  expect(sampled).toBe(8);
  expect(bytesOut).toBeCloseTo(total(photos.map((each) => madeOf(each).bytesOut)), 3);
  expect([low, high]).toEqual([bytesOut, bytesOut]);
});

test('files that were not tried, or failed, widen the spread', () => {
  const strata = strataOf(photos, 12);
  const all = strata.map((stratum) => madeOf(stratum.task));
  const some = all.map((estimate, index) => (index % 2 === 0 ? estimate : null));
  const [whole, part] = [extrapolate(strata, all), extrapolate(strata, some)];
  expect(part?.sampled).toBe(4);
  expect((part?.high ?? 0) - (part?.low ?? 0)).toBeGreaterThan((whole?.high ?? 0) - (whole?.low ?? 0));
  expect(extrapolate(strata, [])).toBeUndefined();
});
