import * as l10n from '@vscode/l10n';
import type { PixelSize } from '../../shared/values/pixelSize';
import { loadSharp } from '../formats/loadSharp';
import type { Page } from './packSprites';
import type { Sprite } from './readSprites';
import { channels, copyBox, readSprite } from './spriteRaster';

/** The formats of an atlas, which lose nothing, by the extension of its file. */
export type AtlasFormat = 'png' | 'webp';

function equal(a: PixelSize, b: PixelSize): boolean {
  return a.width === b.width && a.height === b.height;
}

/**
 * Draws a page: each image decoded again, since all of them together could take any amount of memory.
 * @throws what the decoder throws if an image has changed since it was measured
 */
export async function drawPage({ width, height, placed }: Page<Sprite>, format: AtlasFormat): Promise<Buffer> {
  const sharp = await loadSharp();
  const page = { data: Buffer.alloc(width * height * channels), width, height };
  for (const { image, x, y } of placed) {
    const raster = await readSprite(image.file, Math.max(image.source.width, image.source.height));
    if (!equal(raster, image.source)) throw new Error(l10n.t('{0} changed while it was packed', image.name));
    copyBox(raster, image.box, page, { x, y });
  }
  const drawn = sharp(page.data, { raw: { width, height, channels } });
  // Even colors that cannot be seen stay, so that what is packed can be taken out again.
  return format === 'webp' ? drawn.webp({ lossless: true, exact: true }).toBuffer() : drawn.png({ compressionLevel: 9 }).toBuffer();
}
