import type { WorkerMeasurement, WorkerSpeed } from '../../shared/run/workerMeasurement';
import { fileCount, formatCount, formatDecimal } from '../../shared/values/formatQuantity';
import { table } from './table';

/** Length of the bar of the fastest number of workers, in characters. */
const longestBar = 30;

function cells({ workers, seconds, filesPerSecond, speedup }: WorkerSpeed, fastest: number): string[] {
  const bar = '█'.repeat(Math.max(1, Math.round((longestBar * speedup) / fastest)));
  return [formatCount(workers), `${formatDecimal(seconds, 2)} s`, formatDecimal(filesPerSecond, 1), `${formatDecimal(speedup, 2)}x`, bar];
}

/** What a measurement found, as a table with bars, and what follows from it. */
export function measurementLines({ files, rounds, speeds, recommended }: WorkerMeasurement): string[] {
  const fastest = Math.max(...speeds.map(({ speedup }) => speedup));
  const rows = speeds.map((speed) => cells(speed, fastest));
  const work = rounds === 1 ? fileCount(files) : `${fileCount(files)}, processed ${formatCount(rounds)} times per pass`;
  const advice = `Fast enough: --workers ${recommended}, the fewest within 5% of the fastest.`;
  const lines = [
    ...table([['Workers', 'Time', 'Files/s', 'Speed', ''], ...rows]),
    `Each time is the faster of two passes over ${work}.`,
    advice,
  ];
  return lines.map((line) => line.trimEnd());
}

/** Prints what a measurement found. */
export function printMeasurement(found: WorkerMeasurement, json: boolean): void {
  process.stdout.write(`${json ? JSON.stringify(found) : measurementLines(found).join('\n')}\n`);
}
