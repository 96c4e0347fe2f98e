import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { between, intensityFilter, operation, rounded, withIntensity } from './operation';
import { colorText, real, whole } from './values';

/** Operations that change colors and tones. */

const gamma = operation('gamma', {
  description: 'Apply a gamma correction to brighten or darken the midtones.',
  parameters: withIntensity({
    gamma: real(0.34, 3).default(2.2).meta({ description: 'Gamma. Above 1 brightens, below 1 darkens.' }),
  }),
  example: { gamma: 1.5 },
  filters: {
    brighten: { defaultIntensity: 50, parameters: (percent) => ({ gamma: rounded(between(1, 3, percent), 2) }) },
    darken: { defaultIntensity: 50, parameters: (percent) => ({ gamma: rounded(between(1, 0.34, percent), 2) }) },
  },
});

const contrast = operation('contrast', {
  description: 'Change the contrast around middle gray, and the brightness.',
  parameters: withIntensity({
    amount: real(0, 10).default(1.2).meta({ description: 'Contrast factor. Above 1 increases the contrast, below 1 reduces it.' }),
    offset: real(-255, 255).default(0).meta({ description: 'Value added to every channel, -255 to 255.' }),
  }),
  example: { amount: 1.4 },
  filters: { contrast: { defaultIntensity: 50, parameters: (percent) => ({ amount: rounded(between(1, 2.5, percent), 2) }) } },
});

const modulate = operation('modulate', {
  description: 'Change brightness, saturation, hue, and lightness.',
  parameters: withIntensity({
    brightness: real(0, 10).optional().meta({ description: 'Brightness factor; 1.2 is 20% brighter.' }),
    saturation: real(0, 10).optional().meta({ description: 'Saturation factor; 0 is grayscale.' }),
    hue: whole(-360, 360).optional().meta({ description: 'Hue rotation in degrees.' }),
    lightness: real(-100, 100).optional().meta({ description: 'Value added to the lightness, -100 to 100.' }),
  }),
  example: { brightness: 0.9, hue: 40 },
  filters: { saturate: { defaultIntensity: 50, parameters: (percent) => ({ saturation: rounded(between(1, 3, percent), 2) }) } },
  check({ brightness, saturation, hue, lightness }, report) {
    if ([brightness, saturation, hue, lightness].every((value) => value === undefined))
      report(l10n.t('specify brightness, saturation, hue, or lightness'));
  },
});

const normalize = operation('normalize', {
  description: 'Stretch the luminance to cover the full range.',
  parameters: withIntensity({
    lower: whole(0, 99).default(1).meta({ description: 'Percentile that becomes black.' }),
    upper: whole(1, 100).default(99).meta({ description: 'Percentile that becomes white.' }),
  }),
  example: {},
  filters: { normalize: intensityFilter(100) },
  check({ lower, upper }, report) {
    if (lower >= upper) report(l10n.t('lower must be below upper'), 'lower');
  },
});

const clahe = operation('clahe', {
  description:
    'Apply contrast-limited adaptive histogram equalization (CLAHE), which brings out detail in dark areas. The result has 8 bits per sample.',
  parameters: withIntensity({
    width: whole(1, 65_536).default(64).meta({ description: 'Width of the search window in pixels.' }),
    height: whole(1, 65_536).default(64).meta({ description: 'Height of the search window in pixels.' }),
    maxSlope: whole(0, 100).default(3).meta({ description: 'Contrast limit; 0 disables it.' }),
  }),
  example: { width: 12, height: 12 },
  filters: { clahe: intensityFilter(100) },
});

const grayscale = operation('grayscale', {
  description: 'Convert the image to grayscale.',
  parameters: withIntensity({}),
  example: {},
  filters: { grayscale: intensityFilter(100) },
});

const sepia = operation('sepia', {
  description: 'Apply a sepia tone.',
  parameters: withIntensity({}),
  example: {},
  filters: { sepia: intensityFilter(100) },
});

const tint = operation('tint', {
  description: 'Tint the image and keep its luminance. The result has 8 bits per sample.',
  parameters: withIntensity({ color: colorText.meta({ description: 'Color of the tint.' }) }),
  example: { color: 'teal' },
});

const negate = operation('negate', {
  description: 'Invert the colors.',
  parameters: withIntensity({}),
  example: {},
  filters: { negate: intensityFilter(100) },
});

const vignette = operation('vignette', {
  description: 'Darken the image toward the corners.',
  parameters: withIntensity({
    start: real(0, 99).default(40).meta({ description: 'Start of the darkening, in percent of the distance from the center to a corner.' }),
  }),
  example: { start: 30 },
  filters: { vignette: intensityFilter(50) },
});

const posterize = operation('posterize', {
  description: 'Reduce the number of tones per channel.',
  parameters: withIntensity({ levels: whole(2, 64).default(4).meta({ description: 'Number of tones per channel.' }) }),
  example: { levels: 4 },
  filters: { posterize: { defaultIntensity: 50, parameters: (percent) => ({ levels: Math.round(2 * 16 ** (1 - percent / 100)) }) } },
});

const threshold = operation('threshold', {
  description: 'Turn every pixel black or white. The result has 8 bits per sample.',
  parameters: withIntensity({
    value: whole(0, 255).default(128).meta({ description: 'Samples at or above this value become white, the others black.' }),
    grayscale: z
      .boolean()
      .default(true)
      .meta({ description: 'Convert to grayscale first. If false, each channel is thresholded separately.' }),
  }),
  example: { value: 128 },
  filters: { threshold: { defaultIntensity: 50, parameters: (percent) => ({ value: Math.round(between(0, 255, percent)) }) } },
});

export const colorOperations = [
  ...[gamma, contrast, modulate, normalize, clahe],
  ...[grayscale, sepia, tint, negate, vignette, posterize, threshold],
] as const;
