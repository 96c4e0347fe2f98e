import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { type WorkerMeasurement, workerCounts } from '../../src/shared/run/workerMeasurement';
import { writeImages } from '../pool/images';
import { setUpPool, workspace } from '../pool/setUp';
import { run } from './files';

setUpPool();

const counts = workerCounts(availableParallelism(), 2);

test('measure prints a table with bars, and writes nothing', async () => {
  const sources = await writeImages(workspace.images, 2, { width: 800, height: 600 });
  const said = await run('measure', '--workers', '2', 'images');
  expect(said.code).toBe(0);
  const lines = said.out.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^Workers {2}Time +Files\/s +Speed$/);
  expect(lines.slice(1, -2).map((line) => Number(/^\d+/.exec(line)))).toEqual(counts);
  for (const line of lines.slice(1, -2)) expect(line).toMatch(/ s +[\d.]+ +\d+\.\d\dx +█+$/);
  expect(lines.at(-2)).toMatch(/^The faster of two passes over 2 files/);
  expect(lines.at(-1)).toMatch(/^Fast enough: --workers \d+,/);
  expect(workspace.files()).toEqual(sources);
});

test('measure --json prints an object, for the recipe of the options', async () => {
  await writeImages(workspace.images, 2, { width: 200, height: 150 });
  const said = await run('measure', '--json', '--format', 'webp', '--widths', '40,80', '--workers', '2', 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  const { speeds, current, files } = JSON.parse(said.out) as WorkerMeasurement;
  expect({ current, files, counts: speeds.map(({ workers }) => workers) }).toEqual({ current: 2, files: 2, counts });
});

test('measure says when there is nothing to measure', async () => {
  await writeImages(workspace.images, 1, { width: 100, height: 80 });
  const said = await run('measure', 'images');
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('error: There is nothing to measure') });
});
