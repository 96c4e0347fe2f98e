import { type RunRecord, startOfRun } from './runRecord';

/**
 * When runs started, in ms since 1970, corrected by their order: a clock that was set back or ahead gave some of them ids of another
 * time. None started before an earlier one, and none in the future.
 * @param records oldest first
 */
export function startTimes(records: readonly Pick<RunRecord, 'id'>[], nowMs: number): number[] {
  let earliest = 0;
  const starts = records.map(({ id }) => {
    const start = startOfRun(id) ?? 0;
    if (start > nowMs) return undefined;
    earliest = Math.max(earliest, start);
    return earliest;
  });
  // One of the future started before the next one that did not.
  let latest = nowMs;
  return starts
    .reverse()
    .map((start) => {
      latest = start ?? latest;
      return latest;
    })
    .reverse();
}
