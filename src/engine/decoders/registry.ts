import { readFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { DecodedFormat } from '../../shared/values/formats';
import { maxPixels } from '../formats/maxPixels';
import { apng } from './apng';
import { bmp } from './bitmaps/bmp';
import { ico } from './bitmaps/ico';
import type { DecodedFile, DecodedHeader, Decoder } from './decoder';
import { DecodingError } from './decodingErrors';
import { heic } from './heic';
import { jp2 } from './jp2';
import { jxl } from './jxl/jxl';
import { psd } from './photoshop/psd';
import { pnm } from './pnm';
import { qoi } from './qoi';
import { raw } from './raw';
import { withReadableFile } from './readableFile';
import { readableBuffer } from './readBytes';
import { tga } from './tga';

/** The decoders by format. To add one, write it like its neighbors, and add its signature in `formats/signatures.ts`. */
const decoders: Readonly<Record<DecodedFormat, Decoder>> = {
  heic,
  jxl,
  apng,
  bmp,
  ico,
  cur: ico,
  psd,
  tga,
  qoi,
  pnm,
  jp2,
  raw,
};

/** Refuses what would fill the memory, before a decoder takes any. @throws FailureError `too-many-pixels` */
function refuseHuge({ width, height, pages }: DecodedHeader): void {
  if (width * height * pages <= maxPixels) return;
  const message =
    pages === 1
      ? l10n.t('{0} x {1} pixels exceed the safety limit of 268 million pixels.', width, height)
      : l10n.t('{0} frames of {1} x {2} pixels exceed the safety limit of 268 million pixels.', pages, width, height);
  throw new FailureError('too-many-pixels', message);
}

/**
 * Reads the header of a file without decoding it.
 * @throws DecodingError; FailureError `too-many-pixels`; what the file system throws
 */
export function readDecodedHeader(path: string, format: DecodedFormat): DecodedHeader {
  const header = withReadableFile(path, (file) => decoders[format].readHeader(file));
  refuseHuge(header);
  return header;
}

/**
 * Decodes all images in a file. Memory: the file, its samples, and what the decoder takes.
 * @throws DecodingError; FailureError `too-many-pixels`; what the file system throws
 */
export async function decodeFile(path: string, format: DecodedFormat): Promise<DecodedFile> {
  // The header says whether the file is worth reading.
  readDecodedHeader(path, format);
  return decodeBytes(readFileSync(path), format);
}

/** Decodes all images in the bytes of a file. @throws DecodingError; FailureError `too-many-pixels` */
export async function decodeBytes(file: Buffer, format: DecodedFormat): Promise<DecodedFile> {
  const header = decoders[format].readHeader(readableBuffer(file));
  refuseHuge(header);
  const images = await decoders[format].decode(file);
  const [first] = images;
  if (first?.width !== header.width || first.height !== header.height || images.length !== header.pages)
    throw new DecodingError('damaged', 'the pixels differ in size from the header');
  return { header, images };
}
