import sharp from 'sharp';
import { appearancesOf, inAppearance } from './conditionalStyles';
import { parse } from './svgDocument';
import { spriteOf, symbolSheet, symbolsOf } from './svgSprite';

/** Compares how two documents look: at several sizes, in light and dark, pointed at or not, and each symbol. */

/** Longest sides in pixels at which renderings are compared, beside the natural size. */
const comparedSides = [16, 64, 512] as const;
/** Largest side of a rendering. */
const maxNaturalSide = 2048;

/** Largest mean difference of a sample, out of 255: rounded coordinates move edges a little. */
const maxMeanDifference = 1;
/** A sample that differs more is not an edge that moved a little. */
const maxDifference = 64;
/** Largest share of such samples. */
const maxDifferentShare = 0.0005;

/** Browsers resolve units such as mm at 96 pixels per inch; libvips would do so at 72. It also enlarges the drawing, hence the size. */
const density = 96;

/** The samples of a rendering, premultiplied by alpha: colors of transparent pixels are not seen. */
async function render(svg: Buffer, side: number): Promise<Buffer> {
  const image = sharp(svg, { density }).resize({ width: side, height: side, fit: 'inside' });
  const samples = await image.ensureAlpha().raw().toBuffer();
  for (let at = 0; at < samples.length; at += 4) {
    const alpha = samples[at + 3] as number;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1) samples[channel] = ((samples[channel] as number) * alpha) / 255;
  }
  return samples;
}

function isAlike(a: Buffer, b: Buffer): boolean {
  if (a.length !== b.length) return false;
  if (a.equals(b)) return true;
  let sum = 0;
  let different = 0;
  for (let at = 0; at < a.length; at += 1) {
    const difference = Math.abs((a[at] as number) - (b[at] as number));
    sum += difference;
    if (difference > maxDifference) different += 1;
  }
  return sum / a.length <= maxMeanDifference && different / a.length <= maxDifferentShare;
}

async function isAlikeAtAllSizes(before: string, after: string): Promise<boolean> {
  const [a, b] = [Buffer.from(before), Buffer.from(after)];
  const { width, height } = await sharp(a).metadata();
  const found = await sharp(b).metadata();
  if (found.width !== width || found.height !== height) return false;
  const natural = Math.min(Math.max(width, height), maxNaturalSide);
  for (const side of new Set([natural, ...comparedSides])) if (!isAlike(await render(a, side), await render(b, side))) return false;
  return true;
}

/** Documents that show all that a document can draw. */
async function drawingsOf(text: string, symbols: readonly string[], isSprite: boolean): Promise<string[]> {
  return [...(isSprite ? [] : [text]), ...(symbols.length > 0 ? [await symbolSheet(text, symbols)] : [])];
}

/**
 * Whether two documents look the same.
 * @param after made from `before`, with the same symbols
 * @throws an error of sharp when one cannot be drawn
 */
export async function looksTheSame(before: string, after: string): Promise<boolean> {
  const document = await parse(before);
  const isSprite = spriteOf(document) !== undefined;
  const [was, is] = [symbolsOf(document), symbolsOf(await parse(after))];
  if (was.length !== is.length) return false;
  for (const appearance of appearancesOf(before)) {
    const drawnBefore = await drawingsOf(await inAppearance(before, appearance), was, isSprite);
    const drawnAfter = await drawingsOf(await inAppearance(after, appearance), is, isSprite);
    for (const [index, drawing] of drawnBefore.entries()) {
      if (!(await isAlikeAtAllSizes(drawing, drawnAfter[index] as string))) return false;
    }
  }
  return true;
}

/** Draws every symbol of a sprite. @throws an error of sharp when that fails */
export async function drawSymbols(text: string, symbols: readonly string[]): Promise<void> {
  if (symbols.length > 0) await sharp(Buffer.from(await symbolSheet(text, symbols))).stats();
}
