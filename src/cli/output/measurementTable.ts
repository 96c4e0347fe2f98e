import type { WorkerMeasurement, WorkerSpeed } from '../../shared/run/workerMeasurement';
import { fileCount, formatCount, formatDecimal } from '../../shared/values/formatQuantity';
import { table } from './table';

/** Length of the bar of the fastest number of workers, in characters. */
const longestBar = 30;

function cells({ workers, seconds, filesPerSecond, speedup }: WorkerSpeed, fastest: number): string[] {
  const bar = '█'.repeat(Math.max(1, Math.round((longestBar * speedup) / fastest)));
  return [formatCount(workers), `${formatDecimal(seconds, 2)} s`, formatDecimal(filesPerSecond, 1), `${formatDecimal(speedup, 2)}x`, bar];
}

/** Prints what a measurement found, as a table with bars. */
export function printMeasurement(found: WorkerMeasurement, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(found)}\n`);
    return;
  }
  const { files, rounds, speeds, recommended } = found;
  const fastest = Math.max(...speeds.map(({ speedup }) => speedup));
  const rows = speeds.map((speed) => cells(speed, fastest));
  const work = rounds === 1 ? fileCount(files) : `${fileCount(files)}, each ${formatCount(rounds)} times`;
  const advice = `Fast enough: --workers ${recommended}, the least number within 5% of the fastest.`;
  const lines = [...table([['Workers', 'Time', 'Files/s', 'Speed', ''], ...rows]), `The faster of two passes over ${work}.`, advice];
  process.stdout.write(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
}
