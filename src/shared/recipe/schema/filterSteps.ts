import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { colorText, gravity, real, whole } from './values';

/** Steps that change the colors of the pixels and leave them where they are. */

const intensity = real(0, 100).default(100).meta({ description: 'How much of the effect is mixed into the image, in percent.' });

/** A filter: its own parameters, and an intensity. */
function filter<const Name extends string, Shape extends z.ZodRawShape>(operation: Name, description: string, shape: Shape) {
  return z.strictObject({ operation: z.literal(operation).meta({ description }), ...shape, intensity }).meta({ title: operation });
}

export const blurStep = filter('blur', 'Blur, by a Gaussian.', {
  sigma: real(0.3, 1000)
    .default(3)
    .meta({ description: 'Standard deviation of the Gaussian in pixels: about half of how far a point is spread.' }),
});

export const sharpenStep = filter('sharpen', 'Sharpen in the luminance, with limits for flat and jagged areas.', {
  sigma: real(0.3, 10).default(1).meta({ description: 'Standard deviation of the Gaussian in pixels.' }),
  m1: real(0, 1_000_000).default(1).meta({ description: 'Level in flat areas.' }),
  m2: real(0, 1_000_000).default(2).meta({ description: 'Level in jagged areas.' }),
  x1: real(0, 1_000_000).default(2).meta({ description: 'Threshold between flat and jagged.' }),
  y2: real(0, 1_000_000).default(10).meta({ description: 'Most brightening.' }),
  y3: real(0, 1_000_000).default(20).meta({ description: 'Most darkening.' }),
});

export const unsharpStep = filter('unsharp', 'Unsharp mask: add what a blur would take away.', {
  radius: real(0.3, 100).default(2).meta({ description: 'Standard deviation of the blur in pixels.' }),
  amount: real(0, 10).default(1).meta({ description: 'How often the difference is added.' }),
  threshold: real(0, 255).default(0).meta({ description: 'Differences up to this, of 255, are left alone: noise stays unsharpened.' }),
});

export const medianStep = filter('median', 'Median of the neighborhood: takes away specks, keeps edges.', {
  size: whole(1, 101).default(3).meta({ description: 'Side of the neighborhood in pixels.' }),
});

export const denoiseStep = filter('denoise', 'Smooth where the image is nearly flat, and leave edges.', {
  radius: real(0.3, 20).default(1.5).meta({ description: 'How far is looked, in pixels.' }),
  threshold: real(1, 255).default(16).meta({ description: 'Differences larger than about this, of 255, are taken for edges.' }),
});

export const gammaStep = filter('gamma', 'Brighten or darken the middle tones.', {
  gamma: real(0.34, 3).default(2.2).meta({ description: 'Above 1 brightens, below 1 darkens.' }),
});

export const negateStep = filter('negate', 'Turn every color into its opposite.', {});

export const normalizeStep = filter('normalize', 'Stretch the luminance over the whole range.', {
  lower: whole(0, 99).default(1).meta({ description: 'Percentile that becomes black.' }),
  upper: whole(1, 100).default(99).meta({ description: 'Percentile that becomes white.' }),
}).superRefine((step, context) => {
  if (step.lower >= step.upper) context.addIssue({ code: 'custom', path: ['lower'], message: l10n.t('lower must be below upper') });
});

export const claheStep = filter(
  'clahe',
  'Equalize the local contrast (CLAHE): brings out detail in dark areas. Works with 8 bits a sample.',
  {
    width: whole(1, 65_536).default(64).meta({ description: 'Width of the region that is looked at, in pixels.' }),
    height: whole(1, 65_536).default(64).meta({ description: 'Height of the region that is looked at, in pixels.' }),
    maxSlope: whole(0, 100).default(3).meta({ description: 'Limit of the contrast; 0 is none.' }),
  },
);

export const thresholdStep = filter('threshold', 'Black below a value, white from it on. Works with 8 bits a sample.', {
  value: whole(0, 255).default(128).meta({ description: 'The value, of 255.' }),
  grayscale: z.boolean().default(true).meta({ description: 'Look at the luminance; else at each color by itself.' }),
});

export const modulateStep = filter('modulate', 'Change brightness, saturation, hue and lightness.', {
  brightness: real(0, 10).optional().meta({ description: 'Factor of the brightness: 1 is none, 1.2 is a fifth brighter.' }),
  saturation: real(0, 10).optional().meta({ description: 'Factor of the saturation: 0 is gray.' }),
  hue: whole(-360, 360).optional().meta({ description: 'Degrees to turn the hue.' }),
  lightness: real(-100, 100).optional().meta({ description: 'Added to the lightness.' }),
}).superRefine((step, context) => {
  const { brightness, saturation, hue, lightness } = step;
  if ([brightness, saturation, hue, lightness].every((value) => value === undefined))
    context.addIssue({ code: 'custom', message: l10n.t('say brightness, saturation, hue or lightness') });
});

export const contrastStep = filter('contrast', 'Stretch the colors around middle gray, and shift them.', {
  amount: real(0, 10).default(1.2).meta({ description: 'Factor of the contrast: 1 is none, below 1 is less.' }),
  offset: real(-255, 255).default(0).meta({ description: 'Added to every color, of 255.' }),
});

export const tintStep = filter('tint', 'Color the image and keep its luminance. Works with 8 bits a sample.', {
  color: colorText.meta({ description: 'The color.' }),
});

export const grayscaleStep = filter('grayscale', 'Take the colors away.', {});

export const sepiaStep = filter('sepia', 'The brown of old photos.', {});

export const vignetteStep = filter('vignette', 'Darken towards the corners.', {
  start: real(0, 99).default(40).meta({ description: 'Where the darkening starts, in percent of the way from the center to a corner.' }),
});

export const pixelateStep = filter('pixelate', 'Large square pixels, as to hide faces or plates.', {
  size: whole(1, 1024).default(12).meta({ description: 'Side of a large pixel in pixels.' }),
});

export const posterizeStep = filter('posterize', 'Few tones of each color.', {
  levels: whole(2, 64).default(4).meta({ description: 'Tones of each color.' }),
});

export const embossStep = filter('emboss', 'Light from the upper left, as on a relief.', {});

export const edgeStep = filter('edge', 'The edges alone, bright on black.', {});

export const convolveStep = filter('convolve', 'A kernel of your own.', {
  width: whole(3, 1001).meta({ description: 'Columns of the kernel; odd.' }),
  height: whole(3, 1001).meta({ description: 'Rows of the kernel; odd.' }),
  kernel: z.array(z.number()).meta({ description: 'Its values, row by row.' }),
  scale: z.number().optional().meta({ description: 'What the sum is divided by. Default: the sum of the kernel.' }),
  offset: z.number().default(0).meta({ description: 'Added to the result, of 255.' }),
}).superRefine((step, context) => {
  for (const key of ['width', 'height'] as const)
    if (step[key] % 2 === 0)
      context.addIssue({ code: 'custom', path: [key], message: l10n.t('an odd number is wanted, got {0}', step[key]) });
  if (step.kernel.length !== step.width * step.height)
    context.addIssue({
      code: 'custom',
      path: ['kernel'],
      message: l10n.t('{0} values are wanted, got {1}', step.width * step.height, step.kernel.length),
    });
  if (step.scale === 0) context.addIssue({ code: 'custom', path: ['scale'], message: l10n.t('the scale cannot be 0') });
});

export const flattenStep = z
  .strictObject({
    operation: z.literal('flatten').meta({ description: 'Put transparent images on a background.' }),
    background: colorText.default('#fff').meta({ description: 'Its color.' }),
  })
  .meta({ title: 'flatten' });

export const alphaStep = z
  .strictObject({
    operation: z.literal('alpha').meta({ description: 'Remove the transparency, or make sure that there is a channel for it.' }),
    mode: z
      .enum(['remove', 'ensure'])
      .meta({ description: 'remove shows what is hidden below transparent parts; see flatten for a background.' }),
    opacity: real(0, 100).default(100).meta({ description: 'Opacity in percent of images that get the channel.' }),
  })
  .meta({ title: 'alpha' });

export const watermarkStep = z
  .strictObject({
    operation: z.literal('watermark').meta({ description: 'Put an image or a text on top.' }),
    image: z.string().min(1).optional().meta({ description: 'An image file, relative to the workspace folder.' }),
    text: z.string().min(1).max(1000).optional().meta({ description: 'A text, instead of an image.' }),
    font: z.string().min(1).optional().meta({ description: 'Font of the text, such as sans bold.' }),
    color: colorText.default('#fff').meta({ description: 'Color of the text.' }),
    gravity: gravity.default('southeast').meta({ description: 'Where it is put.' }),
    margin: real(0, 50).default(2).meta({ description: 'Way to the sides, in percent of the shorter side of the image.' }),
    scale: real(0.1, 100).default(20).meta({ description: 'Its width, in percent of the width of the image.' }),
    opacity: real(0, 100).default(60).meta({ description: 'In percent.' }),
    tile: z.boolean().default(false).meta({ description: 'Repeat it all over the image.' }),
  })
  .superRefine((step, context) => {
    if ((step.image === undefined) === (step.text === undefined))
      context.addIssue({ code: 'custom', message: l10n.t('say an image or a text') });
  })
  .meta({ title: 'watermark' });
