import type { PixelSize } from '../../shared/values/pixelSize';
import { spriteNames } from './spriteNames';
import { readSprite, type SpriteBox, visibleBox } from './spriteRaster';

/** An image that belongs into an atlas. */
export interface SpriteFile {
  /** Path with `/` between segments and without extension, from which the name is made. */
  readonly path: string;
  /** Where the image is. */
  readonly file: string;
}

/** An image of an atlas. Its own size is that of the part that is packed. */
export interface Sprite extends PixelSize {
  readonly name: string;
  readonly file: string;
  readonly box: SpriteBox;
  /** Size of the whole image. */
  readonly source: PixelSize;
}

/** The images of an atlas, and why others cannot be packed. */
export interface ReadSprites {
  readonly sprites: readonly Sprite[];
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/**
 * Reads the sizes of images, sorted by path. Decodes one after the other and keeps none, so that the memory does not depend on their
 * number. One that is broken does not keep the others.
 */
export async function readSprites(files: readonly SpriteFile[], options: { maxSize: number; trim: boolean }): Promise<ReadSprites> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const names = spriteNames(sorted.map(({ path }) => path));
  const sprites: Sprite[] = [];
  const failures: ReadSprites['failures'][number][] = [];
  for (const [index, { file }] of sorted.entries()) {
    const name = names[index] as string;
    try {
      const raster = await readSprite(file, options.maxSize);
      const source = { width: raster.width, height: raster.height };
      const box = options.trim ? visibleBox(raster) : { x: 0, y: 0, ...source };
      sprites.push({ name, file, box, source, width: box.width, height: box.height });
    } catch (error) {
      failures.push({ name, message: (error as Error).message });
    }
  }
  return { sprites, failures };
}
