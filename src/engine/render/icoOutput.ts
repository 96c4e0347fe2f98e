import * as l10n from '@vscode/l10n';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { packIco } from '../formats/ico';
import { type EncodeOptions, encode } from './encode';
import type { RenderedImage } from './renderedImage';
import type { RenderedOutput } from './renderedOutput';

/** Sides of the images in an ICO where the recipe names none. */
const usualSizes = [16, 32, 48, 256];

/** The sides of the images: none is enlarged. Of an image that is smaller than all of them there is one of its own size. */
function sidesOf({ width, height }: RenderedImage['state'], { sizes = usualSizes }: OutputRecipe): readonly number[] {
  const side = Math.max(width, height);
  const held = sizes.filter((size) => size <= side);
  return held.length > 0 ? held : [Math.min(256, side)];
}

/** Makes an icon: squares of several sizes, transparent beside an image that is none. */
export async function makeIco(rendered: RenderedImage, options: Omit<EncodeOptions, 'state' | 'format'>): Promise<RenderedOutput> {
  const sides = sidesOf(rendered.state, options.output);
  const notes = new Set<string>();
  const images = [];
  for (const side of sides) {
    const square = rendered.open().resize(side, side, { fit: 'contain', background: 'rgba(0, 0, 0, 0)' }).ensureAlpha();
    const { image, notes: told } = encode(square, { ...options, format: 'ico', state: { ...rendered.state, alpha: true } });
    images.push({ width: side, height: side, png: await image.toBuffer() });
    for (const note of told) notes.add(note);
  }
  const left = options.output.sizes?.filter((size) => !sides.includes(size)) ?? [];
  if (left.length > 0) notes.add(l10n.t('Not in the icon, since the image is smaller: {0}.', left.join(', ')));
  const most = Math.max(...sides);
  return { bytes: packIco(images), width: most, height: most, pages: 1, notes: [...notes] };
}
