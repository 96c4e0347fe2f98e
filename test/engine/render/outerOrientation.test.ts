import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { comparedPixelDigest } from '../../../src/engine/inspect/comparedPixelDigest';
import { perceptualHash } from '../../../src/engine/inspect/perceptualHash';
import { renderThumbnail } from '../../../src/engine/render/renderThumbnail';
import { readHeader } from '../../../src/engine/sources/readHeader';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { WrittenOutput } from '../../../src/shared/run/run';
import { landscapeScene } from '../../corpus/photos';
import { turnedOutsideExif } from '../../corpus/tolerated';
import { place, runOn, temporaryFolder } from '../fixtures/runs';

/** Photos whose orientation stands in XMP or in a text of a PNG are shown, and written, upright. */

const photos = Object.entries(await turnedOutsideExif());
const { width, height } = await sharp(await landscapeScene().png().toBuffer()).metadata();

const small = (image: Sharp) => image.removeAlpha().toColorspace('srgb').resize(24, 16, { fit: 'fill' }).raw().toBuffer();

/** Mean difference of samples to the upright scene. */
async function difference(path: string): Promise<number> {
  const [found, wanted] = [await small(sharp(path).autoOrient()), await small(landscapeScene())];
  return found.reduce((sum, value, at) => sum + Math.abs(value - (wanted[at] as number)), 0) / found.length;
}

function placed(name: string, bytes: Buffer): string {
  return place(join(temporaryFolder(), name), bytes);
}

test.each(photos)('the header of %s has the size as displayed', async (name, bytes) => {
  expect(await readHeader(placed(name, bytes))).toMatchObject({ width, height, orientation: 6 });
});

const profiles: readonly (readonly [name: string, profile: Profile])[] = [
  ['resized', { steps: [{ operation: 'resize', longEdge: 48 }] }],
  ['resized without metadata', { steps: [{ operation: 'resize', longEdge: 48 }], metadata: 'strip' }],
  ['resized without its location', { steps: [{ operation: 'resize', longEdge: 48 }], metadata: 'strip-gps' }],
  ['converted to PNG', { outputs: [{ format: 'png', compressionLevel: 9 }] }],
  ['converted to WebP', { outputs: [{ format: 'webp', lossless: true }] }],
  ['cropped', { steps: [{ operation: 'crop', left: 0, top: 0, width, height }], outputs: [{ format: 'jpeg', quality: 95 }] }],
  ['written twice', { outputs: [{ format: 'png' }, { format: 'jpeg', quality: 95 }] }],
];

test.each(photos.flatMap(([photo, bytes]) => profiles.map(([name, profile]) => [photo, name, bytes, profile] as const)))(
  '%s is upright when it is %s, and turned only once',
  async (name, _, bytes, profile) => {
    const { status, outputs } = await runOn(placed(name, bytes), profile);
    expect(status).toBe('done');
    for (const { target } of outputs) {
      expect(await difference(target)).toBeLessThan(6);
      const { xmp, orientation = 1, ...written } = await sharp(target).metadata();
      expect(written.width).toBeGreaterThan(written.height);
      expect(orientation).toBe(1);
      // Nobody reads the orientation of the source there any more.
      expect(xmp?.toString() ?? '').not.toMatch(/tiff:Orientation="[2-8]"/);
      expect(await readHeader(target)).not.toHaveProperty('orientation');
    }
  },
);

test.each(photos)('%s that is stripped keeps its samples and is turned by EXIF', async (name, bytes) => {
  const { status, outputs } = await runOn(placed(name, bytes), { metadata: 'strip' });
  expect(status).toBe('done');
  const [{ target }] = outputs as [WrittenOutput];
  expect(await difference(target)).toBeLessThan(6);
  expect(await sharp(target).metadata()).toMatchObject({ width: height, height: width, orientation: 6 });
  const header = await readHeader(target);
  expect(header).toMatchObject({ width, height });
  expect(header).not.toHaveProperty('orientation');
  expect(header.metadata).not.toContain('xmp');
});

test.each(photos)('%s looks like its upright twin to every inspection', async (name, bytes) => {
  const path = placed(name, bytes);
  const upright = place(join(temporaryFolder(), 'upright.png'), await landscapeScene().png().toBuffer());
  expect((await perceptualHash(path)).hash).toBe((await perceptualHash(upright)).hash);
  if (!name.endsWith('jpg')) expect(await comparedPixelDigest(path)).toBe(await comparedPixelDigest(upright));
  const target = join(temporaryFolder(), 'thumbnail.webp');
  expect(await renderThumbnail({ source: path, target })).toEqual({ width, height });
  expect(await difference(target)).toBeLessThan(8);
});

test('EXIF counts more than XMP', async () => {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></x:xmpmeta>';
  const bytes = await landscapeScene()
    .withXmp(xmp)
    .withExif({ IFD0: { Orientation: '1' } })
    .jpeg()
    .toBuffer();
  const header = await readHeader(placed('a.jpg', bytes));
  expect(header).toMatchObject({ width, height });
  expect(header).not.toHaveProperty('orientation');
});

test.each(['keep', 'strip-gps'] as const)(
  'XMP that repeats the orientation is corrected when the pixels are turned: %s',
  async (metadata) => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></x:xmpmeta>';
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const bytes = await landscapeScene().rotate(270).withMetadata({ orientation: 6 }).withXmp(xmp).toFormat(format).toBuffer();
      const { outputs } = await runOn(placed(`a.${format}`, bytes), { steps: [{ operation: 'resize', longEdge: 48 }], metadata });
      const [{ target }] = outputs as [WrittenOutput];
      expect(await difference(target), format).toBeLessThan(8);
      const written = await sharp(target).metadata();
      expect({ orientation: written.orientation ?? 1, xmp: written.xmp?.toString() }, format).toEqual({
        orientation: 1,
        xmp: expect.stringContaining('tiff:Orientation="1"'),
      });
    }
  },
);
