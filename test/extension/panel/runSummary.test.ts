import { describe, expect, it } from 'vitest';
import { runSummary } from '../../../src/extension/panel/runSummary';
import type { Totals } from '../../../src/shared/protocol/panelProtocol';
import { endStatuses } from '../../../src/shared/protocol/rowQuery';

const none = Object.fromEntries(endStatuses.map((status) => [status, 0])) as Record<(typeof endStatuses)[number], number>;

function totals(change: Partial<Totals>): Totals {
  const rest = {
    files: 0,
    bytesIn: 0,
    bytesOut: 0,
    outputs: 0,
    several: false,
    known: 0,
    progress: 1,
    filesPerSecond: 0,
    elapsedSeconds: 1,
    mislabeled: 0,
  };
  return { ...none, ...rest, ...change };
}

describe('runSummary', () => {
  it('says what was saved, and counts only the statuses that occurred', () => {
    const summary = runSummary('process', totals({ done: 3, failed: 1, bytesIn: 1_200_000, bytesOut: 400_000 }));
    expect(summary).toBe('3 files done (1.20 MB → 400 KB, 67% saved), 1 failed');
  });

  it('says how much larger the outputs are', () => {
    expect(runSummary('process', totals({ done: 1, kept: 2, canceled: 4, bytesIn: 100, bytesOut: 150 }))).toBe(
      '1 file done (100 B → 150 B, 50% larger), 2 kept, 4 not processed',
    );
  });

  it('uses the words of other checksum tools', () => {
    expect(runSummary('verify', totals({ done: 2, failed: 1, missing: 3, extra: 4, skipped: 5 }))).toBe(
      '2 files OK, 1 FAILED, 3 MISSING, 4 EXTRA, 5 skipped',
    );
  });

  it('describes hashing, checking and a search without groups', () => {
    expect(runSummary('hash', totals({ done: 2, bytesIn: 10, skipped: 1 }))).toBe('2 files hashed (10 B read), 1 skipped');
    expect(runSummary('check', totals({ done: 1, failed: 2 }))).toBe('1 file OK, 2 with problems');
    expect(runSummary('duplicates', totals({}))).toBe('no duplicates found');
    expect(runSummary('duplicates', totals({ failed: 1 }))).toBe('1 file could not be compared');
  });
});
