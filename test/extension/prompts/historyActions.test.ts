import { expect, test } from 'vitest';
import type { RunFolder } from '../../../src/client/store/runFolder';
import type { RunRecord } from '../../../src/client/store/runRecord';
import { actionsFor, endOf } from '../../../src/extension/prompts/historyActions';

const counts = { done: 2, kept: 0, skipped: 0, failed: 0, canceled: 0 };

function run(record: Partial<RunRecord>, interrupted = false): RunFolder {
  const totals = { files: 2, counts, bytesIn: 0, bytesOut: 0 };
  return { record: { phase: 'finished', undone: false, request: {}, totals, ...record }, interrupted } as unknown as RunFolder;
}

const failing = { files: 3, counts: { ...counts, failed: 1 }, bytesIn: 0, bytesOut: 0 };
const canceled = { files: 5, counts: { ...counts, canceled: 3 }, bytesIn: 0, bytesOut: 0 };

test.each([
  ['well', run({})],
  ['failures', run({ totals: failing })],
  ['undone', run({ undone: true, totals: failing })],
  ['canceled', run({ phase: 'canceled', totals: canceled })],
  ['interrupted', run({ phase: 'running' }, true)],
  ['active', run({ phase: 'running' })],
])('the end of a run is told: %s', (end, folder) => {
  expect(endOf(folder)).toBe(end);
});

test.each([
  ['a run that went well', run({}), true, 'show undo again compare save'],
  ['a run without changes', run({}), false, 'show again compare save'],
  ['a run with failures', run({ totals: failing }), true, 'show undo retry again compare save'],
  ['a canceled run', run({ phase: 'canceled', totals: canceled }), true, 'show resume undo again compare save'],
  ['a run in progress', run({ phase: 'running' }), false, 'show again save'],
  ['an undone run', run({ undone: true }), false, 'show redo compare save'],
])('what can be done with %s', (_, folder, undoable, actions) => {
  expect(actionsFor(folder, undoable).join(' ')).toBe(actions);
});

test('a run without a request can be shown, undone, and compared only', () => {
  const { request: _, ...record } = run({}).record;
  expect(actionsFor({ record, interrupted: false } as unknown as RunFolder, true)).toEqual(['show', 'undo', 'compare']);
});
