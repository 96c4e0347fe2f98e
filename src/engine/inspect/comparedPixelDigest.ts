import { createHash, type Hash } from 'node:crypto';
import type { Metadata, Sharp } from 'sharp';
import type { SourceHeader } from '../../shared/run/run';
import { holdsMoreThanShown } from '../../shared/values/formats';
import { isNeutralProfile } from '../formats/isNeutralProfile';
import { loadSharp, type SharpModule } from '../formats/loadSharp';
import { digestOf } from '../fs/fileDigest';
import { diagnose } from '../sources/diagnose';
import { displayably, isFloatGray } from '../sources/displayedSource';
import type { ReadableSource } from '../sources/readableSource';

/**
 * A digest of the visible content of an image, whatever the file: another lossless encoding or other metadata makes no
 * difference. In contrast, the digest in file names (`pixelDigest.ts`) covers the samples as decoded: gray differs from RGB, an
 * opaque alpha channel from none, and profiles are ignored.
 *
 * In case of doubt, two images are different: duplicates may be moved to the trash.
 */

/** The forms in which samples are compared. */
type Form = 'srgb' | 'rgb16' | 'cmyk';

/** Color spaces and types that libvips decodes to. Converting others would lose differences. */
const forms: Readonly<Record<string, Form>> = {
  'b-w uchar': 'srgb',
  'srgb uchar': 'srgb',
  'grey16 ushort': 'rgb16',
  'rgb16 ushort': 'rgb16',
  'cmyk uchar': 'cmyk',
};

/** Clears the colors of fully transparent pixels, which encoders choose at will. */
function clearHidden(samples: Buffer, pixelBytes: number, alphaBytes: number): void {
  for (let at = 0; at < samples.length; at += pixelBytes) {
    const alpha = at + pixelBytes - alphaBytes;
    if (samples[alpha] === 0 && samples[at + pixelBytes - 1] === 0) samples.fill(0, at, at + pixelBytes);
  }
}

/**
 * Converts 16-bit samples that contain only 8 bits: both bytes are equal (PNG, 13.12), or the lower one is 0. Undefined if they
 * contain more.
 */
function narrowed(samples: Buffer): Buffer | undefined {
  const words = new Uint16Array(samples.buffer, samples.byteOffset, samples.length / 2);
  const isNarrow = words.every((word) => word >> 8 === (word & 255)) || words.every((word) => (word & 255) === 0 || word === 0xffff);
  return isNarrow ? Buffer.from(Uint8Array.from(words, (word) => word >> 8)) : undefined;
}

/** The samples of a page, with a line that describes their form. @returns undefined for a kind that is not compared */
async function pageForm(page: Sharp, { space, depth, hasAlpha }: Metadata): Promise<readonly [string, Buffer] | undefined> {
  const form = forms[`${space} ${depth}`];
  if (form === undefined || (form === 'cmyk' && hasAlpha)) return undefined;
  const wide = form === 'rgb16';
  const image = form === 'cmyk' ? page.toColorspace(form) : page.toColorspace(form).ensureAlpha();
  const { data, info } = await image.raw({ depth: wide ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  if (hasAlpha) clearHidden(data, wide ? 8 : 4, wide ? 2 : 1);
  const narrow = wide ? narrowed(data) : data;
  return [`${info.width} ${info.height} ${form === 'cmyk' ? form : 'rgba'} ${narrow ? 8 : 16}\n`, narrow ?? data];
}

/** What else affects the appearance: a profile that changes colors, an HDR gain map, the timing of frames. */
async function appearance({ icc, gainMap, pages = 1, delay, loop }: Metadata): Promise<string> {
  const profile = icc && !(await isNeutralProfile(icc)) ? digestOf(icc) : '';
  const map = gainMap ? digestOf(gainMap.image) : '';
  // Players treat delays up to 10 ms as 100 ms.
  const timing = pages > 1 && delay ? `${delay.map((each) => (each <= 10 ? 100 : each)).join(' ')} ${loop}` : '';
  return `${profile}/${map}/${timing}\n`;
}

async function addPage(hash: Hash, page: Sharp, metadata: Metadata): Promise<boolean> {
  const form = await pageForm(page, metadata);
  for (const part of form ?? []) hash.update(part);
  return form !== undefined;
}

/** Adds each page separately, since pages may differ in size and kind. */
async function addPages(hash: Hash, pages: number, open: (page: number) => Sharp, onPage: () => void): Promise<boolean> {
  for (let page = 0; page < pages; page += 1) {
    const image = open(page);
    if (!(await addPage(hash, image, await image.metadata()))) return false;
    onPage();
  }
  return true;
}

/** Adds all frames together, since frames build on earlier ones. */
async function addFrames(hash: Hash, sharp: SharpModule, { path }: ReadableSource): Promise<boolean> {
  const image = sharp(path, { animated: true, ignoreIcc: true });
  return addPage(hash, image, await image.metadata());
}

async function digestSource(source: ReadableSource, { pages, format }: SourceHeader, onPage: () => void): Promise<string | undefined> {
  const { path } = source;
  const sharp = await loadSharp();
  const isAnimation = pages > 1 && format !== 'tiff';
  const hash = createHash('sha256').update(`${pages} ${await appearance(await sharp(path, { animated: isAnimation }).metadata())}`);
  const openPage = (page: number) => sharp(path, { page, ignoreIcc: true }).autoOrient();
  const isCompared = isAnimation ? await addFrames(hash, sharp, source) : await addPages(hash, pages, openPage, onPage);
  return isCompared ? hash.digest('hex') : undefined;
}

async function digestImage(path: string, onPage: () => void): Promise<string | undefined> {
  return displayably(path, async (source, header) => {
    // An SVG has no pixels, and may be animated or interactive: two that look the same at one size may differ. Floating-point
    // samples are rounded, so two that look the same may differ, too, and so may what a file holds beside the image.
    if (header.format === 'svg' || isFloatGray(header) || holdsMoreThanShown(source.decodedFrom ?? header.format)) return undefined;
    return digestSource(source, header, onPage);
  });
}

/**
 * SHA-256, in hex, of the visible content of an image with all frames and pages. Memory: 4 bytes per pixel, or 8 for 16 bits.
 * @param onPage called after each page, as a sign of life
 * @returns undefined for images that are not compared: SVG, files that hold more than they show, and samples that are neither RGB,
 * gray nor CMYK
 * @throws FailureError with the true cause if it cannot be decoded
 */
export async function comparedPixelDigest(path: string, onPage: () => void = () => {}): Promise<string | undefined> {
  try {
    return await digestImage(path, onPage);
  } catch (error) {
    throw await diagnose(path, error);
  }
}
