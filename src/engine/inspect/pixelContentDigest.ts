import { createHash, type Hash } from 'node:crypto';
import type { Metadata, Sharp } from 'sharp';
import { diagnose } from '../formats/diagnose';
import { loadSharp } from '../formats/loadSharp';
import { isNeutralProfile } from '../formats/profileEffect';
import { readHeader } from '../formats/readHeader';
import { digestOf } from '../fs/fileDigest';

/**
 * A digest of what is to be seen, whatever file it is in: another encoding without loss, or other metadata, makes no
 * difference. The digest in names (`pixelDigest.ts`) is of the samples as they are decoded, so gray and RGB, or an opaque
 * alpha channel and none, are different images to it, and a profile says nothing.
 *
 * Where in doubt two images are different: who is the same as another may go to the trash.
 */

type Library = Awaited<ReturnType<typeof loadSharp>>;

/** Forms that samples are compared in. */
type Form = 'srgb' | 'rgb16' | 'cmyk';

/** Spaces and types that libvips decodes to. It would have to convert others, and lose what tells them apart. */
const forms: Readonly<Record<string, Form>> = {
  'b-w uchar': 'srgb',
  'srgb uchar': 'srgb',
  'grey16 ushort': 'rgb16',
  'rgb16 ushort': 'rgb16',
  'cmyk uchar': 'cmyk',
};

/** Pixels that nobody sees have no color: encoders leave there what they like. */
function clearHidden(samples: Buffer, pixelBytes: number, alphaBytes: number): void {
  for (let at = 0; at < samples.length; at += pixelBytes) {
    const alpha = at + pixelBytes - alphaBytes;
    if (samples[alpha] === 0 && samples[at + pixelBytes - 1] === 0) samples.fill(0, at, at + pixelBytes);
  }
}

/**
 * Samples of 16 bits as 8, where 8 bits are all that is in them: each byte is there twice (PNG, 13.12), or the lower ones are 0.
 * Undefined where there is more.
 */
function narrowed(samples: Buffer): Buffer | undefined {
  const words = new Uint16Array(samples.buffer, samples.byteOffset, samples.length / 2);
  const isNarrow = words.every((word) => word >> 8 === (word & 255)) || words.every((word) => (word & 255) === 0 || word === 0xffff);
  return isNarrow ? Buffer.from(Uint8Array.from(words, (word) => word >> 8)) : undefined;
}

/** The samples of a page in its form, with a line that says which. @returns undefined for a kind that is not compared */
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

/** What changes how the samples look: a profile that does something, the map that makes a photo HDR, the timing of frames. */
async function appearance({ icc, gainMap, pages = 1, delay, loop }: Metadata): Promise<string> {
  const profile = icc && !(await isNeutralProfile(icc)) ? digestOf(icc) : '';
  const map = gainMap ? digestOf(gainMap.image) : '';
  // Players take 10 ms and less for 100.
  const timing = pages > 1 && delay ? `${delay.map((each) => (each <= 10 ? 100 : each)).join(' ')} ${loop}` : '';
  return `${profile}/${map}/${timing}\n`;
}

async function addPage(hash: Hash, page: Sharp, metadata: Metadata): Promise<boolean> {
  const form = await pageForm(page, metadata);
  for (const part of form ?? []) hash.update(part);
  return form !== undefined;
}

/** Each page by itself: they may differ in size and kind. */
async function addPages(hash: Hash, sharp: Library, path: string, pages: number, onPage: () => void): Promise<boolean> {
  for (let page = 0; page < pages; page += 1) {
    const image = sharp(path, { page, ignoreIcc: true }).autoOrient();
    if (!(await addPage(hash, image, await image.metadata()))) return false;
    onPage();
  }
  return true;
}

/** Frames are made of those before them, so they are decoded together. */
async function addFrames(hash: Hash, sharp: Library, path: string): Promise<boolean> {
  const image = sharp(path, { animated: true, ignoreIcc: true });
  return addPage(hash, image, await image.metadata());
}

async function digestImage(path: string, onPage: () => void): Promise<string | undefined> {
  const { format, pages } = await readHeader(path);
  // A drawing has no pixels, and may move or answer to the mouse: two that look alike at one size need not be.
  if (format === 'svg') return undefined;
  const sharp = await loadSharp();
  const isAnimation = pages > 1 && format !== 'tiff';
  const hash = createHash('sha256').update(`${pages} ${await appearance(await sharp(path, { animated: isAnimation }).metadata())}`);
  const isCompared = isAnimation ? await addFrames(hash, sharp, path) : await addPages(hash, sharp, path, pages, onPage);
  return isCompared ? hash.digest('hex') : undefined;
}

/**
 * SHA-256 in hex of what an image shows, all frames and pages. All of it is in memory meanwhile: 4 bytes a pixel, 8 with 16 bits.
 * @param onPage called after each page: a sign of life
 * @returns undefined for images that are not compared: drawings (SVG), and samples that are neither RGB, gray nor CMYK
 * @throws FailureError with the true cause when it cannot be decoded
 */
export async function imageDigest(path: string, onPage: () => void = () => {}): Promise<string | undefined> {
  try {
    return await digestImage(path, onPage);
  } catch (error) {
    throw await diagnose(path, error);
  }
}
