import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { operation } from './operation';
import { colorText, gravity, real } from './values';

/** Operations on transparency, and on what is below or above the image. */

const flatten = operation('flatten', {
  description: 'Merge the alpha channel with a background color.',
  parameters: { background: colorText.default('#fff').meta({ description: 'Background color.' }) },
  example: { background: '#ffcc00' },
});

const alpha = operation('alpha', {
  description: 'Remove the alpha channel, or add one if there is none.',
  parameters: {
    mode: z
      .enum(['remove', 'ensure'])
      .meta({ description: 'remove reveals the colors of transparent parts; use flatten for a background color.' }),
    opacity: real(0, 100).default(100).meta({ description: 'Opacity of an added alpha channel in percent.' }),
  },
  example: { mode: 'remove' },
});

const watermark = operation('watermark', {
  description: 'Overlay an image or text.',
  parameters: {
    image: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Path of an image file, relative to the workspace folder or, with --step, to the working folder.' }),
    text: z.string().min(1).max(1000).optional().meta({ description: 'Text of the watermark. Use instead of image.' }),
    font: z.string().min(1).optional().meta({ description: 'Font of the text, such as sans bold.' }),
    color: colorText.default('#fff').meta({ description: 'Color of the text.' }),
    gravity: gravity.default('southeast').meta({ description: 'Position of the watermark.' }),
    margin: real(0, 50).default(2).meta({ description: 'Distance from the edges, in percent of the shorter edge of the image.' }),
    scale: real(0.1, 100).default(20).meta({ description: 'Width of the watermark, in percent of the width of the image.' }),
    opacity: real(0, 100).default(60).meta({ description: 'Opacity in percent.' }),
    tile: z.boolean().default(false).meta({ description: 'Repeat the watermark across the whole image.' }),
  },
  example: { text: 'Assetmill', scale: 50, margin: 0 },
  check({ image, text }, report) {
    if ((image === undefined) === (text === undefined)) report(l10n.t('specify either an image or a text'));
  },
});

export const layerOperations = [flatten, alpha, watermark] as const;
