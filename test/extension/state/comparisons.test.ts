import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallTimeoutError } from '../../../src/client/pool/callWithTimeout';
import { Comparisons } from '../../../src/extension/state/comparisons';
import { RunStore } from '../../../src/extension/state/runStore';
import { everyRow } from '../../../src/shared/protocol/rowQuery';
import type { CompareRequest, Comparison } from '../../../src/shared/run/comparison';
import type { Outcome } from '../../../src/shared/run/run';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-comparisons-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const facts = { format: 'png', bytes: 5, width: 8, height: 8, pages: 1, alpha: false, metadata: [], reduced: false } as const;

/** Writes a file as the pool does. */
function written({ directory }: CompareRequest): Comparison {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'before.png');
  writeFileSync(path, '');
  return { before: { ...facts, path }, after: { ...facts, path: join(directory, 'after.png') }, similarity: 0.5 };
}

function outcome(id: number, targets: readonly string[]): Outcome {
  const outputs = targets.map((target) => ({ target, bytes: 5, width: 8, height: 8, format: 'png' as const }));
  const status = targets.length > 0 ? 'done' : 'kept';
  return { id, source: `/project/${id}.png`, status, before: { bytes: 9, width: 8, height: 8 }, outputs, ms: 1, worker: 0 };
}

const groups = [
  { kept: '/project/a.png', others: ['/project/b.png', '/project/c.png'], index: 1 },
  { kept: '/project/a.png', others: ['/project/b.png'], index: -1 },
];

/** A run of four files, of which the second has two outputs, and the third none. */
function setUp(compare = vi.fn(async (request: CompareRequest) => written(request))) {
  const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path.slice('/project/'.length), now: () => 0 });
  store.start({ id: 'run-1', kind: 'process', title: 'Resize', destination: '' });
  const rows = [0, 1, 2, 3].map((id) => ({ id, source: `/project/${id}.png`, bytes: 9, width: 8, height: 8, cost: 1, targets: [] }));
  store.setRows(rows);
  store.addOutcomes(
    [['/project/0-s.png'], ['/project/1-s.png', '/project/1-m.png'], [], ['/project/3-s.png']].map((each, id) => outcome(id, each)),
  );
  store.setPhase('finished');
  const log = vi.fn();
  const comparisons = new Comparisons(store, {
    compare,
    urlOf: (path) => `uri:${path}`,
    groupOf: (id) => groups[id],
    folder,
    runs: '/runs',
    log,
  });
  return { store, comparisons, compare, log };
}

describe('Comparisons', () => {
  it('a file of a group is compared with the one that is kept, and another one can be chosen', async () => {
    const { comparisons, compare } = setUp();
    await comparisons.compareFile(0);
    expect(comparisons.view).toMatchObject({
      id: 0,
      grouped: true,
      file: 'a.png',
      outputs: ['b.png', 'c.png'],
      output: 1,
      canKeepOriginal: false,
    });
    expect(compare.mock.calls.at(-1)?.[0]).toMatchObject({ source: '/project/a.png', output: '/project/c.png' });
    expect(compare.mock.calls.at(-1)?.[0]).not.toHaveProperty('run');
    await comparisons.compareFile(0, 0);
    expect(compare.mock.calls.at(-1)?.[0]).toMatchObject({ output: '/project/b.png' });
    await comparisons.compareFile(1);
    expect(comparisons.view).toMatchObject({ output: 0 });
    const calls = compare.mock.calls.length;
    await comparisons.compareFile(99);
    expect(compare.mock.calls).toHaveLength(calls);
  });

  it('a row is compared with an output, and shown with its neighbors that have outputs', async () => {
    const { comparisons, compare } = setUp();
    const done = comparisons.compare(1, 1);
    expect(comparisons.view).toEqual({
      id: 1,
      grouped: false,
      file: '1.png',
      outputs: ['1-s.png', '1-m.png'],
      output: 1,
      previous: 0,
      next: 3,
      canKeepOriginal: true,
    });
    await done;
    const [[{ directory }]] = compare.mock.calls as unknown as [[CompareRequest]];
    expect(compare.mock.calls).toEqual([
      [{ source: '/project/1.png', output: '/project/1-m.png', run: join('/runs', 'run-1'), directory }],
    ]);
    const side = (name: string) => ({ ...facts, url: `uri:${join(directory, name)}` });
    expect(comparisons.view?.result).toEqual({ before: side('before.png'), after: side('after.png'), similarity: 0.5 });
    expect(comparisons.output).toBe('/project/1-m.png');
  });

  it('the neighbors are those of the list, as it is filtered and sorted', async () => {
    const { store, comparisons } = setUp();
    store.page({ query: { ...everyRow, filter: 'done', descending: true }, from: 0, count: 1 });
    await comparisons.compare(1);
    expect(comparisons.view).toMatchObject({ previous: 3, next: 0 });
  });

  it('a row that left the list when it was undone keeps its neighbors', async () => {
    const { store, comparisons } = setUp();
    const window = { query: { ...everyRow, filter: 'done' }, from: 0, count: 1 } as const;
    store.page(window);
    await comparisons.compare(1);
    store.setFilesUndone([1]);
    store.page(window);
    await comparisons.compare(1);
    expect(comparisons.view).toMatchObject({ previous: 0, next: 3 });
  });

  it('a row without outputs shows its source', async () => {
    const { comparisons, compare } = setUp();
    await comparisons.compare(2);
    expect(compare.mock.calls[0]?.[0]).not.toHaveProperty('output');
    expect(comparisons.view).toMatchObject({ outputs: [], previous: 1, next: 3, canKeepOriginal: false });
  });

  it('the undo of the run closes it', async () => {
    const { store, comparisons } = setUp();
    await comparisons.compare(1);
    store.setUndone();
    expect(comparisons.view).toBeNull();
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]));
  });

  it('after undo only the source is shown', async () => {
    const { store, comparisons, compare } = setUp();
    store.setUndone();
    await comparisons.compare(1);
    expect(compare.mock.calls[0]?.[0]).not.toHaveProperty('output');
  });

  it('the files of a comparison are removed when it is closed, when another one is opened, and when a run starts', async () => {
    const { store, comparisons } = setUp();
    await comparisons.compare(0);
    const [first] = readdirSync(folder) as [string];
    await comparisons.compare(1);
    await vi.waitFor(() => expect(existsSync(join(folder, first))).toBe(false));
    expect(readdirSync(folder)).toHaveLength(1);
    comparisons.close();
    expect(comparisons.view).toBeNull();
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]));
    await comparisons.compare(0);
    store.start({ id: 'run-2', kind: 'process', title: 'Resize', destination: '' });
    expect(comparisons.view).toBeNull();
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]));
  });

  it('a result that arrives after the comparison was closed is not shown, and its files are removed', async () => {
    let answer = () => {};
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { comparisons } = setUp(vi.fn((request) => waiting.then(() => written(request))));
    const done = comparisons.compare(0);
    comparisons.close();
    answer();
    await done;
    expect(comparisons.view).toBeNull();
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]));
  });

  it('of files that are asked for in haste, only the last one is read', async () => {
    const { comparisons, compare } = setUp();
    await Promise.all([0, 1, 2, 3].map((id) => comparisons.compare(id)));
    expect(compare.mock.calls.map(([{ source }]) => source)).toEqual(['/project/3.png']);
    expect(comparisons.view).toMatchObject({ id: 3, result: { similarity: 0.5 } });
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1));
  });

  it('an error is shown as a sentence, and logged', async () => {
    const fails = (error: Error) => setUp(vi.fn(() => Promise.reject(error)));
    const broken = fails(new Error('The file is empty (0 bytes).'));
    await broken.comparisons.compare(0);
    expect(broken.comparisons.view?.result).toEqual({ message: 'The file is empty (0 bytes).' });
    expect(broken.log).toHaveBeenCalledOnce();
    const late = fails(new CallTimeoutError());
    await late.comparisons.compare(0);
    expect(late.comparisons.view?.result).toEqual({ message: 'The comparison took too long.' });
  });

  it('a row that does not exist is not compared', async () => {
    const { comparisons } = setUp();
    await comparisons.compare(17);
    expect(comparisons.view).toBeNull();
  });
});
