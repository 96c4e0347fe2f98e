import type { PixelSize } from '../../shared/values/pixelSize';
import { encodeUrl } from '../../shared/values/tag';
import type { Page, Placed } from './packSprites';
import type { Sprite } from './readSprites';
import { classNames } from './spriteNames';

/** The files beside the image of an atlas. */

/** A page with the name of its image. */
export interface NamedPage extends Page<Sprite> {
  readonly image: string;
}

const sizeOf = ({ width, height }: PixelSize) => ({ w: width, h: height });

/** Names are unique. */
function sortedByName<Place extends Placed<Sprite>>(places: readonly Place[]): Place[] {
  return [...places].sort((a, b) => (a.image.name < b.image.name ? -1 : 1));
}

/**
 * The frames of a page. Source: TexturePacker, "JSON (Hash)", which game engines and graphics libraries read.
 * @param others the files of the other pages
 */
export function atlasJson({ image, width, height, placed }: NamedPage, others: readonly string[]): string {
  const frames = sortedByName(placed).map(({ image: { name, box, source }, x, y }) => {
    const frame = { x, y, ...sizeOf(box) };
    const trimmed = box.width !== source.width || box.height !== source.height;
    const spriteSourceSize = { x: box.x, y: box.y, ...sizeOf(box) };
    return [name, { frame, rotated: false, trimmed, spriteSourceSize, sourceSize: sizeOf(source) }] as const;
  });
  const meta = {
    app: 'Assetmill',
    version: '1.0',
    image,
    format: 'RGBA8888',
    size: { w: width, h: height },
    scale: '1',
    ...(others.length > 0 && { related_multi_packs: others }),
  };
  return `${JSON.stringify({ frames: Object.fromEntries(frames), meta }, null, 2)}\n`;
}

/** One class for each image, sorted by name. @param prefix of the classes */
export function atlasCss(pages: readonly NamedPage[], prefix: string): string {
  const places = sortedByName(pages.flatMap(({ image, placed }) => placed.map((each) => ({ ...each, url: encodeUrl(image) }))));
  const classes = classNames(
    places.map(({ image }) => image.name),
    prefix,
  );
  const length = (pixels: number) => (pixels === 0 ? '0' : `-${pixels}px`);
  const rules = places.map(({ url, x, y, image: { box } }, index) =>
    [
      `.${classes[index]} {`,
      `  width: ${box.width}px;`,
      `  height: ${box.height}px;`,
      `  background: url("${url}") ${length(x)} ${length(y)} no-repeat;`,
      '}\n',
    ].join('\n'),
  );
  const css = rules.join('\n');
  // Without it, the encoding is that of the page.
  return /[^\x20-\x7e\n]/.test(css) ? `@charset "utf-8";\n\n${css}` : css;
}
