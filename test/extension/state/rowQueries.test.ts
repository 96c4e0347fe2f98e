import { describe, expect, it, vi } from 'vitest';
import type { PlanRow } from '../../../src/client/store/runReport';
import { RunStore } from '../../../src/extension/state/runStore';
import { everyRow, type RowQuery } from '../../../src/shared/protocol/rowQuery';
import type { Outcome } from '../../../src/shared/run/run';

/** Six files: their paths, and their sizes before and after. */
const files = [
  ['a/Zebra.JPG', 1000, 400],
  ['a/apple.png', 3000, 3300],
  ['a/b/cherry.png', 2000, 2000],
  ['c/date.webp', 500, undefined],
  ['c/elder.png', 4000, undefined],
  ['fig.jpg', 100, undefined],
] as const;

function row(id: number): PlanRow {
  const [path, bytes] = files[id] as (typeof files)[number];
  return { id, source: `/project/${path}`, bytes, width: 10 * (id + 1), height: 10, cost: bytes, targets: [] };
}

function outcome(id: number): Outcome {
  const [path, bytes, after] = files[id] as (typeof files)[number];
  const written = { target: `/out/${path}`, bytes: after ?? 0, width: 5, height: 5, format: 'png' } as const;
  const base = { id, source: `/project/${path}`, before: { bytes, width: 10, height: 10 }, ms: 1, worker: 0 };
  if (after !== undefined) return { ...base, status: 'done', outputs: [written] };
  const code = id === 3 ? 'empty' : 'corrupt';
  return { ...base, status: 'failed', code, message: id === 3 ? 'The file is empty.' : `Damaged at ${id}.`, outputs: [] };
}

function filled(): RunStore {
  const store = new RunStore({
    displayPath: (path) => path.slice('/project/'.length),
    hasThumbnail: (path) => path.endsWith('.png'),
    now: () => 0,
  });
  store.start({ id: 'run', kind: 'process', title: 'Resize', destination: 'into out' });
  store.setRows(files.map((_, id) => row(id)));
  store.setPhase('running');
  store.addOutcomes([4, 2, 0, 3, 5, 1].map(outcome));
  return store;
}

const idsOf = (store: RunStore, change: Partial<RowQuery>) =>
  store.page({ query: { ...everyRow, ...change }, from: 0, count: 10 }).rows.map(({ id }) => id);

describe('A query', () => {
  it.each<[Partial<RowQuery>, number[]]>([
    [{}, [0, 1, 2, 3, 4, 5]],
    [{ descending: true }, [5, 4, 3, 2, 1, 0]],
    [{ sort: 'size' }, [5, 3, 0, 2, 1, 4]],
    [{ sort: 'size', descending: true }, [4, 1, 2, 0, 3, 5]],
    [{ sort: 'pixels', descending: true }, [5, 4, 3, 2, 1, 0]],
    [{ sort: 'status' }, [0, 1, 2, 3, 4, 5]],
    [{ sort: 'status', descending: true }, [3, 4, 5, 0, 1, 2]],
    [{ filter: 'failed', sort: 'size' }, [5, 3, 4]],
  ])('sorts: %o', (change, ids) => {
    expect(idsOf(filled(), change)).toEqual(ids);
  });

  it('sorts rows without an output last in both directions', () => {
    expect(idsOf(filled(), { sort: 'saving' })).toEqual([1, 2, 0, 3, 4, 5]);
    expect(idsOf(filled(), { sort: 'saving', descending: true })).toEqual([0, 2, 1, 3, 4, 5]);
  });

  it.each<[Partial<RowQuery>, number[]]>([
    [{ text: 'zebra' }, [0]],
    [{ text: 'a/ png' }, [1, 2]],
    [{ text: 'DAMAGED' }, [4, 5]],
    [{ text: 'nothing like it' }, []],
    [{ format: 'png' }, [1, 2, 4]],
    [{ format: 'jpg' }, [0, 5]],
    [{ folder: 'a' }, [0, 1, 2]],
    [{ folder: 'a/b' }, [2]],
    [{ saving: 'smaller' }, [0]],
    [{ saving: 'same' }, [2]],
    [{ saving: 'larger' }, [1]],
    [{ cause: 'corrupt' }, [4, 5]],
    [{ cause: 'corrupt', format: 'jpg', text: 'fig' }, [5]],
  ])('narrows down: %o', (change, ids) => {
    const store = filled();
    expect(idsOf(store, change)).toEqual(ids);
    expect(store.page({ query: { ...everyRow, ...change }, from: 0, count: 1 }).total).toBe(ids.length);
  });

  it('shows outcomes that arrive later, at the latest after a moment', async () => {
    const store = filled();
    store.setRows(files.map((_, id) => row(id)));
    expect(idsOf(store, { saving: 'smaller' })).toEqual([]);
    const changed = vi.fn();
    store.onChange(changed);
    store.addOutcomes([outcome(0)]);
    idsOf(store, { saving: 'smaller' });
    changed.mockClear();
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 5000 });
    expect(idsOf(store, { saving: 'smaller' })).toEqual([0]);
  });
});

describe('What rows can be narrowed down to', () => {
  it('are the formats and folders of the sources, and the causes of failures', () => {
    const { facets } = filled().state({ query: everyRow, from: 0, count: 0 });
    expect(facets.formats).toEqual([
      { value: 'jpg', count: 2 },
      { value: 'png', count: 3 },
      { value: 'webp', count: 1 },
    ]);
    expect(facets.folders.map(({ value }) => value)).toEqual(['a', 'a/b', 'c']);
    expect(facets.failures).toEqual([
      { code: 'corrupt', count: 2, example: 'Damaged at 4.', uniform: false },
      { code: 'empty', count: 1, example: 'The file is empty.', uniform: true },
    ]);
  });

  it('is nothing where all files are alike', () => {
    const store = filled();
    store.setRows([row(1), { ...row(2), id: 1, source: '/project/a/other.png' }]);
    const { facets } = store.state({ query: everyRow, from: 0, count: 0 });
    expect([facets.formats, facets.folders, facets.failures]).toEqual([[], [], []]);
  });
});

describe('The selection', () => {
  const selected = (store: RunStore, query: RowQuery = everyRow) =>
    store
      .page({ query, from: 0, count: 10 })
      .rows.filter((each) => each.selected)
      .map(({ id }) => id);
  const selection = (store: RunStore) => store.state({ query: everyRow, from: 0, count: 0 }).selection;

  it('is one row, further ones, and a range in the order of the query', () => {
    const store = filled();
    const bySize = { ...everyRow, sort: 'size' } as const;
    store.rows.select(3, 'only', bySize);
    store.rows.select(1, 'range', bySize);
    expect(selected(store, bySize)).toEqual([3, 0, 2, 1]);
    expect(selection(store)).toEqual({ count: 4, bytes: 6500 });
    store.rows.select(2, 'toggle', bySize);
    expect(selected(store, bySize)).toEqual([3, 0, 1]);
    store.rows.select(5, 'toggle', bySize);
    expect(selected(store, bySize)).toEqual([5, 3, 0, 1]);
    store.rows.select(4, 'only', bySize);
    expect(selected(store)).toEqual([4]);
  });

  it('is everything that matches, and what an action on one of its rows applies to', () => {
    const store = filled();
    store.rows.selectAll(true, { ...everyRow, format: 'png' });
    expect(selected(store)).toEqual([1, 2, 4]);
    expect(store.rows.targetsOf(2)).toEqual([1, 2, 4]);
    expect(store.rows.targetsOf(0)).toEqual([0]);
    store.rows.selectAll(false, everyRow);
    expect(selection(store)).toEqual({ count: 0, bytes: 0 });
  });

  it('ends with its run', () => {
    const store = filled();
    store.rows.selectAll(true, everyRow);
    store.start({ id: 'next', kind: 'process', title: 'Resize', destination: 'into out' });
    expect(selection(store).count).toBe(0);
  });
});

it('A name is found by its start, after a row and around the end', () => {
  const store = filled();
  expect(store.rows.find('ch', -1, everyRow)).toBe(2);
  expect(store.rows.find('F', 5, everyRow)).toBe(5);
  expect(store.rows.find('a', 3, everyRow)).toBe(1);
  expect(store.rows.find('a', 3, { ...everyRow, descending: true })).toBe(4);
  expect(store.rows.find('x', 0, everyRow)).toBe(-1);
});

it('A row shows the image of its first output, or its source, and another one when that changes', () => {
  const store = filled();
  expect(store.imagesOf(1).earlier, 'until the thumbnail of the output is made').toContain('/project/a/apple.png');
  const done = store.imagesOf(1).current;
  expect(done).toContain('/out/a/apple.png');
  expect(store.imagesOf(4).current).toContain('/project/c/elder.png');
  expect(store.imagesOf(0).current).toBeUndefined();
  store.setUndone();
  expect(store.imagesOf(1).current).toContain('/project/a/apple.png');
});

it('Canceled files do not count as progress', () => {
  const store = filled();
  store.setRows(files.map((_, id) => row(id)));
  store.addOutcomes([outcome(0)]);
  store.setPhase('canceled');
  const { progress, canceled } = store.totals();
  expect(canceled).toBe(5);
  expect(progress).toBeGreaterThan(0);
  expect(progress).toBeLessThan(0.4);
});
