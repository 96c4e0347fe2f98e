import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Sharp } from 'sharp';
import { FailureError } from '../../../shared/failure';
import type { StepOf } from '../../../shared/recipe';
import { rgbOf } from '../../../shared/schema/values';
import { loadSharp } from '../../loadSharp';
import { gravityOffset, withColour } from '../geometry';
import { type Picture, type PixelSize, rank, type SharpOperation, type Surroundings } from '../operation';

type WatermarkStep = StepOf<'watermark'>;

/** The file of a watermark. Relative paths start at the workspace folder of the source. */
export function watermarkFile({ image }: WatermarkStep, root: string): string | undefined {
  return image === undefined ? undefined : resolve(root, image);
}

/** Pango reads markup in texts. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Dots an inch at which a text has edges that are smooth once it is made smaller. */
const textDensity = 300;

async function textPicture({ text = '', font, colour }: WatermarkStep): Promise<Sharp> {
  const sharp = await loadSharp();
  const [red, green, blue] = rgbOf(colour).map((sample) => Math.round(sample).toString(16).padStart(2, '0'));
  const markup = `<span foreground="#${red}${green}${blue}">${escapeMarkup(text)}</span>`;
  const picture = await sharp({ text: { text: markup, rgba: true, dpi: textDensity, ...(font !== undefined && { font }) } })
    .png()
    .toBuffer();
  return sharp(picture);
}

/** The picture of the mark in its size, and as see-through as asked for. */
async function markOf(step: WatermarkStep, room: PixelSize, width: number, root: string): Promise<{ data: Buffer } & PixelSize> {
  const file = watermarkFile(step, root);
  const picture = file === undefined ? await textPicture(step) : (await loadSharp())(file);
  const size = { width: Math.max(1, Math.min(width, room.width)), height: room.height };
  const { data, info } = await picture
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .resize({ ...size, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let at = 3; at < data.length; at += 4) data[at] = Math.round(((data[at] as number) * step.opacity) / 100);
  return { data, width: info.width, height: info.height };
}

async function apply(image: Sharp, step: WatermarkStep, picture: Picture, { root }: Surroundings): Promise<Sharp> {
  const margin = Math.round((Math.min(picture.width, picture.height) * step.margin) / 100);
  const room = { width: Math.max(1, picture.width - 2 * margin), height: Math.max(1, picture.height - 2 * margin) };
  let mark: Awaited<ReturnType<typeof markOf>>;
  try {
    mark = await markOf(step, room, Math.round((picture.width * step.scale) / 100), root);
  } catch (error) {
    throw new FailureError('watermark', l10n.t('The watermark could not be made: {0}', (error as Error).message), { cause: error });
  }
  const { data, width, height } = mark;
  const inner = gravityOffset(step.gravity, mark, room);
  const place = step.tile ? { tile: true, gravity: step.gravity } : { left: margin + inner.left, top: margin + inner.top };
  const marked = image.composite([{ input: data, raw: { width, height, channels: 4 }, blend: 'over', ...place }]);
  return picture.alpha ? marked : marked.removeAlpha();
}

/** Puts a picture or a text on top. */
export const watermark: SharpOperation<WatermarkStep> = {
  rank: rank.filter,
  rgb: true,
  traits: (_, picture) => withColour(picture),
  changes: ({ opacity }) => opacity > 0,
  apply,
};
