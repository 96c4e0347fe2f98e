import * as l10n from '@vscode/l10n';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { type EncodeOptions, encodePipeline } from '../encode/encodePipeline';
import { packIco } from '../formats/ico';
import type { RenderedImage } from './renderedImage';
import type { RenderedOutput } from './renderedOutput';

/** Sides of the images in an ICO when the recipe has none. */
const defaultIcoSizes = [16, 32, 48, 256];

/** The sides of the images in an icon. None is enlarged: an image smaller than all of them gets a single one of the same size. */
function sidesOf({ width, height }: RenderedImage['state'], { sizes = defaultIcoSizes }: OutputRecipe): readonly number[] {
  const side = Math.max(width, height);
  const possible = sizes.filter((size) => size <= side);
  return possible.length > 0 ? possible : [Math.min(256, side)];
}

/** Makes an icon of square images in several sizes, with transparent margins if the image is not square. */
export async function renderIco(image: RenderedImage, options: Omit<EncodeOptions, 'state' | 'format'>): Promise<RenderedOutput> {
  const sides = sidesOf(image.state, options.output);
  const notes = new Set<string>();
  const images = [];
  for (const side of sides) {
    const square = image.open().resize(side, side, { fit: 'contain', background: 'rgba(0, 0, 0, 0)' }).ensureAlpha();
    const encoded = encodePipeline(square, { ...options, format: 'ico', state: { ...image.state, alpha: true } });
    images.push({ width: side, height: side, png: await encoded.image.toBuffer() });
    for (const note of encoded.notes) notes.add(note);
  }
  const missing = options.output.sizes?.filter((size) => !sides.includes(size)) ?? [];
  if (missing.length > 0) notes.add(l10n.t('Sizes not in the icon because the image is smaller: {0}.', missing.join(', ')));
  const largest = Math.max(...sides);
  return { bytes: packIco(images), width: largest, height: largest, pages: 1, notes: [...notes] };
}
