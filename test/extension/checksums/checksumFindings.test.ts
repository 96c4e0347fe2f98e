import { expect, it } from 'vitest';
import type { PlannedInspection } from '../../../src/client/runs/inspectionPlan';
import { checksumFindings } from '../../../src/extension/checksums/checksumFindings';
import type { Outcome } from '../../../src/shared/run/run';

const base = { before: { bytes: 1, width: 0, height: 0 }, outputs: [], ms: 1, worker: 0 };

function failed(id: number, code: Outcome['code'], change: Partial<Outcome> = {}): Outcome {
  const status = code === 'digest-differs' || code === 'vanished' || code === 'permission' ? 'failed' : 'skipped';
  return { ...base, id, source: `/files/f${id}.bin`, status, ...(code && { code }), message: 'So it is.', ...change };
}

const task = { bytes: 1, cost: 1, attempt: 0, mtimeMs: 0 };
const plan: PlannedInspection = {
  summary: {
    tasks: 2,
    skipped: 0,
    bytes: 2,
    sequential: false,
    orderReason: '',
    errors: [{ line: 4, message: 'The line is odd.' }],
    outside: [],
  },
  inspection: { kind: 'verify' },
  tasks: [
    // Read in the order of the disk, which is not that of the ids.
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
  all: [],
  settled: [],
  rows: [],
  lines: new Map([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 5],
  ]),
};

it('every line of the list that is wrong is told, and how', () => {
  const found = checksumFindings(plan, [
    failed(1, 'digest-differs', { findings: { digests: { md5: 'aa', sha1: 'ff' } } }),
    failed(0, 'permission'),
    failed(2, 'vanished'),
    failed(3, 'outside'),
  ]);
  expect(found).toEqual([
    { line: 4, severity: 'warning', message: 'The line is odd.' },
    { line: 7, severity: 'error', message: 'f1.bin: FAILED. So it is.' },
    { line: 1, severity: 'error', message: 'f0.bin: FAILED. So it is.' },
    { line: 3, severity: 'error', message: 'f2.bin: MISSING. So it is.' },
    { line: 5, severity: 'warning', message: 'f3.bin: Skipped. So it is.' },
  ]);
});

it('files that are not listed are told once, with their number', () => {
  const extra = [4, 5, 6, 7, 8].map((id) => failed(id, 'not-listed'));
  expect(checksumFindings(plan, extra).at(-1)).toEqual({
    line: 1,
    severity: 'information',
    message: '5 files are there, but not listed: f4.bin, f5.bin, f6.bin, and 2 more',
  });
  expect(checksumFindings(plan, extra.slice(0, 1)).at(-1)?.message).toBe('1 file is there, but not listed: f4.bin');
});

it('what a canceled run did not come to is no finding', () => {
  expect(checksumFindings(plan, [failed(0, 'canceled', { status: 'canceled' })])).toHaveLength(1);
});
