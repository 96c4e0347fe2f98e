import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { startCodec } from '../decoders/startCodec';
import { isoBox } from '../formats/isoBoxes';
import { loadSharp } from '../formats/loadSharp';
import { pngBlocks } from '../formats/pngTexts';

/** Writes JPEG XL with libjxl in WebAssembly. Sources: ISO/IEC 18181-1 and 18181-2 (boxes). */

/** How an image is encoded. */
export interface JxlOptions {
  readonly lossless: boolean;
  /** 1 to 100. */
  readonly quality: number;
  /** 1 to 9. */
  readonly effort: number;
}

/** Options of libjxl's encoder by their names in icodec 0.6; -1 leaves the choice to libjxl. */
const defaults = {
  alphaQuality: 100,
  brotliEffort: -1,
  epf: -1,
  gaborish: -1,
  responsive: -1,
  progressiveDC: -1,
  progressiveAC: -1,
  qProgressiveAC: -1,
  decodingSpeed: 0,
  photonNoiseIso: 0,
  modular: false,
  lossyPalette: false,
  paletteColors: -1,
  iterations: -1,
  modularColorspace: -1,
  modularPredictor: -1,
} as const;

/** Most pixels for which the memory of WebAssembly, which has an end, is enough. Measured. */
const mostPixels = 80_000_000;

function tooLarge(width: number, height: number, cause?: unknown): FailureError {
  const message = l10n.t(
    'The output would have {0} x {1} pixels, but a JPEG XL can have at most {2} million here. Choose a smaller size or another format.',
    ...[width, height, mostPixels / 1_000_000],
  );
  return new FailureError('too-large', message, { cause });
}

const signature = isoBox('JXL ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a]));
const fileType = isoBox('ftyp', Buffer.from('jxl \0\0\0\0jxl ', 'latin1'));

/** A codestream with metadata beside it, or as it is if there are none. */
function inBoxes(codestream: Buffer, exif: Buffer | undefined, xmp: Buffer | undefined): Buffer {
  if (!exif && !xmp) return codestream;
  return Buffer.concat([
    signature,
    fileType,
    // The distance to the byte order is 0.
    ...(exif ? [isoBox('Exif', Buffer.alloc(4), exif)] : []),
    ...(xmp ? [isoBox('xml ', xmp)] : []),
    isoBox('jxlc', codestream),
  ]);
}

/**
 * A JPEG XL with the pixels and the metadata of a PNG in sRGB.
 * @throws FailureError `too-large`; a plain Error with libjxl's message; DecodingError `missing`
 */
export async function encodeJxl(png: Buffer, options: JxlOptions): Promise<Buffer> {
  const sharp = await loadSharp();
  const image = sharp(png, { limitInputPixels: false, ignoreIcc: true });
  const isDeep = (await image.metadata()).depth === 'ushort';
  const rgba = image.toColorspace(isDeep ? 'rgb16' : 'srgb').ensureAlpha();
  const { width, height } = await image.metadata();
  if (width * height > mostPixels) throw tooLarge(width, height);
  const data = await rgba.raw({ depth: isDeep ? 'ushort' : 'uchar' }).toBuffer();
  const encoder = await startCodec(({ newJxlEncoder }) => newJxlEncoder());
  let written: Uint8Array | string;
  try {
    written = encoder.encode(data, width, height, { ...defaults, ...options, bitDepth: isDeep ? 16 : 8 });
  } catch (error) {
    // Nothing but the end of its memory stops it.
    throw tooLarge(width, height, error);
  }
  if (typeof written === 'string') throw new Error(`libjxl: ${written}`);
  const { exif, xmp } = pngBlocks(png);
  return inBoxes(Buffer.from(written), exif[0], xmp[0]);
}
