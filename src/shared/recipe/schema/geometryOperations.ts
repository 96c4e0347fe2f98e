import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { operation } from './operation';
import { fits } from './profileChoices';
import { colorText, edgeLength, gravities, gravity, ratioText, real, whole } from './values';

/** Operations that change the size of the image or the position of its pixels. */

/** The part of the image that cover keeps; the last two depend on what the image shows. */
export const positions = [...gravities, 'attention', 'entropy'] as const;

/** sharp's kernels for making images smaller. To enlarge, libvips uses the kind that comes closest. */
export const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3', 'mks2013', 'mks2021'] as const;

/** sharp's bound of an offset. */
const maxOffset = 100_000_000;

const sizeKeys = ['longEdge', 'shortEdge', 'percent', 'megapixels'] as const;

const defaultBackground = 'Default: transparent, or white if the format has no transparency.';

const resize = operation('resize', {
  description: 'Resize the image. The aspect ratio is kept unless fit says otherwise.',
  parameters: {
    width: edgeLength.optional().meta({ description: 'Width of the box in pixels.' }),
    height: edgeLength.optional().meta({ description: 'Height of the box in pixels.' }),
    longEdge: edgeLength.optional().meta({ description: 'Length of the longer edge in pixels. Use instead of width and height.' }),
    shortEdge: edgeLength.optional().meta({ description: 'Length of the shorter edge in pixels. Use instead of width and height.' }),
    percent: real(0.01, 1000).optional().meta({ description: 'Size in percent of the source. Use instead of width and height.' }),
    megapixels: real(0.0001, 268).optional().meta({ description: 'Area in millions of pixels. Use instead of width and height.' }),
    fit: z
      .enum(fits)
      .default('inside')
      .meta({
        description: 'How the image fits the box of width and height.',
        enumDescriptions: [
          'Shrink until the image fits inside the box. Nothing is cropped.',
          'Fill the box and crop the excess.',
          'Fit inside the box and fill the rest with the background.',
          'Stretch to the box. The aspect ratio is not kept.',
          'Shrink until the image just covers the box. Nothing is cropped.',
        ],
      }),
    position: z.enum(positions).default('center').meta({
      description:
        'Part of the image to keep with fit cover, or position of the image with fit contain. attention and entropy detect the most interesting part (cover only).',
    }),
    background: colorText.optional().meta({ description: `Background color for fit contain. ${defaultBackground}` }),
    kernel: z
      .enum(kernels)
      .default('lanczos3')
      .meta({ description: 'Interpolation kernel for shrinking. nearest keeps the hard edges of pixel art.' }),
    enlarge: z.boolean().default(false).meta({ description: 'Enlarge images that are smaller than the requested size.' }),
    multipleOf: whole(1, 1024).optional().meta({
      description:
        'Round each side down to a multiple of this number, as video codecs and textures require. The image is stretched slightly to fit.',
    }),
    powerOfTwo: z
      .enum(['nearest', 'up', 'down'])
      .optional()
      .meta({ description: 'Round each side to a power of two, as textures require. nearest and up may enlarge the image.' }),
  },
  example: { percent: 50 },
  sizes: [['width', 'height'], ['longEdge'], ['shortEdge'], ['percent'], ['megapixels']],
  check(step, report) {
    const box = step.width !== undefined || step.height !== undefined;
    const given = [box, ...sizeKeys.map((key) => step[key] !== undefined)].filter(Boolean).length;
    const rounded = step.multipleOf !== undefined || step.powerOfTwo !== undefined;
    if (given === 0 && !rounded) report(l10n.t('specify a size: width and height, longEdge, shortEdge, percent, or megapixels'));
    if (given > 1) report(l10n.t('specify only one of: width and height, longEdge, shortEdge, percent, megapixels'));
    if (step.multipleOf !== undefined && step.powerOfTwo !== undefined)
      report(l10n.t('cannot be combined with {0}', 'multipleOf'), 'powerOfTwo');
    if ((step.position === 'attention' || step.position === 'entropy') && step.fit !== 'cover')
      report(l10n.t('{0} requires "fit": "cover"', step.position), 'position');
  },
});

const crop = operation('crop', {
  description: 'Crop to a box, or to the largest part with a given aspect ratio. A box that extends past the image is clipped.',
  parameters: {
    width: edgeLength.optional().meta({ description: 'Width of the box in pixels. Default: the width of the image.' }),
    height: edgeLength.optional().meta({ description: 'Height of the box in pixels. Default: the height of the image.' }),
    left: whole(0, maxOffset)
      .optional()
      .meta({ description: 'Distance of the box from the left edge of the image in pixels. Use instead of gravity.' }),
    top: whole(0, maxOffset)
      .optional()
      .meta({ description: 'Distance of the box from the top edge of the image in pixels. Use instead of gravity.' }),
    aspectRatio: ratioText.optional().meta({ description: 'Aspect ratio such as 16:9. Use instead of width and height.' }),
    gravity: gravity.default('center').meta({ description: 'Part of the image to keep.' }),
  },
  example: { aspectRatio: '16:9', gravity: 'north' },
  sizes: [['width', 'height', 'left', 'top'], ['aspectRatio']],
  check(step, report) {
    const box = step.width !== undefined || step.height !== undefined;
    const offset = step.left !== undefined || step.top !== undefined;
    if (box === (step.aspectRatio !== undefined)) report(l10n.t('specify either a box (width, height) or an aspectRatio'));
    if (offset && step.aspectRatio !== undefined) report(l10n.t('left and top require a box; use gravity with an aspectRatio'));
  },
});

const trim = operation('trim', {
  description: 'Trim a border of one color. The size of the result is not known in advance.',
  parameters: {
    background: colorText.optional().meta({ description: 'Color of the border. Default: the color of the top left pixel.' }),
    threshold: real(0, 255).default(10).meta({ description: 'Maximum difference between the border and its color, 0 to 255.' }),
    lineArt: z.boolean().default(false).meta({ description: 'Treat the image as line art rather than a photo.' }),
    margin: whole(0, 10_000).default(0).meta({ description: 'Width of the border to keep, in pixels.' }),
  },
  example: { threshold: 40 },
});

const pad = operation('pad', {
  description: 'Extend the canvas to a size or an aspect ratio, or by a margin.',
  parameters: {
    width: edgeLength.optional().meta({ description: 'Minimum width of the canvas in pixels.' }),
    height: edgeLength.optional().meta({ description: 'Minimum height of the canvas in pixels.' }),
    aspectRatio: ratioText.optional().meta({ description: 'Aspect ratio of the canvas, such as 1:1.' }),
    margin: whole(1, 10_000).optional().meta({ description: 'Width of the margin on each side in pixels.' }),
    gravity: gravity.default('center').meta({ description: 'Position of the image on the canvas.' }),
    background: z
      .union([z.literal('blur'), colorText])
      .optional()
      .meta({ description: `Background color, or blur for an enlarged and blurred copy of the image. ${defaultBackground}` }),
  },
  example: { aspectRatio: '1:1', background: '#808080' },
  sizes: [['width', 'height'], ['aspectRatio'], ['margin']],
  check(step, report) {
    const given = [step.width !== undefined || step.height !== undefined, step.aspectRatio !== undefined, step.margin !== undefined];
    if (given.filter(Boolean).length !== 1) report(l10n.t('specify exactly one of: width and height, aspectRatio, margin'));
  },
});

const rotate = operation('rotate', {
  description: 'Rotate the image clockwise.',
  parameters: {
    angle: real(-360, 360).meta({ description: 'Angle in degrees. The canvas grows unless the angle is a multiple of 90.' }),
    background: colorText.optional().meta({ description: `Color of the new corners. ${defaultBackground}` }),
  },
  example: { angle: 90 },
});

const flip = operation('flip', { description: 'Mirror the image vertically (top to bottom).', parameters: {}, example: {} });

const flop = operation('flop', { description: 'Mirror the image horizontally (left to right).', parameters: {}, example: {} });

export const geometryOperations = [resize, crop, trim, pad, rotate, flip, flop] as const;
