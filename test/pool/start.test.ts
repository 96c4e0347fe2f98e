import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PoolError } from '../../src/client/pool/poolErrors';
import { writeImages } from './images';
import { brokenPool, lonelyPool } from './poolFiles';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus } from './workspace';

setUpPool();

test('A native library that does not work is reported with the cause and a remedy', async () => {
  const client = workspace.client({ poolFile: await brokenPool(), workers: 1 });
  const error: unknown = await workspace.plan(client).catch((reason) => reason);
  expect(error).toBeInstanceOf(PoolError);
  expect((error as PoolError).message).toBe(
    'The image library sharp does not work on this computer: Could not load the "sharp" module using the plan9-vax runtime. Reinstall Assetmill for this platform, or set assetmill.nodePath to another Node.js.',
  );
  expect((error as PoolError).detail).toContain('Possible solutions');
});

test('A missing image library is reported', async () => {
  const client = workspace.client({ poolFile: await lonelyPool(), workers: 1 });
  await expect(client.process()).rejects.toThrow(
    /The image library sharp does not work on this computer: Cannot find (module|package) 'sharp'/,
  );
});

test('A missing Node.js executable is reported', async () => {
  const client = workspace.client({ poolFile: bundles.poolFile, nodePath: join(workspace.root, 'node'), workers: 1 });
  await expect(client.process()).rejects.toThrow(/could not be started \(spawn .*ENOENT\)\. Check the setting assetmill\.nodePath/);
});

test('A run is stopped with the cause when its process cannot be restarted, and every task has an outcome', async () => {
  await writeImages(workspace.images, 60);
  let poolFile = bundles.poolFile;
  const broken = await brokenPool();
  const client = workspace.client(() => ({ poolFile, workers: 2 }));
  const plan = await workspace.plan(client);
  const { result, outcomes } = await workspace.run(client, plan, {}, () => {
    if (poolFile === broken) return;
    client.stop();
    poolFile = broken;
  });
  expect(result).toMatchObject({
    state: 'stopped',
    message: expect.stringContaining('The image library sharp does not work on this computer'),
  });
  expect(outcomes.map(({ id }) => id)).toEqual(plan.tasks.map(({ id }) => id));
  const { done = 0, canceled = 0 } = countByStatus(outcomes);
  expect(done).toBeGreaterThan(0);
  expect(done + canceled).toBe(60);
});

test('The next use after a failed start tries again', async () => {
  let poolFile = await brokenPool();
  const client = workspace.client(() => ({ poolFile, workers: 1 }));
  await expect(client.process()).rejects.toThrow('sharp does not work');
  poolFile = bundles.poolFile;
  expect((await (await client.process()).started()).workers).toBe(1);
});

test('ASSETMILL_INSPECT lets a debugger attach to the pool process, which starts all the same', async () => {
  vi.stubEnv('ASSETMILL_INSPECT', '0');
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines: string[] = [];
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 }, { log: (line) => lines.push(line) });
  expect((await (await client.process()).started()).workers).toBe(1);
  await expect.poll(() => lines.join('\n')).toMatch(/Debugger listening on ws:\/\/127\.0\.0\.1:\d+/);
});

test('No program starts with the recipe schema, which takes long to load', async () => {
  const bundle = (name: string) => readFile(join(dirname(bundles.poolFile), name), 'utf8');
  expect(await bundle('worker.cjs')).toContain('processChunk');
  for (const name of ['pool.cjs', 'worker.cjs', 'cli.cjs']) expect(await bundle(name), name).not.toContain('$ZodType');
  expect(await bundle('recipes.cjs'), 'the schema contains this name').toContain('$ZodType');
});

test('Worker threads that cannot start are reported at once', async () => {
  const poolFile = await lonelyPool();
  await writeFile(join(dirname(poolFile), 'worker.cjs'), "throw new Error('no thread for you');");
  const client = workspace.client({ poolFile, workers: 2 });
  await expect(client.process('files')).rejects.toThrow('The worker threads could not be started (no thread for you).');
  await expect(client.process()).rejects.toThrow('The worker threads could not be started (no thread for you).');
});
