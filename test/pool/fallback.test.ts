import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { writeImages } from './images';
import { brokenPool } from './poolFiles';
import { bundles, setUpPool, workspace } from './setUp';
import { countByStatus, decodedSizes } from './workspace';

setUpPool();

const realSharp = JSON.stringify(join(import.meta.dirname, '../../node_modules/sharp'));
const loadWithoutNative = `module.exports = require(${realSharp});`;

/** A pool whose native library does something else than to work. */
function faultyPool(fault: string): Promise<string> {
  return brokenPool(`if (process.execArgv.includes('--no-addons')) { ${loadWithoutNative} } else { ${fault} }`);
}

/** Resizes some images. @returns what the user was warned of */
async function resizeAll(poolFile: string): Promise<string[]> {
  const warnings: string[] = [];
  await writeImages(workspace.images, 4);
  const client = workspace.client({ poolFile, workers: 2 }, { warn: (message) => warnings.push(message) });
  const { outcomes } = await workspace.run(client, await workspace.plan(client));
  expect(countByStatus(outcomes)).toEqual({ done: 4 });
  expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['120x90']);
  // Another use does not repeat it.
  await client.process();
  return warnings;
}

const told = (reason: RegExp) => [
  expect.stringMatching(
    new RegExp(
      `^Images are processed by the WebAssembly build of the image library, which is slower and draws no text\\..*${reason.source}`,
    ),
  ),
];

test('If the native library crashes, WebAssembly takes its place, and the user is told once', async () => {
  expect(await resizeAll(await faultyPool("process.kill(process.pid, 'SIGSEGV'); while (true);"))).toEqual(told(/\(SIGSEGV\)\.$/));
});

test('If it cannot be loaded, WebAssembly takes its place', async () => {
  expect(await resizeAll(await faultyPool("throw new Error('GLIBC_2.99 not found');"))).toEqual(told(/: GLIBC_2\.99 not found\.$/));
});

test('A variable demands WebAssembly, and the log says which library is used', async () => {
  vi.stubEnv('ASSETMILL_IMAGE_LIBRARY', 'wasm');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await resizeAll(bundles.poolFile)).toEqual(told(/ASSETMILL_IMAGE_LIBRARY=wasm\.$/));
  expect(workspace.log.join('\n')).toMatch(/sharp [\d.]+, libvips [\d.]+ \(WebAssembly, since the native library cannot be used: .+\)/);
});

test('The native library is used silently where it works', async () => {
  expect(await resizeAll(bundles.poolFile)).toEqual([]);
  expect(workspace.log.join('\n')).toMatch(/libvips [\d.]+ \(native\)/);
});

test('A process that was ended from outside is no reason to do without the native library', async () => {
  const warnings: string[] = [];
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 }, { warn: (message) => warnings.push(message) });
  const first = await client.process('files');
  const proof = client.process();
  first.kill();
  await expect(proof).rejects.toThrow('ended unexpectedly (SIGKILL)');
  expect((await client.process()).withoutNative).toBe(false);
  expect(warnings).toEqual([]);
});
