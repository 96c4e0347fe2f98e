import * as l10n from '@vscode/l10n';
import { maxPixels } from '../formats/maxPixels';
import { channelsOf, type ImageForm, type ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';

/** How decoders read bytes and take memory for samples: never more than a file of that size justifies. */

/** A file that is in memory, so that the same code reads its header from there. The ranges are views. */
export function readableBuffer(file: Buffer): ReadableBytes {
  return { size: file.length, read: (at, length) => file.subarray(at, at + length) };
}

/** The bytes of a range, all of them. @throws DecodingError if the file ends before */
export function readExactly(file: ReadableBytes, at: number, length: number): Buffer {
  if (at + length > file.size) throw new DecodingError('truncated', `the file ends before byte ${at + length}`);
  const bytes = file.read(at, length);
  if (bytes.length < length) throw new DecodingError('truncated', `the file ends before byte ${at + length}`);
  return bytes;
}

/** Refuses more pixels than any image may have, in all pages together. @throws DecodingError */
export function requireAllowedPixels(pixels: number): void {
  if (pixels > maxPixels) throw new DecodingError('unsupported', l10n.t('image with more than {0} pixels', maxPixels));
}

/** Number of samples of an image. @throws DecodingError if it has more pixels than any image may have */
function sampleCount(form: Omit<ImageForm, 'bits'>): number {
  const pixels = form.width * form.height;
  requireAllowedPixels(pixels);
  return pixels * channelsOf(form);
}

/** Memory for samples of 8 bits, all 0. The caller has compared the size with that of the file. */
export function bytesFor(form: Omit<ImageForm, 'bits'>): Uint8Array {
  return new Uint8Array(sampleCount(form));
}

/** Memory for samples of 16 bits, all 0. The caller has compared the size with that of the file. */
export function wordsFor(form: Omit<ImageForm, 'bits'>): Uint16Array {
  return new Uint16Array(sampleCount(form));
}

/** Refuses the sizes that no image has. @throws DecodingError */
export function requirePositiveSize(width: number, height: number): void {
  if (width <= 0 || height <= 0) throw new DecodingError('damaged', `a size of ${width} x ${height}`);
}
