import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { PoolClient } from '../../src/client/pool/poolClient';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import type { Step } from '../../src/shared/recipe/recipe';
import { outputFormats } from '../../src/shared/values/formats';
import { everyStep, moreSteps } from '../engine/operations/steps';
import { bundles, setUpPool, workspace } from './setUp';

// Two processes make a hundred small images.
vi.setConfig({ testTimeout: 240_000 });

setUpPool();

/** A process with the native library, and one without. */
function bothClients(): Record<'native' | 'wasm', PoolClient> {
  const native = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  vi.stubEnv('ASSETMILL_IMAGE_LIBRARY', 'wasm');
  const wasm = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  vi.unstubAllEnvs();
  return { native, wasm };
}

/** A photo with soft and sharp edges, noise, and transparency in a corner. */
async function writeMotley(path: string): Promise<void> {
  const [width, height] = [96, 72];
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isDisk = (x - 30) ** 2 + (y - 30) ** 2 < 300;
      const noise = (x * 7919 + y * 104_729) % 13;
      const color = isDisk ? [220, 70, 40] : [x * 2, 60 + y * 2, 220 - x];
      data.set([...color.map((each) => each + noise), x + y > 140 ? 90 : 255], (y * width + x) * 4);
    }
  }
  await sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toFile(path);
}

interface Samples {
  readonly size: string;
  readonly samples: Buffer;
}

interface Made {
  readonly failures: readonly string[];
  readonly paths: readonly string[];
  /** What is in the files that sharp reads. */
  readonly files: ReadonlyMap<string, Samples>;
}

/** Files that sharp does not read. */
const otherFormats = /\.(jxl|ico|bmp|qoi)$/;

/** Carries out a profile. @param selection by default the folder of images */
async function make(client: PoolClient, profile: Record<string, unknown>, selection?: readonly string[]): Promise<Made> {
  const parsed = parseProfile('test', { ...profile, conflict: 'overwrite' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const { recipe } = parsed;
  const { outcomes } = await workspace.run(client, await workspace.plan(client, recipe, selection), { recipe });
  const paths = outcomes.flatMap(({ outputs }) => outputs.map(({ target }) => target));
  const files = new Map<string, Samples>();
  for (const path of paths.filter((each) => !otherFormats.test(each))) {
    const { data, info } = await sharp(path, { animated: true }).raw().toBuffer({ resolveWithObject: true });
    files.set(basename(path), { size: `${info.width}x${info.height}x${info.channels}`, samples: data });
  }
  return { failures: outcomes.flatMap(({ message }) => message ?? []), paths, files };
}

function meanDifference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, sample, at) => sum + Math.abs(sample - (b[at] as number)), 0) / a.length;
}

/** Makes the same with both libraries, which share all code but that of the processor. @param tolerance mean difference of a sample */
function expectAlike(native: Made, wasm: Made, tolerance: number, what: string): void {
  expect(wasm.failures, what).toEqual(native.failures);
  expect([...wasm.files.keys()].sort(), what).toEqual([...native.files.keys()].sort());
  for (const [name, { size, samples }] of native.files) {
    const other = wasm.files.get(name);
    expect(other?.size, `${what}: ${name}`).toBe(size);
    expect(meanDifference(samples, other?.samples ?? Buffer.alloc(0)), `${what}: ${name}`).toBeLessThanOrEqual(tolerance);
  }
}

const drawsText = (step: Step) => step.operation === 'watermark' && step.text !== undefined;
const stepsToTry = [...everyStep, ...moreSteps];

test('Every operation has the same effect in WebAssembly, and a text is refused', async () => {
  mkdirSync(workspace.images);
  await writeMotley(join(workspace.images, 'motley.png'));
  const { native, wasm } = bothClients();
  let compared = 0;
  for (const [index, step] of stepsToTry.entries()) {
    const made = (client: PoolClient, library: string) =>
      make(client, { steps: [step], outputs: [{ format: 'png', folder: `${library}-${index}` }] });
    const [a, b] = [await made(native, 'native'), await made(wasm, 'wasm')];
    if (drawsText(step)) expect(b.failures, 'a text').toEqual([expect.stringContaining('Only the native image library draws text')]);
    else {
      expectAlike(a, b, 0.1, JSON.stringify(step));
      compared += a.files.size;
    }
  }
  expect(compared).toBe(stepsToTry.filter((step) => !drawsText(step)).length);
});

test('Every format is written and read in WebAssembly as by the native library', async () => {
  mkdirSync(workspace.images);
  await writeMotley(join(workspace.images, 'motley.png'));
  const { native, wasm } = bothClients();
  for (const format of outputFormats) {
    const write = (client: PoolClient, library: string) => make(client, { outputs: [{ format, folder: `${format}-${library}` }] });
    const written = await write(native, 'native');
    expectAlike(written, await write(wasm, 'wasm'), 1, format);
    expect(written.paths, format).toHaveLength(1);
    const read = (client: PoolClient, library: string) =>
      make(client, { outputs: [{ format: 'png', folder: `read-${format}-${library}` }] }, written.paths);
    const [a, b] = [await read(native, 'native'), await read(wasm, 'wasm')];
    expectAlike(a, b, 0.5, `${format}, read`);
    expect(a.files.size, format).toBe(1);
  }
});
