import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Sharp } from 'sharp';
import type { StepOf } from '../../../shared/recipe/recipe';
import { FailureError } from '../../../shared/run/failure';
import { rgbOf } from '../../../shared/values/color';
import type { PixelSize } from '../../../shared/values/pixelSize';
import { isWebAssembly, loadSharp } from '../../formats/loadSharp';
import { refuseUndrawable } from '../../svg/undrawableParts';
import { gravityOffset, isGrayColor } from '../core/geometry';
import type { PixelOperation, Pixels, Surroundings } from '../core/operation';
import { paste } from '../core/paste';

type WatermarkStep = StepOf<'watermark'>;

/** The file of a watermark image. Relative paths are resolved against the workspace folder of the source. */
export function watermarkFile({ image }: WatermarkStep, root: string): string | undefined {
  return image === undefined ? undefined : resolve(root, image);
}

/** Escapes a text for Pango, which interprets markup. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The density at which a text is measured, and sharp's maximum, in dots per inch. */
const textDensity = 300;
const maxTextDensity = 100_000;

async function textImage({ text = '', font, color }: WatermarkStep, width: number): Promise<Sharp> {
  const sharp = await loadSharp();
  if (isWebAssembly(sharp)) throw new Error(l10n.t('Only the native image library draws text, and it does not work here.'));
  const [red, green, blue] = rgbOf(color).map((sample) => Math.round(sample).toString(16).padStart(2, '0'));
  const markup = `<span foreground="#${red}${green}${blue}">${escapeMarkup(text)}</span>`;
  const draw = (dotsPerInch: number) =>
    sharp({ text: { text: markup, rgba: true, dpi: dotsPerInch, ...(font !== undefined && { font }) } }).png();
  const { info } = await draw(textDensity).toBuffer({ resolveWithObject: true });
  // Rendered at the final size or larger, the edges stay sharp.
  const dpi = Math.ceil((textDensity * width) / info.width);
  return sharp(await draw(Math.min(maxTextDensity, Math.max(textDensity, dpi))).toBuffer());
}

/** Opens the image of a watermark. @throws FailureError if it would be drawn without some of its parts */
async function imageOf(file: string): Promise<Sharp> {
  const sharp = await loadSharp();
  if (isWebAssembly(sharp) && (await sharp(file).metadata()).format === 'svg') refuseUndrawable(file);
  return sharp(file);
}

/** The watermark at its size and opacity. @param room the space inside the margins */
async function markOf(step: WatermarkStep, room: PixelSize, width: number, root: string): Promise<Pixels> {
  const file = watermarkFile(step, root);
  const size = { width: Math.max(1, Math.min(width, room.width)), height: room.height };
  const state = file === undefined ? await textImage(step, size.width) : await imageOf(file);
  const { data, info } = await state
    .autoOrient()
    .toColorspace('srgb')
    .ensureAlpha()
    .resize({ ...size, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let at = 3; at < data.length; at += 4) data[at] = Math.round(((data[at] as number) * step.opacity) / 100);
  return { data, width: info.width, height: info.height, bands: 4, colors: 3, white: 255 };
}

async function edit(pixels: Pixels, step: WatermarkStep, { root }: Surroundings): Promise<void> {
  const margin = Math.round((Math.min(pixels.width, pixels.height) * step.margin) / 100);
  const room = { width: Math.max(1, pixels.width - 2 * margin), height: Math.max(1, pixels.height - 2 * margin) };
  let mark: Pixels;
  try {
    mark = await markOf(step, room, Math.round((pixels.width * step.scale) / 100), root);
  } catch (error) {
    throw new FailureError('watermark', l10n.t('The watermark could not be created: {0}', (error as Error).message), {
      cause: error,
      doubtful: true,
    });
  }
  if (step.tile) return pasteTiles(pixels, mark, step.gravity);
  const { left, top } = gravityOffset(step.gravity, mark, room);
  paste(pixels, mark, { left: left + margin, top: top + margin });
}

/** Repeats the watermark across the image. One of the tiles is where a single watermark would be. */
function pasteTiles(pixels: Pixels, mark: Pixels, gravity: WatermarkStep['gravity']): void {
  const { left, top } = gravityOffset(gravity, mark, pixels);
  for (let y = (top % mark.height) - mark.height; y < pixels.height; y += mark.height)
    for (let x = (left % mark.width) - mark.width; x < pixels.width; x += mark.width) paste(pixels, mark, { left: x, top: y });
}

/** Overlays an image or text. With gray text, a gray image remains gray. */
export const watermark: PixelOperation<WatermarkStep> = {
  needs: ({ text, color }) => (text !== undefined && isGrayColor(color) ? { rgb: true } : { colors: true }),
  changes: ({ opacity }) => opacity > 0,
  edit,
};
