import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { measurementLines } from '../../src/cli/output/measurementTable';
import { type WorkerMeasurement, workerCounts } from '../../src/shared/run/workerMeasurement';
import { writeImages } from '../pool/images';
import { setUpPool, workspace } from '../pool/setUp';
import { run } from './files';

setUpPool();

const counts = workerCounts(availableParallelism(), 2);

test('The table has a bar for each number of workers', () => {
  const speed = (workers: number, speedup: number) => ({ workers, seconds: 4 / speedup, filesPerSecond: 8 * speedup, speedup });
  const found = { title: 'measure', files: 32, rounds: 1, current: 2, speeds: [speed(1, 1), speed(2, 2), speed(4, 2.02)], recommended: 2 };
  expect(measurementLines(found)).toEqual([
    'Workers  Time    Files/s  Speed',
    `1        4.00 s  8.0      1.00x  ${'█'.repeat(15)}`,
    `2        2.00 s  16.0     2.00x  ${'█'.repeat(30)}`,
    `4        1.98 s  16.2     2.02x  ${'█'.repeat(30)}`,
    'Each time is the faster of two passes over 32 files.',
    'Fast enough: --workers 2, the fewest within 5% of the fastest.',
  ]);
  expect(measurementLines({ ...found, rounds: 3 })).toContain(
    'Each time is the faster of two passes over 32 files, processed 3 times per pass.',
  );
});

test('measure --json prints an object, for the recipe of the options, and writes nothing', async () => {
  const sources = await writeImages(workspace.images, 1, { width: 150, height: 100 });
  const said = await run('measure', '--json', '--format', 'webp', '--widths', '40,80', '--workers', '2', 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  const { speeds, current, files } = JSON.parse(said.out) as WorkerMeasurement;
  expect({ current, files, counts: speeds.map(({ workers }) => workers) }).toEqual({ current: 2, files: 1, counts });
  expect(workspace.files()).toEqual(sources);
});

test('measure says when there is nothing to measure', async () => {
  await writeImages(workspace.images, 1, { width: 100, height: 80 });
  const said = await run('measure', 'images');
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('error: There is nothing to measure') });
});
