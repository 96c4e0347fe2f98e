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

/** Makes a small image of one. @returns the size of the whole one, and of the small one */
async function thumbnailOf(source: string) {
  const target = join(folder, 'small', 'a.webp');
  const size = await renderThumbnail({ source, target });
  const { format, width, height } = await sharp(target).metadata();
  return { size, small: [format, width, height] };
}

describe('renderThumbnail', () => {
  it('makes a small WebP, turned as the image is displayed, and tells the size', async () => {
    const state = sharp({ create: { width: 800, height: 400, channels: 3, background: '#468' } });
    await state.withMetadata({ orientation: 6 }).jpeg().toFile(place('a.jpg'));
    expect(await thumbnailOf(place('a.jpg'))).toEqual({ size: { width: 400, height: 800 }, small: ['webp', 160, 320] });
  });

  it('does not enlarge, and converts other colors', async () => {
    const state = sharp({ create: { width: 20, height: 10, channels: 3, background: '#468' } });
    await state.toColorspace('cmyk').jpeg().toFile(place('a.jpg'));
    expect((await thumbnailOf(place('a.jpg'))).small).toEqual(['webp', 20, 10]);
  });

  it('fails where there is no image', async () => {
    writeFileSync(place('a.jpg'), 'no image');
    await expect(thumbnailOf(place('a.jpg'))).rejects.toThrow();
  });
});
