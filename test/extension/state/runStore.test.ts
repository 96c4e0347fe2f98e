import * as l10n from '@vscode/l10n';
import { afterEach, describe, expect, it } from 'vitest';
import type { PlanRow } from '../../../src/client/store/runReport';
import { RunStore } from '../../../src/extension/state/runStore';
import { everyRow } from '../../../src/shared/protocol/rowQuery';
import type { Outcome, OutcomeStatus } from '../../../src/shared/run/run';

const all = { query: everyRow, from: 0, count: 10 } as const;

function row(id: number): PlanRow {
  return {
    id,
    source: `/work space/images/p${id}.jpg`,
    bytes: 1000,
    width: 400,
    height: 300,
    cost: 360_000,
    targets: [`/out/p${id}.jpg`],
  };
}

function outcome(id: number, status: OutcomeStatus, change: Partial<Outcome> = {}): Outcome {
  const outputs = status === 'done' ? [{ target: `/out/p${id}.jpg`, bytes: 250, width: 200, height: 150, format: 'jpeg' as const }] : [];
  return { id, source: row(id).source, status, before: { bytes: 1000, width: 400, height: 300 }, outputs, ms: 5, worker: 0, ...change };
}

function started(files: number): { store: RunStore; clock: { seconds: number } } {
  const clock = { seconds: 100 };
  const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path.slice(1), now: () => clock.seconds });
  store.start({ id: 'run', kind: 'process', title: 'Resize to 200 px', destination: 'into out' });
  store.setRows(Array.from({ length: files }, (_, id) => row(id)));
  store.setPhase('running');
  return { store, clock };
}

describe('RunStore', () => {
  afterEach(() => l10n.config({ contents: {} }));

  it('is empty before the first run', () => {
    const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path, now: () => 0 });
    expect(store.state(all)).toEqual({
      workers: [],
      page: { ...all, total: 0, rows: [] },
      facets: { formats: [], folders: [], failures: [] },
      selection: { count: 0, bytes: 0 },
      throughput: null,
      timing: null,
    });
    expect(store.active).toBe(false);
  });

  it('adds up outcomes', () => {
    const { store } = started(4);
    store.addOutcomes([outcome(2, 'done'), outcome(0, 'failed', { code: 'empty', message: 'The file is empty.' }), outcome(3, 'done')]);
    expect(store.totals()).toMatchObject({ files: 4, done: 2, failed: 1, skipped: 0, bytesIn: 2000, bytesOut: 500, progress: 0.75 });
  });

  it('adds up no sizes of images that were only packed', () => {
    const { store } = started(2);
    const sprite = { path: 'p0', file: '0-0' };
    const outputs = [{ target: '/out/sprites.png', bytes: 250, width: 200, height: 150, format: 'png' as const, sprite }];
    store.addOutcomes([outcome(0, 'done', { outputs })]);
    expect(store.totals()).toMatchObject({ done: 1, bytesIn: 0, bytesOut: 0 });
  });

  it('shows the outputs of a file that failed in part, and why the others were not written', () => {
    const { store } = started(2);
    const unwritten = [{ target: '/out/p0.webp', format: 'webp', status: 'failed', code: 'too-large', message: 'Too large.' }] as const;
    const { outputs } = outcome(0, 'done');
    store.addOutcomes([outcome(0, 'failed', { code: 'too-large', message: '1 of 2 outputs failed.', outputs, unwritten })]);
    const shown = [{ target: 'out/p0.webp', status: 'failed', message: 'Too large.' }];
    expect(store.page(all).rows[0]).toMatchObject({ status: 'failed', outputs: [{ path: 'out/p0.jpg', bytes: 250 }], unwritten: shown });
    expect(store.totals()).toMatchObject({ done: 0, failed: 1 });
    expect(store.page({ ...all, query: { ...everyRow, filter: 'failed' } }).rows).toHaveLength(1);
    expect(store.madeFiles(() => '/out')).toHaveLength(1);
    store.setRows([{ ...row(0), unwritten }]);
    store.setPhase('planned');
    expect(store.page(all).rows[0]).toMatchObject({ status: 'planned', targets: ['out/p0.jpg'], unwritten: shown });
  });

  it('counts an outcome once', () => {
    const { store } = started(2);
    store.addOutcomes([outcome(0, 'done')]);
    store.addOutcomes([outcome(0, 'failed')]);
    expect(store.totals()).toMatchObject({ done: 1, failed: 0 });
  });

  it('estimates the time left from the share of work done', () => {
    const { store, clock } = started(4);
    clock.seconds += 3;
    store.addOutcomes([outcome(0, 'done')]);
    expect(store.totals()).toMatchObject({ elapsedSeconds: 3, secondsLeft: 9, filesPerSecond: 1 / 3 });
    store.setPhase('finished');
    clock.seconds += 60;
    expect(store.totals().elapsedSeconds).toBe(3);
    expect(store.totals().secondsLeft).toBeUndefined();
  });

  it('counts no time while the run is paused', () => {
    const { store, clock } = started(4);
    clock.seconds += 3;
    store.addOutcomes([outcome(0, 'done')]);
    store.setPhase('paused');
    const paused = store.totals();
    expect(paused).toMatchObject({ elapsedSeconds: 3, secondsLeft: 9, filesPerSecond: 1 / 3 });
    expect(store.active).toBe(true);
    clock.seconds += 3600;
    expect(store.totals()).toEqual(paused);
    store.setPhase('running');
    expect(store.totals()).toEqual(paused);
    clock.seconds += 1;
    store.setPhase('paused');
    clock.seconds += 3600;
    store.setPhase('canceling');
    clock.seconds += 1;
    store.setPhase('canceled');
    clock.seconds += 60;
    expect(store.totals().elapsedSeconds).toBe(5);
  });

  it('tells how many files a second it did, with pauses', () => {
    const { store, clock } = started(4);
    clock.seconds += 0.2;
    store.addOutcomes([outcome(0, 'done'), outcome(1, 'skipped', { worker: -1 })]);
    clock.seconds += 0.8;
    store.setPhase('paused');
    clock.seconds += 60;
    store.setPhase('running');
    clock.seconds += 0.6;
    store.addOutcomes([outcome(2, 'done'), outcome(3, 'done')]);
    store.setPhase('finished');
    const { throughput } = store.state(all);
    expect(throughput).toMatchObject({ bucketSeconds: 0.5, rates: [2, 0, 0], pauses: [{ seconds: 60 }] });
    expect(throughput?.pauses[0]?.at).toBeCloseTo(1);
    store.start({ id: 'next', kind: 'process', title: '', destination: '' });
    expect(store.state(all).throughput).toBeNull();
  });

  it('tells since when a worker has been on its file', () => {
    const { store, clock } = started(4);
    const status = { worker: 0, signs: 0, bytesRead: 0, files: 0, busyMs: 500 };
    clock.seconds += 1;
    store.setWorkers([{ ...status, task: 2 }]);
    clock.seconds += 30;
    store.setWorkers([{ ...status, task: 2 }]);
    expect(store.workers()).toMatchObject([{ row: 2, since: 1, file: 'work space/images/p2.jpg' }]);
    store.setWorkers([{ ...status, task: 3 }]);
    expect(store.workers()).toMatchObject([{ row: 3, since: 31 }]);
    store.setWorkers([{ ...status, task: -1 }]);
    expect(store.workers()[0]).not.toHaveProperty('since');
  });

  it('tells where the time went, once the run is over', () => {
    const { store, clock } = started(3);
    store.addOutcomes([outcome(0, 'done', { ms: 100, stages: { render: 60, write: 20 } })]);
    store.addOutcomes([outcome(1, 'failed', { ms: 100, stages: { open: 1, render: 59 } })]);
    store.addOutcomes([outcome(2, 'done')]);
    expect(store.state(all).timing).toBeNull();
    clock.seconds += 2;
    store.setWorkers([0, 1].map((worker) => ({ worker, task: -1, signs: 0, bytesRead: 0, files: 1, busyMs: 1000 })));
    store.setPhase('finished');
    expect(store.state(all).timing).toEqual({
      parts: [
        { part: 'open', seconds: 0.01 },
        { part: 'render', seconds: 1.19 },
        { part: 'write', seconds: 0.2 },
        { part: 'other', seconds: 0.6 },
      ],
      spent: { workSeconds: 2, elapsedSeconds: 2 },
    });
  });

  it('does not tell where the time went if the report lacks it', () => {
    const { store } = started(1);
    store.addOutcomes([outcome(0, 'done')]);
    store.setPhase('finished');
    expect(store.state(all).timing).toBeNull();
  });

  it('measures time from the start of the work, not while a question is open', () => {
    const clock = { seconds: 0 };
    const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path, now: () => clock.seconds });
    store.start({ id: 'run', kind: 'process', title: '', destination: '' });
    store.setRows([row(0)]);
    clock.seconds += 60;
    store.setPhase('running');
    clock.seconds += 2;
    expect(store.totals().elapsedSeconds).toBe(2);
  });

  it('shows no outputs after the run was undone', () => {
    const { store } = started(1);
    store.addOutcomes([outcome(0, 'done')]);
    store.setPhase('finished', { undoable: true });
    store.setUndone();
    expect(store.run).toMatchObject({ undoable: false, message: 'The run was undone.' });
    expect(store.page(all).rows[0]).toMatchObject({ status: 'undone', outputs: [] });
    expect(store.outputsOf(0)).toEqual([]);
  });

  it('says of each file that was undone that it was, in rows, filters, sums, and outputs', () => {
    const { store } = started(4);
    const several = { outputs: outcome(1, 'done').outputs.flatMap((output) => [output, { ...output, target: '/out/p1.webp' }]) };
    const inPart = { code: 'too-large', message: 'Too large.', outputs: outcome(2, 'done').outputs } as const;
    store.addOutcomes([outcome(0, 'done'), outcome(1, 'done', several), outcome(2, 'failed', inPart), outcome(3, 'kept')]);
    store.setPhase('finished', { undoable: true });
    expect(store.totals()).toMatchObject({ done: 2, undone: 0, bytesIn: 2000, bytesOut: 750, outputs: 3, several: true });
    store.setFilesUndone([1, 2, 3]);
    expect(store.totals()).toMatchObject({
      done: 1,
      undone: 1,
      failed: 1,
      kept: 1,
      bytesIn: 1000,
      bytesOut: 250,
      outputs: 1,
      several: false,
    });
    expect(store.page(all).rows.map(({ status, outputs }) => [status, outputs.length])).toEqual([
      ['done', 1],
      ['undone', 0],
      ['failed', 0],
      ['kept', 0],
    ]);
    const shown = (change: object) => store.page({ ...all, query: { ...everyRow, ...change } }).rows.map(({ id }) => id);
    expect(shown({ filter: 'undone' })).toEqual([1]);
    expect(shown({ filter: 'done' })).toEqual([0]);
    expect(shown({ saving: 'smaller' })).toEqual([0]);
    expect(store.madeFiles(() => '').map(({ source }) => source)).toEqual([row(0).source]);
    expect([store.outputsOf(0), store.outputsOf(1)]).toEqual([['/out/p0.jpg'], []]);
    expect(store.run).toMatchObject({ undoable: true });
    store.setUndone();
    expect(store.totals()).toMatchObject({ done: 0, undone: 2, bytesOut: 0 });
  });

  it('goes on with a run whose earlier files are done or undone, and tells the speed from then on', () => {
    const { store, clock } = started(4);
    store.setEarlier([outcome(0, 'done'), outcome(1, 'done')], new Set([1]), { elapsedSeconds: 0 });
    expect(store.page(all).rows.map(({ status }) => status)).toEqual(['done', 'undone', 'queued', 'queued']);
    expect(store.state(all).throughput).toBeNull();
    clock.seconds += 1;
    store.addOutcomes([outcome(2, 'done')]);
    clock.seconds += 1;
    expect(store.state(all).throughput?.rates).toEqual([0, 0, 2, 0]);
    expect(store.totals()).toMatchObject({ filesPerSecond: 0.5 });
    expect(store.totals(), 'nobody knows how long the others took').not.toHaveProperty('elapsedSeconds');
  });

  it('goes on with the time and the speed of a run on record', () => {
    const { store, clock } = started(4);
    const throughput = { bucketSeconds: 0.5, rates: [2, 2], pauses: [] };
    store.setEarlier([outcome(0, 'done'), outcome(1, 'done')], new Set(), { elapsedSeconds: 1, throughput });
    clock.seconds += 9;
    store.setPhase('running');
    clock.seconds += 1;
    store.addOutcomes([outcome(2, 'done')]);
    expect(store.totals()).toMatchObject({ elapsedSeconds: 2, filesPerSecond: 1.5 });
    clock.seconds += 0.5;
    expect(store.state(all).throughput?.rates).toEqual([2, 2, 0, 0, 2]);
  });

  it('undoes the last move of duplicates, and says so', () => {
    const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path, now: () => 0 });
    const search = { id: 'search', kind: 'duplicates', title: '', destination: '' } as const;
    store.start(search);
    store.setPhase('finished');
    store.setMoved('move', 'Moved.');
    expect(store.run).toMatchObject({ id: 'search', undoable: true, message: 'Moved.' });
    expect(store.undoId).toBe('move');
    store.setUndone();
    expect(store.run).toMatchObject({ undoable: false, message: 'The files were moved back. Search again to see them.' });
    store.setMoved('second', 'Moved again.');
    expect([store.undoId, store.run?.undoable]).toEqual(['second', true]);
    store.start({ ...search, id: 'next' });
    expect(store.undoId).toBe('next');
  });

  it('returns the rows of a window in path order, whatever the order of outcomes', () => {
    const { store } = started(100_000);
    store.addOutcomes([outcome(70, 'failed', { message: 'Why.' }), outcome(3, 'failed'), outcome(50_000, 'done')]);
    expect(store.page({ query: { ...everyRow, filter: 'failed' }, from: 0, count: 50 })).toMatchObject({
      total: 2,
      rows: [{ id: 3 }, { id: 70, message: 'Why.' }],
    });
    const page = store.page({ query: everyRow, from: 49_999, count: 2 });
    expect(page.total).toBe(100_000);
    expect(page.rows).toMatchObject([
      { id: 49_999, status: 'queued', sizeBefore: { width: 400, height: 300 } },
      { id: 50_000, status: 'done', outputs: [{ path: 'out/p50000.jpg', bytes: 250, size: { width: 200, height: 150 } }] },
    ]);
    expect(store.page({ query: everyRow, from: 99_999, count: 10 }).rows).toHaveLength(1);
    expect(store.page({ query: { ...everyRow, filter: 'kept' }, from: 0, count: 10 }).rows).toEqual([]);
  });

  it('shows the file of each worker until its outcome arrives', () => {
    const { store } = started(3);
    store.setWorkers([
      { worker: 0, task: 1, signs: 0, bytesRead: 0, files: 4, busyMs: 0 },
      { worker: 1, task: -1, signs: 0, bytesRead: 0, files: 2, busyMs: 0 },
    ]);
    expect(store.workers()).toMatchObject([{ worker: 0, file: 'work space/images/p1.jpg', files: 4 }, { worker: 1 }]);
    expect(store.page(all).rows[1]?.status).toBe('working');
    store.addOutcomes([outcome(1, 'done')]);
    expect(store.page(all).rows[1]?.status).toBe('done');
  });

  it('restores a run from its record, with unfinished files as not processed', () => {
    const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path, now: () => 0 });
    const reportOf = (files: number) => ({
      rows: [row(0), row(1)].slice(0, files),
      outcomes: [outcome(0, 'done')],
      undone: new Set<number>(),
    });
    const record = {
      id: 'r',
      title: 'Resize',
      destination: 'beside',
      phase: 'interrupted' as const,
      pid: 1,
      undone: false,
      roots: [],
      elapsedSeconds: 7,
    };
    store.restore(record, reportOf(2), { undoable: true });
    expect(store.totals()).toMatchObject({ files: 2, done: 1, canceled: 1, progress: 0.5 });
    expect(store.totals(), 'nobody knows when it was interrupted').not.toHaveProperty('elapsedSeconds');
    expect(store.run).toMatchObject({ phase: 'interrupted', undoable: true });
    expect(store.page(all).rows[1]?.message).toMatch(/window was closed/);
    expect(store.page(all).rows[0]?.outputs).toMatchObject([{ path: '/out/p0.jpg' }]);
    expect(store.run?.kind).toBe('process');
    store.restore({ ...record, phase: 'finished' }, reportOf(1), { undoable: true });
    expect(store.totals().elapsedSeconds).toBe(7);
    store.restore({ ...record, undone: true }, reportOf(1), { undoable: false });
    expect(store.run).toMatchObject({ message: 'The run was undone.' });
    expect(store.page(all).rows[0]?.status).toBe('undone');
    store.restore({ ...record, phase: 'finished' }, { ...reportOf(2), undone: new Set([0]) }, { undoable: true });
    expect(store.page(all).rows.map(({ status }) => status)).toEqual(['undone', 'canceled']);
    expect(store.state(all).throughput).toBeNull();
    const throughput = { bucketSeconds: 1, rates: [3, 1], pauses: [] };
    store.restore({ ...record, throughput }, reportOf(1), { undoable: true });
    expect(store.state(all).throughput).toEqual(throughput);
    store.start({ id: 'next', kind: 'process', title: '', destination: '' });
    expect(store.state(all).throughput).toBeNull();
    store.restore({ ...record, kind: 'duplicates' }, reportOf(1), { undoable: true });
    expect(store.run).toMatchObject({ kind: 'duplicates', undoable: true });
  });

  it('notifies listeners of changes until they are disposed', () => {
    const { store } = started(1);
    let heard = 0;
    const listener = store.onChange(() => {
      heard += 1;
    });
    store.addOutcomes([outcome(0, 'done')]);
    expect(heard).toBe(1);
    listener.dispose();
    store.setPhase('finished');
    expect(heard).toBe(1);
  });

  it('cancels all queued rows when a run ends early', () => {
    const { store } = started(2);
    store.addOutcomes([outcome(0, 'done')]);
    store.setPhase('canceled', { message: 'Nothing was written.' });
    expect(store.totals()).toMatchObject({ done: 1, canceled: 1 });
    expect(store.page(all).rows[1]).toMatchObject({ status: 'canceled', message: 'Canceled before it started.' });
  });

  it('uses the language of the window', () => {
    l10n.config({ contents: { 'Canceled before it started.': 'Nicht gemacht.', 'The run was undone.': 'Zurückgenommen.' } });
    const { store } = started(1);
    store.setPhase('canceled');
    expect(store.page(all).rows[0]?.message).toBe('Nicht gemacht.');
    store.setUndone();
    expect(store.run?.message).toBe('Zurückgenommen.');
  });

  it('tells the files that a row stands for: its outputs, or else its source, unless that is gone', () => {
    const { store } = started(4);
    store.addOutcomes([outcome(0, 'done'), outcome(1, 'failed', { code: 'vanished' }), outcome(2, 'kept')]);
    expect([0, 1, 2, 3, 9].map((id) => store.table.filesOf(id))).toEqual([['/out/p0.jpg'], [], [row(2).source], [row(3).source], []]);
    store.setFilesUndone([0]);
    expect(store.table.filesOf(0)).toEqual([row(0).source]);
  });

  it('returns the paths of a row', () => {
    const { store } = started(1);
    store.addOutcomes([outcome(0, 'done')]);
    expect(store.pathOf(0)).toBe('/work space/images/p0.jpg');
    expect(store.outputsOf(0)).toEqual(['/out/p0.jpg']);
    expect(store.pathOf(9)).toBeUndefined();
  });
});
