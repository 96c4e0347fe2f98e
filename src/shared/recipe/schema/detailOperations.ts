import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { between, betweenSquared, intensityFilter, operation, rounded, withIntensity } from './operation';
import { real, whole } from './values';

/** Operations that combine each pixel with its neighbors. */

const blur = operation('blur', {
  description: 'Apply a Gaussian blur.',
  parameters: withIntensity({
    sigma: real(0.3, 1000).default(3).meta({ description: 'Standard deviation of the Gaussian in pixels.' }),
  }),
  example: { sigma: 2 },
  filters: { blur: { defaultIntensity: 50, parameters: (percent) => ({ sigma: rounded(betweenSquared(0.3, 20, percent), 1) }) } },
});

const sharpen = operation('sharpen', {
  description: 'Sharpen the luminance, with separate limits for flat and jagged areas.',
  parameters: withIntensity({
    sigma: real(0.3, 10).default(1).meta({ description: 'Standard deviation of the Gaussian in pixels.' }),
    m1: real(0, 1_000_000).default(1).meta({ description: 'Level of sharpening in flat areas.' }),
    m2: real(0, 1_000_000).default(2).meta({ description: 'Level of sharpening in jagged areas.' }),
    x1: real(0, 1_000_000).default(2).meta({ description: 'Threshold between flat and jagged areas.' }),
    y2: real(0, 1_000_000).default(10).meta({ description: 'Maximum brightening.' }),
    y3: real(0, 1_000_000).default(20).meta({ description: 'Maximum darkening.' }),
  }),
  example: { sigma: 2 },
  filters: { sharpen: { defaultIntensity: 50, parameters: (percent) => ({ sigma: rounded(between(0.5, 3, percent), 2) }) } },
});

const unsharp = operation('unsharp', {
  description: 'Apply an unsharp mask: amplify the difference from a blurred copy.',
  parameters: withIntensity({
    radius: real(0.3, 100).default(2).meta({ description: 'Standard deviation of the blur in pixels.' }),
    amount: real(0, 10).default(1).meta({ description: 'Factor by which the difference is added.' }),
    threshold: real(0, 255)
      .default(0)
      .meta({ description: 'Ignore differences up to this value, 0 to 255, so that noise is not sharpened.' }),
  }),
  example: { amount: 0.7 },
  filters: { unsharp: { defaultIntensity: 50, parameters: (percent) => ({ amount: rounded(between(0.1, 3, percent), 2) }) } },
});

const median = operation('median', {
  description: 'Apply a median filter, which removes specks and keeps edges.',
  parameters: withIntensity({
    size: whole(1, 101).default(3).meta({ description: 'Side of the square neighborhood in pixels.' }),
  }),
  example: { size: 5 },
  filters: { median: { defaultIntensity: 50, parameters: (percent) => ({ size: 1 + 2 * Math.ceil(between(0, 7, percent)) }) } },
});

const denoise = operation('denoise', {
  description: 'Reduce noise: smooth nearly flat areas and keep edges.',
  parameters: withIntensity({
    radius: real(0.3, 20).default(1.5).meta({ description: 'Standard deviation of the blur in pixels.' }),
    threshold: real(1, 255).default(16).meta({ description: 'Differences well above this value, 0 to 255, count as edges.' }),
  }),
  example: { threshold: 24 },
  filters: { denoise: { defaultIntensity: 50, parameters: (percent) => ({ threshold: rounded(between(4, 60, percent), 0) }) } },
});

const pixelate = operation('pixelate', {
  description: 'Pixelate the image, for example to hide faces or license plates.',
  parameters: withIntensity({ size: whole(1, 1024).default(12).meta({ description: 'Side of each block in pixels.' }) }),
  example: { size: 5 },
  filters: { pixelate: { defaultIntensity: 50, parameters: (percent) => ({ size: Math.round(betweenSquared(2, 64, percent)) }) } },
});

const emboss = operation('emboss', {
  description: 'Emboss the image, lit from the top left.',
  parameters: withIntensity({}),
  example: {},
  filters: { emboss: intensityFilter(100) },
});

const edge = operation('edge', {
  description: 'Show edges only, bright on black.',
  parameters: withIntensity({}),
  example: {},
  filters: { edge: intensityFilter(100) },
});

const convolve = operation('convolve', {
  description: 'Convolve the image with a custom kernel.',
  parameters: withIntensity({
    width: whole(3, 1001).meta({ description: 'Number of columns of the kernel; must be odd.' }),
    height: whole(3, 1001).meta({ description: 'Number of rows of the kernel; must be odd.' }),
    kernel: z.array(z.number()).meta({ description: 'Values of the kernel, row by row.' }),
    scale: z.number().optional().meta({ description: 'Divisor of the sum. Default: the sum of the kernel, or 1 if that is 0.' }),
    offset: z.number().default(0).meta({ description: 'Value added to the result, on a scale of 255.' }),
  }),
  example: { width: 3, height: 3, kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0] },
  check(step, report) {
    for (const key of ['width', 'height'] as const)
      if (step[key] % 2 === 0) report(l10n.t('must be an odd number, got {0}', step[key]), key);
    if (step.kernel.length !== step.width * step.height)
      report(l10n.t('must have {0} values, got {1}', step.width * step.height, step.kernel.length), 'kernel');
    if (step.scale === 0) report(l10n.t('must not be 0'), 'scale');
  },
});

export const detailOperations = [blur, sharpen, unsharp, median, denoise, pixelate, emboss, edge, convolve] as const;
