import type { Digests } from '../../src/shared/checksums/digestAlgorithms';
import type { Row, RunView, Totals } from '../../src/shared/protocol/panelProtocol';
import type { RowFilter } from '../../src/shared/protocol/rowQuery';
import { aRun, FakeHost, type RowSource, someTotals } from './fakeHost';

/** Runs that read files and write none, as the page sees them. */

export const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
export const md5 = '098f6bcd4621d373cade4e832627b4f6';

export const hashRun: RunView = { ...aRun, kind: 'hash', title: 'Hash with SHA-256', destination: 'release' };
export const verifyRun: RunView = { ...aRun, kind: 'verify', title: 'Verify SHA256SUMS', destination: 'release' };

const readTotals: Totals = { ...someTotals, kept: 0, skipped: 0, bytesIn: 4_000_000_000, bytesOut: 0 };
export const hashTotals: Totals = { ...readTotals, done: 430, failed: 5 };
export const verifyTotals: Totals = { ...readTotals, files: 1004, done: 996, failed: 2, missing: 1, extra: 4, skipped: 1, progress: 1 };

export function hashedRow(id: number, digests: Digests = { sha256 }): Row {
  return { id, path: `release/bin/tool-${id}.tar.gz`, status: 'done', bytesBefore: 42_100_000, digests, outputs: [] };
}

const bad: readonly Partial<Row>[] = [
  { status: 'failed', bytesBefore: 42_100_000, message: `SHA-256 mismatch: expected ${sha256.replace('9', '1')}, got ${sha256}.` },
  { status: 'missing', message: 'The file is listed but missing.' },
  { status: 'extra', message: 'The file is not listed.' },
  { status: 'skipped', message: 'The file is outside the workspace, so it was not read.' },
];

/** Four rows with problems and one without, repeated. */
function verifiedRow(id: number): Row {
  const change = bad[id % (bad.length + 1)];
  const { digests: _, bytesBefore: __, ...row } = hashedRow(id);
  return change ? { ...row, ...change } : hashedRow(id);
}

function source(row: (id: number) => Row): RowSource {
  return { total: (filter: RowFilter) => (filter === 'all' ? 1000 : 10), row: (_, index) => row(index) };
}

const workers = [{ worker: 0, file: 'release/bin/tool-7.tar.gz', files: 211, busy: 0.93 }];

export function hashHost(change: Partial<RunView> = {}, totals: Partial<Totals> = {}, digests?: Digests): FakeHost {
  return new FakeHost(
    { run: { ...hashRun, ...change }, totals: { ...hashTotals, ...totals }, workers },
    source((id) => hashedRow(id, digests)),
  );
}

export function verifyHost(change: Partial<RunView> = {}): FakeHost {
  return new FakeHost({ run: { ...verifyRun, ...change }, totals: verifyTotals, workers }, source(verifiedRow));
}
