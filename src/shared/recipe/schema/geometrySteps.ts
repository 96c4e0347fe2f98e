import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { fits } from './choices';
import { colorText, edge, gravities, gravity, ratioText, real, whole } from './values';

/** Steps that change the size or the place of the pixels. */

export type Fit = (typeof fits)[number];

/** What stays when cover cuts; the last two look at the image. */
export const positions = [...gravities, 'attention', 'entropy'] as const;

/** sharp's kernels for making images smaller; for making them larger libvips takes the nearest kind. */
export const kernels = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3', 'mks2013', 'mks2021'] as const;

/** sharp's bound of an offset. */
const maxOffset = 100_000_000;

const sizeKeys = ['longEdge', 'shortEdge', 'percent', 'megapixels'] as const;

export const resizeStep = z
  .strictObject({
    operation: z.literal('resize').meta({ description: 'Change the size in pixels. The shape is kept unless fit says otherwise.' }),
    width: edge.optional().meta({ description: 'Width of the box to fit into, in pixels.' }),
    height: edge.optional().meta({ description: 'Height of the box to fit into, in pixels.' }),
    longEdge: edge.optional().meta({ description: 'Length of the longer side, in pixels. Instead of width and height.' }),
    shortEdge: edge.optional().meta({ description: 'Length of the shorter side, in pixels. Instead of width and height.' }),
    percent: real(0.01, 1000).optional().meta({ description: 'Size in percent of the source. Instead of width and height.' }),
    megapixels: real(0.0001, 268).optional().meta({ description: 'Area in millions of pixels. Instead of width and height.' }),
    fit: z
      .enum(fits)
      .default('inside')
      .meta({
        description: 'How the image meets the box of width and height.',
        enumDescriptions: [
          'Shrink until it fits inside the box; nothing is cut off.',
          'Fill the box and cut off what overhangs.',
          'Fit inside the box and fill the rest (transparent, or white where the format has no transparency).',
          'Stretch to the box; the shape is not kept.',
          'Shrink until the box is just covered; nothing is cut off.',
        ],
      }),
    position: z.enum(positions).default('center').meta({
      description:
        'What stays when cover cuts, and where contain puts the image. attention and entropy look for the part that matters (cover alone).',
    }),
    background: colorText
      .optional()
      .meta({ description: 'Color of what contain fills. Default: transparent, or white where the format has no transparency.' }),
    kernel: z
      .enum(kernels)
      .default('lanczos3')
      .meta({ description: 'How pixels are weighed. nearest keeps hard edges, as pixel art wants.' }),
    enlarge: z.boolean().default(false).meta({ description: 'Also enlarge images that are smaller than asked for.' }),
    multipleOf: whole(1, 1024).optional().meta({
      description: 'Round each side down to a multiple of this, as video and textures want. The image is stretched by less than that.',
    }),
    powerOfTwo: z
      .enum(['nearest', 'up', 'down'])
      .optional()
      .meta({ description: 'Make each side a power of two, as textures want. nearest and up may enlarge by less than twice.' }),
  })
  .superRefine((step, context) => {
    const error = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', message, path });
    const box = step.width !== undefined || step.height !== undefined;
    const given = [box, ...sizeKeys.map((key) => step[key] !== undefined)].filter(Boolean).length;
    const rounded = step.multipleOf !== undefined || step.powerOfTwo !== undefined;
    if (given === 0 && !rounded) error(l10n.t('say a size: width and height, longEdge, shortEdge, percent or megapixels'));
    if (given > 1) error(l10n.t('say one size: width and height, longEdge, shortEdge, percent or megapixels, not several'));
    if (step.multipleOf !== undefined && step.powerOfTwo !== undefined)
      error(l10n.t('multipleOf and powerOfTwo exclude each other'), 'powerOfTwo');
    if ((step.position === 'attention' || step.position === 'entropy') && step.fit !== 'cover')
      error(l10n.t('{0} goes with fit cover alone', step.position), 'position');
  })
  .meta({ title: 'resize' });

export const cropStep = z
  .strictObject({
    operation: z
      .literal('crop')
      .meta({ description: 'Cut out a part: a box, or the largest part of a ratio. What lies outside the image is not added.' }),
    width: edge.optional().meta({ description: 'Width of the box in pixels.' }),
    height: edge.optional().meta({ description: 'Height of the box in pixels.' }),
    left: whole(0, maxOffset)
      .optional()
      .meta({ description: 'From the left side of the image to the box, in pixels. Instead of gravity.' }),
    top: whole(0, maxOffset)
      .optional()
      .meta({ description: 'From the upper side of the image to the box, in pixels. Instead of gravity.' }),
    aspectRatio: ratioText.optional().meta({ description: 'Ratio of the sides, such as 16:9. Instead of width and height.' }),
    gravity: gravity.default('center').meta({ description: 'Which part stays.' }),
  })
  .superRefine((step, context) => {
    const error = (message: string) => context.addIssue({ code: 'custom', message });
    const box = step.width !== undefined || step.height !== undefined;
    const offset = step.left !== undefined || step.top !== undefined;
    if (box === (step.aspectRatio !== undefined)) error(l10n.t('say a box (width, height) or an aspectRatio'));
    if (offset && step.aspectRatio !== undefined) error(l10n.t('left and top go with a box; an aspectRatio goes with gravity'));
  })
  .meta({ title: 'crop' });

export const trimStep = z
  .strictObject({
    operation: z.literal('trim').meta({ description: 'Cut off a border of one color. The size is known only when the image is made.' }),
    background: colorText.optional().meta({ description: 'Color of the border. Default: that of the pixel in the upper left corner.' }),
    threshold: real(0, 255).default(10).meta({ description: 'How much the border may differ from its color.' }),
    lineArt: z.boolean().default(false).meta({ description: 'The image is a drawing and no photo.' }),
    margin: whole(0, 10_000).default(0).meta({ description: 'Pixels of the border to leave.' }),
  })
  .meta({ title: 'trim' });

export const padStep = z
  .strictObject({
    operation: z.literal('pad').meta({ description: 'Put the image on a larger canvas: a size, a ratio, or a margin.' }),
    width: edge.optional().meta({ description: 'Least width of the canvas in pixels.' }),
    height: edge.optional().meta({ description: 'Least height of the canvas in pixels.' }),
    aspectRatio: ratioText.optional().meta({ description: 'Ratio of the sides of the canvas, such as 1:1.' }),
    margin: whole(1, 10_000).optional().meta({ description: 'Pixels to add at each side.' }),
    gravity: gravity.default('center').meta({ description: 'Where the image is put.' }),
    background: z
      .union([z.literal('blur'), colorText])
      .optional()
      .meta({
        description:
          'A color, transparent, or blur: the image itself, enlarged and blurred. Default: transparent, or white where the format has no transparency.',
      }),
  })
  .superRefine((step, context) => {
    const given = [step.width !== undefined || step.height !== undefined, step.aspectRatio !== undefined, step.margin !== undefined];
    if (given.filter(Boolean).length !== 1)
      context.addIssue({ code: 'custom', message: l10n.t('say one of: width and height, aspectRatio, margin') });
  })
  .meta({ title: 'pad' });

export const rotateStep = z
  .strictObject({
    operation: z.literal('rotate').meta({ description: 'Turn the image clockwise.' }),
    angle: real(-360, 360).meta({ description: 'Degrees, clockwise. With other than quarter turns the canvas grows.' }),
    background: colorText
      .optional()
      .meta({ description: 'Color of the new corners. Default: transparent, or white where the format has no transparency.' }),
  })
  .meta({ title: 'rotate' });

export const flipStep = z
  .strictObject({ operation: z.literal('flip').meta({ description: 'Mirror from top to bottom.' }) })
  .meta({ title: 'flip' });

export const flopStep = z
  .strictObject({ operation: z.literal('flop').meta({ description: 'Mirror from left to right.' }) })
  .meta({ title: 'flop' });
