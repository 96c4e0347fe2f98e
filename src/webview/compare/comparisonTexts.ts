import * as l10n from '@vscode/l10n';
import { metadataText } from '../../shared/run/metadataText';
import type { MetadataKind } from '../../shared/run/run';

/** Ways to compare two images. */
export const compareModes = ['slider', 'sideBySide', 'flicker', 'difference'] as const;
export type CompareMode = (typeof compareModes)[number];

/** Texts of a comparison. */
export const comparisonTexts = {
  back: () => l10n.t('Back'),
  backHint: () => l10n.t('Back to the list (Escape)'),
  previous: () => l10n.t('Previous File (Alt+Left or [)'),
  next: () => l10n.t('Next File (Alt+Right or ])'),
  keepOriginal: () => l10n.t('Keep Original...'),
  keepOriginalHint: () => l10n.t('Keep the original instead, and remove what the run made from it'),
  output: () => l10n.t('Output to compare'),
  kept: () => l10n.t('Kept file'),
  other: () => l10n.t('Other file'),
  before: () => l10n.t('Before'),
  after: () => l10n.t('After'),
  original: () => l10n.t('Original'),
  difference: () => l10n.t('Difference'),
  reading: () => l10n.t('Reading the images...'),
  modes: () => l10n.t('Comparison mode'),
  zoom: () => l10n.t('Zoom'),
  fit: () => l10n.t('Fit'),
  fitHint: () => l10n.t('Show the whole image (0)'),
  actual: () => l10n.t('100%'),
  actualHint: () => l10n.t('Show each image pixel as one screen pixel (1)'),
  closer: () => l10n.t('Zoom in (+)'),
  farther: () => l10n.t('Zoom out (-)'),
  divider: () => l10n.t('Divider between before and after'),
  flip: () => l10n.t('Show the Other Image (F)'),
  flipHint: () => l10n.t('Click to switch between before and after, or hold to see the other image'),
  otherProportions: () => l10n.t('The images have different aspect ratios, so their pixels are not compared.'),
  firstFrames: () => l10n.t('Only the first frame of an animation is compared.'),
  reduced: () => l10n.t('At least one of the images is too large to show at full size, so a smaller copy is shown.'),
  format: () => l10n.t('Format'),
  size: () => l10n.t('File size'),
  dimensions: () => l10n.t('Dimensions'),
  frames: () => l10n.t('Frames'),
  metadata: () => l10n.t('Metadata'),
  noMetadata: () => l10n.t('None'),
  similarity: () => l10n.t('Similarity'),
  facts: () => l10n.t('Image details'),
  notShown: () => l10n.t('This image cannot be shown.'),
} as const;

const modeTexts: Readonly<Record<CompareMode, () => string>> = {
  slider: () => l10n.t('Slider'),
  sideBySide: () => l10n.t('Side by Side'),
  flicker: () => l10n.t('Flicker'),
  difference: comparisonTexts.difference,
};

const modeHints: Readonly<Record<CompareMode, () => string>> = {
  slider: () => l10n.t('Move a divider between before and after'),
  sideBySide: () => l10n.t('Show before and after next to each other'),
  flicker: () => l10n.t('Switch between before and after in the same place (F)'),
  difference: () => l10n.t('Show where the images differ: brighter areas differ more'),
};

export function modeText(mode: CompareMode): string {
  return modeTexts[mode]();
}

export function modeHint(mode: CompareMode): string {
  return modeHints[mode]();
}

/** What became of the metadata: `Kept: color profile. Removed: EXIF, XMP.` */
export function metadataChangeText(before: readonly MetadataKind[], after: readonly MetadataKind[]): string {
  const parts = [
    [after.filter((kind) => before.includes(kind)), (list: string) => l10n.t('Kept: {0}.', list)],
    [before.filter((kind) => !after.includes(kind)), (list: string) => l10n.t('Removed: {0}.', list)],
    [after.filter((kind) => !before.includes(kind)), (list: string) => l10n.t('Added: {0}.', list)],
  ] as const;
  const sentences = parts.filter(([kinds]) => kinds.length > 0).map(([kinds, sentence]) => sentence(metadataText(kinds)));
  return sentences.join(' ') || comparisonTexts.noMetadata();
}

/** Describes an image to those who do not see it: `Before: photo.jpg`. */
export function imageText(label: string, file: string): string {
  return l10n.t('{0}: {1}', label, file);
}

/** What the first and the second image are. */
export type ImageLabels = readonly [first: string, second: string];

/** @param grouped whether they are files of a group, of which no run made one from the other */
export function imageLabels(grouped: boolean): ImageLabels {
  return grouped ? [comparisonTexts.kept(), comparisonTexts.other()] : [comparisonTexts.before(), comparisonTexts.after()];
}
