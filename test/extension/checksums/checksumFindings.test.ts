import { expect, it } from 'vitest';
import type { PlannedInspection } from '../../../src/client/runs/inspectionPlan';
import { checksumFindings } from '../../../src/extension/checksums/checksumFindings';
import type { Outcome } from '../../../src/shared/run/run';

const base = { before: { bytes: 1, width: 0, height: 0 }, outputs: [], ms: 1, worker: 0 };

function failed(id: number, code: Outcome['code'], change: Partial<Outcome> = {}): Outcome {
  const status = code === 'digest-differs' || code === 'vanished' || code === 'permission' ? 'failed' : 'skipped';
  return { ...base, id, source: `/files/f${id}.bin`, status, ...(code && { code }), message: 'The reason.', ...change };
}

const task = { bytes: 1, cost: 1, attempt: 0, mtimeMs: 0 };
const plan: PlannedInspection = {
  summary: {
    tasks: 2,
    skipped: 0,
    bytes: 2,
    sequential: false,
    orderReason: '',
    errors: [{ line: 4, message: 'The line is invalid.' }],
    outside: [],
  },
  inspection: { kind: 'verify' },
  tasks: [
    // Tasks are in disk order, which differs from the order of ids.
    {
      ...task,
      id: 1,
      source: '/files/f1.bin',
      expected: [
        { algorithm: 'md5', digest: 'aa', line: 2 },
        { algorithm: 'sha1', digest: 'bb', line: 7 },
      ],
    },
    { ...task, id: 0, source: '/files/f0.bin', expected: [{ algorithm: 'md5', digest: 'cc', line: 1 }] },
  ],
  settled: [],
  read: [],
  groups: [],
  entries: [],
  lines: new Map([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 5],
  ]),
};

it('reports a problem on every line that differs or cannot be read', () => {
  const found = checksumFindings(plan, [
    failed(1, 'digest-differs', { findings: { digests: { md5: 'aa', sha1: 'ff' } } }),
    failed(0, 'permission'),
    failed(2, 'vanished'),
    failed(3, 'outside'),
  ]);
  expect(found).toEqual([
    { line: 4, severity: 'warning', message: 'The line is invalid.' },
    { line: 7, severity: 'error', message: 'f1.bin: FAILED. The reason.' },
    { line: 1, severity: 'error', message: 'f0.bin: FAILED. The reason.' },
    { line: 3, severity: 'error', message: 'f2.bin: MISSING. The reason.' },
    { line: 5, severity: 'warning', message: 'f3.bin: Skipped. The reason.' },
  ]);
});

it('reports all files that are not listed in one problem', () => {
  const extra = [4, 5, 6, 7, 8].map((id) => failed(id, 'not-listed'));
  expect(checksumFindings(plan, extra).at(-1)).toEqual({
    line: 1,
    severity: 'information',
    message: 'Not in this list: 5 files (f4.bin, f5.bin, f6.bin, 2 more).',
  });
  expect(checksumFindings(plan, extra.slice(0, 1)).at(-1)?.message).toBe('Not in this list: 1 file (f4.bin).');
});

it('reports nothing for files that a canceled run did not reach', () => {
  expect(checksumFindings(plan, [failed(0, 'canceled', { status: 'canceled' })])).toHaveLength(1);
});
