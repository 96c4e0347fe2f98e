import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { corners, cornersOf, fromRaw, oriented } from '../fixtures/images';
import { longEdge, place, planOf, runOn, temporaryFolder } from '../fixtures/runs';

const upright = 'red green blue yellow';
const orientations = [1, 2, 3, 4, 5, 6, 7, 8];

async function imageWith(orientation: number, width = 120, height = 80): Promise<string> {
  return place(join(temporaryFolder(), 'a.jpg'), await oriented(orientation, width, height));
}

test('the test images are valid: without applying the orientation only number 1 is upright', async () => {
  const stored = await Promise.all(orientations.map(async (each) => cornersOf(await oriented(each, 60, 40))));
  expect(stored[0]).toBe(upright);
  expect(new Set(stored).size).toBe(8);
});

describe.each(orientations)('orientation %d', (orientation) => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const)('an oriented JPEG becomes upright in %s', async (format) => {
    const path = await imageWith(orientation);
    const { status, target, outputs, before } = await runOn(path, longEdge(60, { outputs: [{ format }] }));
    expect(status).toBe('done');
    expect(before).toMatchObject({ width: 120, height: 80 });
    expect(outputs[0]).toMatchObject({ width: 60, height: 40 });
    expect(await cornersOf(target)).toBe(upright);
    const metadata = await sharp(target).metadata();
    expect(metadata).toMatchObject({ width: 60, height: 40 });
    expect(metadata.orientation ?? 1).toBe(1);
  });

  test('oriented images are upright with every fit', async () => {
    const path = await imageWith(orientation, 200, 40);
    for (const fit of ['cover', 'fill', 'contain'] as const) {
      const steps = [{ operation: 'resize' as const, width: 60, height: 30, fit }];
      const { outputs, target } = await runOn(path, { steps, outputs: [{ format: 'png' }] });
      expect(outputs[0], fit).toMatchObject({ width: 60, height: 30 });
      if (fit !== 'contain') expect(await cornersOf(target), fit).toBe(upright);
    }
  });

  test('the plan has the displayed size of an oriented image', async () => {
    const { tasks } = await planOf(join(await imageWith(orientation, 64, 8), '..'), longEdge(32));
    expect(tasks[0]?.header).toMatchObject({ width: 64, height: 8 });
  });
});

test('an oriented image that fits is copied with its orientation', async () => {
  const path = await imageWith(6);
  const { target, outputs } = await runOn(path, longEdge(120, { outputs: [{ folder: 'out' }] }));
  expect(outputs[0]).toMatchObject({ width: 120, height: 80 });
  expect(readFileSync(target)).toEqual(readFileSync(path));
});

test('orientation is applied in other formats that carry it', async () => {
  const folder = temporaryFolder();
  // Stored upside down, with an orientation that says so.
  const turned = () => fromRaw(corners(60, 40)).rotate(180).withMetadata({ orientation: 3 });
  const files = [
    place(join(folder, 'a.webp'), await turned().webp({ lossless: true }).toBuffer()),
    place(join(folder, 'a.png'), await turned().png().toBuffer()),
    place(join(folder, 'a.tif'), await turned().tiff({ compression: 'none' }).toBuffer()),
  ];
  for (const path of files) {
    const { target } = await runOn(path, longEdge(30));
    expect(await cornersOf(target), path).toBe(upright);
    expect((await sharp(target).metadata()).orientation ?? 1, path).toBe(1);
  }
});
