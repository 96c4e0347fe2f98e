import type { OutputRecipe } from '../../shared/recipe/recipe';
import { fixedQuality } from '../../shared/values/automaticQuality';
import type { OutputFormat } from '../../shared/values/formats';
import type { DecodedImage } from '../decoders/decoder';
import { loadSharp } from '../formats/loadSharp';
import { chunks } from '../formats/png';
import { encodeApng } from './apng';
import { encodeBmp } from './bmp';
import { encodeJxl } from './jxl';
import { encodeQoi } from './qoi';

/** Formats that libvips does not write. An image in one of them is made from a PNG that libvips wrote, with all that it keeps. */
export const transcodedFormats = ['jxl', 'apng', 'bmp', 'qoi'] as const;
/** One of them. */
export type TranscodedFormat = (typeof transcodedFormats)[number];

const transcoded: ReadonlySet<OutputFormat> = new Set(transcodedFormats);

/** Whether an image in a format is made from a PNG. */
export function isTranscoded(format: OutputFormat): format is TranscodedFormat {
  return transcoded.has(format);
}

/** The format in which libvips writes an image. */
export function carrierOf(format: OutputFormat): OutputFormat {
  return isTranscoded(format) ? 'png' : format;
}

/** What the image is beside its pixels. */
export interface TranscodeOptions {
  readonly output: OutputRecipe;
  /** Pixels per inch. */
  readonly density?: number;
  /** Frames, which the PNG has one below the other. */
  readonly pages: number;
  readonly timing?: { readonly delay: readonly number[]; readonly loop: number };
}

/** libjxl's effort: at 7, its own default, it takes three times as long and saves a few percent. */
const jxlEffort = 4;
/** Where the recipe has none, as for JPEG and WebP. */
const jxlQuality = 80;

/** The samples of a PNG: gray or RGB, with or without alpha, 8 bits. */
async function decodePixels(png: Buffer, forms: 'any' | 'rgba'): Promise<DecodedImage> {
  const sharp = await loadSharp();
  const image = sharp(png, { limitInputPixels: false, ignoreIcc: true });
  const { space, hasAlpha } = await image.metadata();
  // sharp leaves out the alpha of gray samples.
  const isGray = space === 'b-w' && !hasAlpha && forms === 'any';
  const form = forms === 'rgba' ? image.toColorspace('srgb').ensureAlpha() : image.toColorspace(isGray ? 'b-w' : 'srgb');
  const { data, info } = await form.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { width, height, bits: 8, space: channels < 3 ? 'gray' : 'rgb', alpha: channels % 2 === 0, samples: data };
}

/** Chunks of a PNG that describe its pixels, which those of an animation have themselves. */
const pixelChunks: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'sBIT', 'bKGD', 'hIST', 'IDAT', 'IEND']);

/** The profile and the metadata of a PNG. */
function keptChunks(png: Buffer): Buffer[] {
  const kept = [...chunks(png)].filter(({ type }) => !pixelChunks.has(type));
  return kept.map(({ start, length }) => png.subarray(start - 8, start + length + 4));
}

/** Makes an image of a PNG. @throws a plain Error if an encoder fails */
export async function transcode(png: Buffer, format: TranscodedFormat, options: TranscodeOptions): Promise<Buffer> {
  const { output, density, pages, timing } = options;
  const { lossless = false, effort = jxlEffort } = output;
  const quality = fixedQuality(output) ?? jxlQuality;
  switch (format) {
    case 'jxl':
      return encodeJxl(png, { lossless, quality, effort });
    case 'apng': {
      const { samples, width, height } = await decodePixels(png, 'rgba');
      const { delay = [], loop = 0 } = timing ?? {};
      return encodeApng({
        ...{ data: samples as Buffer, width, height: height / pages, pages, delays: delay, loop: output.loop ?? loop },
        chunks: keptChunks(png),
      });
    }
    case 'bmp':
      return encodeBmp(await decodePixels(png, 'any'), density === undefined ? {} : { density });
    case 'qoi':
      return encodeQoi(await decodePixels(png, 'any'));
  }
}
