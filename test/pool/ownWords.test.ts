import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { requestInspectionPlan } from '../../src/client/runs/inspectionPlan';
import { runInspection } from '../../src/client/runs/runInspection';
import type { Inspection } from '../../src/shared/run/inspection';
import type { Outcome } from '../../src/shared/run/run';
import { bundles, setUpPool, workspace } from './setUp';

setUpPool();

/** libvips keeps one error text per process: what fails among others is told only as far as it is known to belong to the file. */

const cutFiles = 24;

/** AVIFs that are cut inside their samples, and JPEGs with a damaged row, among good files of both kinds. */
async function writeMixedImages(): Promise<void> {
  mkdirSync(workspace.images, { recursive: true });
  const image = sharp({
    create: { width: 320, height: 240, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  });
  const [avif, jpeg] = [await image.clone().avif({ effort: 0 }).toBuffer(), await image.clone().jpeg().toBuffer()];
  for (let index = 0; index < cutFiles; index += 1) {
    const number = String(index).padStart(2, '0');
    const write = (name: string, bytes: Buffer) => writeFileSync(join(workspace.images, `${number}-${name}`), bytes);
    write('cut.avif', avif.subarray(0, avif.length - 200 - index * 100));
    write('good.avif', avif);
    write('good.jpg', jpeg);
    const damaged = Buffer.from(jpeg);
    // A marker that does not belong into the samples.
    damaged.writeUInt16BE(0xffd5, jpeg.length >> 1);
    write('damaged.jpg', damaged);
  }
}

function expectOwnWords(outcomes: readonly Outcome[]): void {
  expect(outcomes).toHaveLength(4 * cutFiles);
  const codes = new Set(outcomes.map(({ source, status, code }) => `${basename(source).slice(3)}: ${status} ${code ?? ''}`.trim()));
  expect([...codes].sort()).toEqual(['cut.avif: failed truncated', 'damaged.jpg: failed corrupt', 'good.avif: done', 'good.jpg: done']);
  for (const line of workspace.log) {
    const names = new Set(line.match(/\d\d-(?:cut|good|damaged)\.\w+/g));
    expect(names.size, line).toBeLessThanOrEqual(1);
  }
  const foreign = workspace.log.filter((line) => /damaged\.jpg/.test(line) && /avif|heif|bad seek/.test(line));
  expect(foreign).toEqual([]);
}

test('Damaged images that fail at the same time in several workers are told their own errors, and good ones do not fail', async () => {
  await writeMixedImages();
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 4 });
  const { outcomes } = await workspace.run(client, await workspace.plan(client));
  expectOwnWords(outcomes);
});

test.each(['check', 'pixelDigest', 'perceptualHash'] as const)('The same holds for the inspection %s', async (kind) => {
  await writeMixedImages();
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 4 });
  const inspection: Inspection = kind === 'perceptualHash' ? { kind, turned: false } : { kind };
  const { signal } = new AbortController();
  const rules = { include: [], exclude: [], excludeGlobs: [], useIgnoreFiles: true, order: 'auto' } as const;
  const plan = await requestInspectionPlan(
    client,
    { ...rules, selection: [workspace.images], roots: [workspace.root], inspection },
    signal,
  );
  const outcomes: Outcome[] = [];
  await runInspection(plan, { client, timeoutSeconds: 60, signal }, { outcomes: (all) => outcomes.push(...all), workers: () => {} });
  expectOwnWords(outcomes);
});
