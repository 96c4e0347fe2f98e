import * as l10n from '@vscode/l10n';
import type { FilterName } from '../../shared/recipe/filterChoices';

/** Names of the filters, and what each does to an image, in plain words. */

const names: Readonly<Record<FilterName, () => string>> = {
  blur: () => l10n.t('Blur'),
  sharpen: () => l10n.t('Sharpen'),
  unsharp: () => l10n.t('Unsharp Mask'),
  median: () => l10n.t('Median'),
  denoise: () => l10n.t('Denoise'),
  pixelate: () => l10n.t('Pixelate'),
  emboss: () => l10n.t('Emboss'),
  edge: () => l10n.t('Edges'),
  brighten: () => l10n.t('Brighten'),
  darken: () => l10n.t('Darken'),
  contrast: () => l10n.t('Contrast'),
  saturate: () => l10n.t('Saturate'),
  normalize: () => l10n.t('Normalize'),
  clahe: () => l10n.t('Local Contrast'),
  grayscale: () => l10n.t('Grayscale'),
  sepia: () => l10n.t('Sepia'),
  negate: () => l10n.t('Negate'),
  vignette: () => l10n.t('Vignette'),
  posterize: () => l10n.t('Posterize'),
  threshold: () => l10n.t('Threshold'),
};

const sentences: Readonly<Record<FilterName, () => string>> = {
  blur: () => l10n.t('Softens the whole image.'),
  sharpen: () => l10n.t('Makes edges crisper.'),
  unsharp: () => l10n.t('Makes edges crisper and leaves flat areas alone.'),
  median: () => l10n.t('Removes specks and keeps edges.'),
  denoise: () => l10n.t('Reduces grain in dark photos.'),
  pixelate: () => l10n.t('Turns the image into large squares.'),
  emboss: () => l10n.t('Makes the image look pressed into paper.'),
  edge: () => l10n.t('Leaves only the outlines.'),
  brighten: () => l10n.t('Lightens the whole image.'),
  darken: () => l10n.t('Darkens the whole image.'),
  contrast: () => l10n.t('Makes light areas lighter and dark areas darker.'),
  saturate: () => l10n.t('Makes colors stronger.'),
  normalize: () => l10n.t('Stretches the tones of a dull image from black to white.'),
  clahe: () => l10n.t('Brings out detail in every area.'),
  grayscale: () => l10n.t('Removes all color.'),
  sepia: () => l10n.t('Makes the image look like an old brown photo.'),
  negate: () => l10n.t('Swaps light and dark, like a film negative.'),
  vignette: () => l10n.t('Darkens the corners.'),
  posterize: () => l10n.t('Leaves only a few shades of each color.'),
  threshold: () => l10n.t('Leaves only black and white.'),
};

export function filterName(filter: FilterName): string {
  return names[filter]();
}

export function filterSentence(filter: FilterName): string {
  return sentences[filter]();
}
