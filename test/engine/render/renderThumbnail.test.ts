import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderThumbnail } from '../../../src/engine/render/renderThumbnail';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-thumbnail-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string) => join(folder, name);

/** Makes a thumbnail. @returns the sizes of the image and of the thumbnail */
async function thumbnailOf(source: string) {
  const target = join(folder, 'small', 'a.webp');
  const size = await renderThumbnail({ source, target });
  const { format, width, height } = await sharp(target).metadata();
  return { size, small: [format, width, height] };
}

describe('renderThumbnail', () => {
  it('a thumbnail is a small upright WebP, and the size of the image is returned', async () => {
    const state = sharp({ create: { width: 800, height: 400, channels: 3, background: '#468' } });
    await state.withMetadata({ orientation: 6 }).jpeg().toFile(place('a.jpg'));
    expect(await thumbnailOf(place('a.jpg'))).toEqual({ size: { width: 400, height: 800 }, small: ['webp', 160, 320] });
  });

  it('a thumbnail is not enlarged and is converted to sRGB', async () => {
    const state = sharp({ create: { width: 20, height: 10, channels: 3, background: '#468' } });
    await state.toColorspace('cmyk').jpeg().toFile(place('a.jpg'));
    expect((await thumbnailOf(place('a.jpg'))).small).toEqual(['webp', 20, 10]);
  });

  it('a thumbnail of a file that is not an image fails', async () => {
    writeFileSync(place('a.jpg'), 'no image');
    await expect(thumbnailOf(place('a.jpg'))).rejects.toThrow();
  });
});
