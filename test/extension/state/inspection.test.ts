import { describe, expect, it } from 'vitest';
import type { PlanRow } from '../../../src/client/store/runReport';
import { RunStore } from '../../../src/extension/state/runStore';
import { everyRow } from '../../../src/shared/protocol/rowQuery';
import type { Outcome } from '../../../src/shared/run/run';
import type { RunKind } from '../../../src/shared/run/runPhase';

/** The run store with runs that inspect files and make none. */

const all = { query: everyRow, from: 0, count: 10 } as const;
const digests = { sha256: 'ab'.repeat(32) };

function row(id: number, bytes: number): PlanRow {
  return { id, source: `/files/f${id}.bin`, bytes, width: 0, height: 0, cost: bytes, targets: [] };
}

function outcome(id: number, bytes: number, change: Partial<Outcome> = {}): Outcome {
  const before = { bytes, width: 0, height: 0 };
  return { id, source: `/files/f${id}.bin`, status: 'done', before, outputs: [], findings: { digests }, ms: 5, worker: 0, ...change };
}

function started(kind: RunKind, ...bytes: readonly number[]) {
  const clock = { seconds: 0 };
  const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path.slice('/files/'.length), now: () => clock.seconds });
  store.start({ id: 'run', kind, title: 'Hash with SHA-256', destination: 'photos' });
  store.setRows(bytes.map((each, id) => row(id, each)));
  store.setPhase('running');
  return { store, clock };
}

const { findings: _, ...unread } = outcome(0, 0, { worker: -1 });

describe('RunStore with an inspection', () => {
  it('measures progress by the bytes to read', () => {
    const { store, clock } = started('hash', 900, 100);
    clock.seconds = 2;
    store.addOutcomes([outcome(0, 900)]);
    expect(store.totals()).toMatchObject({ progress: 0.9, bytesIn: 900, bytesOut: 0, filesPerSecond: 0.5 });
    expect(store.totals().secondsLeft).toBeCloseTo(2 / 9);
  });

  it('updates progress while a large file is read, and never decreases it', () => {
    const { store } = started('hash', 9000, 1000);
    const share = { worker: 0, task: 0, signs: 2, files: 0, busyMs: 5 };
    store.setWorkers([
      { ...share, bytesRead: 4000 },
      { ...share, worker: 1, task: 1, bytesRead: 500 },
    ]);
    expect(store.totals().progress).toBe(0.45);
    store.setWorkers([{ ...share, task: -1, bytesRead: 0 }]);
    expect(store.totals().progress, 'the file has ended, but its outcome has not arrived').toBe(0.45);
    store.addOutcomes([outcome(0, 9000), outcome(1, 1000)]);
    expect(store.totals().progress).toBe(1);
  });

  it('counts files read separately from files found in the digest cache', () => {
    const { store } = started('hash', 900, 100, 50);
    store.addOutcomes([outcome(0, 900, { worker: -1 }), outcome(1, 100), outcome(2, 50, { status: 'failed', code: 'permission' })]);
    expect(store.totals()).toMatchObject({ done: 2, failed: 1, known: 1, bytesIn: 100 });
  });

  it('returns digests with their rows, and hashed files in path order', () => {
    const { store } = started('hash', 1, 2, 3);
    store.addOutcomes([outcome(2, 3), outcome(0, 1)]);
    const { rows } = store.page(all);
    expect(rows.map(({ status, digests: own }) => [status, own])).toEqual([
      ['done', digests],
      ['queued', undefined],
      ['done', digests],
    ]);
    expect(rows[0]).not.toHaveProperty('bytesAfter');
    expect(store.table.digestedFiles()).toEqual([
      { source: '/files/f0.bin', digests },
      { source: '/files/f2.bin', digests },
    ]);
    expect([store.table.digestsOf(2)?.source, store.table.digestsOf(1), store.table.digestsOf(9)]).toEqual([
      '/files/f2.bin',
      undefined,
      undefined,
    ]);
  });

  it('counts files missing from the disk and files not in the list separately', () => {
    const { store } = started('verify', 1, 1, 0, 0, 0);
    store.addOutcomes([
      outcome(0, 1),
      outcome(1, 1, { status: 'failed', code: 'digest-differs' }),
      { ...unread, id: 2, status: 'failed', code: 'vanished' },
      { ...unread, id: 3, status: 'skipped', code: 'not-listed' },
      { ...unread, id: 4, status: 'skipped', code: 'outside' },
    ]);
    store.setPhase('finished');
    expect(store.totals()).toMatchObject({ done: 1, failed: 1, missing: 1, extra: 1, skipped: 1, bytesIn: 2, progress: 1 });
    expect(store.page(all).rows.map(({ status }) => status)).toEqual(['done', 'failed', 'missing', 'extra', 'skipped']);
    expect(store.page({ ...all, query: { ...everyRow, filter: 'missing' } }).rows.map(({ id }) => id)).toEqual([2]);
    expect(store.table.digestedFiles(), 'only hashing provides digests').toEqual([]);
  });

  it('counts a file that vanished while it was hashed as failed', () => {
    const { store } = started('hash', 1);
    store.addOutcomes([outcome(0, 1, { status: 'failed', code: 'vanished' })]);
    expect(store.totals()).toMatchObject({ failed: 1, missing: 0 });
  });

  it('counts files that were not read before the run was canceled as canceled', () => {
    const { store } = started('hash', 5, 5);
    store.addOutcomes([outcome(0, 5)]);
    store.setPhase('canceled');
    expect(store.totals()).toMatchObject({ done: 1, canceled: 1, bytesIn: 5 });
  });

  it('returns a page of 100,000 files as small as one of 100', () => {
    const { store } = started('hash', ...Array.from({ length: 100_000 }, () => 10));
    store.addOutcomes(Array.from({ length: 100_000 }, (_, id) => outcome(id, 10)));
    const page = store.page({ query: everyRow, from: 50_000, count: 60 });
    expect([page.total, page.rows.length, JSON.stringify(page).length < 20_000]).toEqual([100_000, 60, true]);
  });

  it('drops the outcomes of a step when the next one starts', () => {
    const { store } = started('duplicates', 1, 2);
    store.addOutcomes([outcome(0, 1), outcome(1, 2, { status: 'failed', code: 'permission' })]);
    store.setRows([row(0, 5)]);
    expect(store.totals()).toMatchObject({ files: 1, done: 0, failed: 0, progress: 0 });
    expect(store.page(all).rows.map(({ status }) => status)).toEqual(['queued']);
  });

  it('counts mislabeled files, and updates their rows when they are renamed', () => {
    const { store } = started('check', 1, 2, 3);
    const wrong = { status: 'failed', code: 'mislabeled', message: 'It is a PNG.' } as const;
    store.addOutcomes([outcome(0, 1), outcome(1, 2, { ...wrong, findings: { renameTo: '/files/f1.png' } }), outcome(2, 3, wrong)]);
    expect(store.totals()).toMatchObject({ done: 1, failed: 2, mislabeled: 1 });
    expect(store.page(all).rows[1]).toMatchObject({ renameTo: 'f1.png', message: 'It is a PNG.' });
    expect(store.table.mislabeled()).toEqual([{ id: 1, from: '/files/f1.bin', to: '/files/f1.png' }]);
    expect(store.table.mislabeled([0])).toEqual([]);
    store.setRenamed([{ id: 1, from: '/files/f1.bin', to: '/files/f1-2.png' }]);
    expect(store.totals()).toMatchObject({ done: 2, failed: 1, mislabeled: 0 });
    const [, renamed] = store.page(all).rows;
    expect(renamed).toMatchObject({ path: 'f1-2.png', status: 'done', notes: ['Renamed from f1.bin.'] });
    expect(renamed?.message).toBeUndefined();
    expect(store.pathOf(1)).toBe('/files/f1-2.png');
    expect(store.page({ ...all, query: { ...everyRow, filter: 'failed' } }).rows.map(({ id }) => id)).toEqual([2]);
  });

  it('restores the error of a renamed file when the renaming is undone, and removes it when it is redone', () => {
    const { store } = started('check', 1, 2);
    const wrong = { status: 'failed', code: 'mislabeled', message: 'It is a PNG.', findings: { renameTo: '/files/f1.png' } } as const;
    store.addOutcomes([outcome(0, 1), outcome(1, 2, wrong)]);
    const before = [store.page(all), { ...store.totals(), elapsedSeconds: 0 }];
    const file = { id: 1, from: '/files/f1.bin', to: '/files/f1-2.png' };
    store.setRenamed([file]);
    store.setRenameUndone([file]);
    expect([store.page(all), { ...store.totals(), elapsedSeconds: 0 }]).toEqual(before);
    expect(store.table.mislabeled()).toEqual([{ ...file, to: '/files/f1.png' }]);
    expect(store.pathOf(1)).toBe('/files/f1.bin');
    expect(store.page({ ...all, query: { ...everyRow, filter: 'failed' } }).rows.map(({ id }) => id)).toEqual([1]);
    store.setRenamed([file]);
    expect(store.totals()).toMatchObject({ done: 2, failed: 0, mislabeled: 0 });
    expect(store.pathOf(1)).toBe('/files/f1-2.png');
  });

  it('ignores renames of files from another run', () => {
    const { store } = started('check', 1);
    store.addOutcomes([outcome(0, 1)]);
    store.setRenamed([{ id: 0, from: '/other/f0.bin', to: '/other/f0.png' }]);
    expect(store.pathOf(0)).toBe('/files/f0.bin');
    const own = { id: 0, from: '/files/f0.bin', to: '/files/f0.png' };
    store.setRenamed([own]);
    store.setRows([{ ...row(0, 1), source: own.to }]);
    store.addOutcomes([outcome(0, 1, { source: own.to })]);
    store.setRenameUndone([own]);
    expect(store.pathOf(0)).toBe('/files/f0.png');
  });
});
