import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonLine } from '../../shared/run/parseJsonLine';

/** What the store remembers of the clock. Times are in ms since 1970. */
interface ClockRecord {
  /** A time that the clock showed. */
  readonly seenMs: number;
  /** The last time that is confirmed: the clock went on from it for a day. */
  readonly confirmedMs: number;
}

const dayMs = 86_400_000;

async function readClock(path: string, nowMs: number): Promise<ClockRecord> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const { seenMs, confirmedMs } = parseJsonLine<Partial<ClockRecord>>(text) ?? {};
  if (Number.isFinite(seenMs) && Number.isFinite(confirmedMs)) return { seenMs, confirmedMs } as ClockRecord;
  return { seenMs: nowMs, confirmedMs: nowMs };
}

/** What is known once the clock shows another time. */
function withTime({ seenMs, confirmedMs }: ClockRecord, nowMs: number): ClockRecord {
  // It was set back, or it was ahead before.
  if (nowMs < seenMs) return { seenMs: nowMs, confirmedMs: Math.min(confirmedMs, nowMs) };
  return nowMs - seenMs < dayMs ? { seenMs, confirmedMs } : { seenMs: nowMs, confirmedMs: seenMs };
}

/**
 * A time that has passed for sure, in ms since 1970: by it, runs are too old to be kept. A clock that is ahead would make all of them
 * seem so, so a time counts only once the clock has gone on from it for a day. Never rejects.
 */
export async function confirmedTime(store: string, nowMs = Date.now()): Promise<number> {
  const path = join(store, '.clock.json');
  const known = await readClock(path, nowMs);
  const next = withTime(known, nowMs);
  // On a full disk, the next call tries again.
  await writeFile(path, JSON.stringify(next)).catch(() => {});
  return next.confirmedMs;
}
