import { extname } from 'node:path';
import type { Metadata } from 'sharp';
import { FailureError } from '../shared/failure';
import type { SourceFormat } from '../shared/formats';
import { sourceFormats } from '../shared/formats';
import { metadataKinds, type SourceHeader } from '../shared/run';
import { diagnose } from './diagnose';
import { readJpegHead } from './jpeg';
import { loadSharp } from './loadSharp';
import { readPngHead } from './png';

const bitsByDepth: Readonly<Record<string, number>> = { ushort: 16, short: 16, uint: 32, int: 32, float: 32, double: 64 };

/** sharp names AVIF after its container. */
function sourceFormat(metadata: Metadata): SourceFormat | undefined {
  const name = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format;
  return sourceFormats.find((format) => format === name);
}

/** Camera raw files that are TIFFs: what libvips would decode is the small preview that comes first in them. */
const rawExtension = /\.(?:dng|nef|cr2|arw|orf|rw2|raw)$/i;

function headerOf(path: string, metadata: Metadata): SourceHeader {
  const format = sourceFormat(metadata);
  if (format === 'tiff' && rawExtension.test(path))
    throw new FailureError('unsupported', "This is a camera's raw file, which this build cannot decode: only the small preview in it.");
  if (format === undefined)
    throw new FailureError('unsupported', `This build has no decoder for what ${extname(path)} holds here (${metadata.format}).`);
  // autoOrient counts all frames of an animation in its height; only still pictures have an orientation.
  const pages = metadata.pages ?? 1;
  const { width, height } = pages > 1 ? { width: metadata.width, height: metadata.pageHeight ?? metadata.height } : metadata.autoOrient;
  return {
    format,
    width,
    height,
    pages,
    bits: bitsByDepth[metadata.depth ?? ''] ?? 8,
    channels: metadata.channels ?? 3,
    alpha: metadata.hasAlpha ?? false,
    space: metadata.space ?? 'srgb',
    metadata: metadataKinds.filter((kind) => metadata[kind] !== undefined),
  };
}

/**
 * Reads what a picture's header says, its type told from the content.
 * @throws FailureError with the true cause when it is not a picture that can be decoded
 */
export async function readHeader(path: string): Promise<SourceHeader> {
  try {
    const png = readPngHead(path);
    if (png?.animated)
      throw new FailureError('animated-png', 'This is an animated PNG. This build decodes its first frame alone, so it is left as it is.');
    const plain = png ? png.header : readJpegHead(path)?.header;
    if (plain) return plain;
    const sharp = await loadSharp();
    return headerOf(path, await sharp(path, { animated: true }).metadata());
  } catch (error) {
    throw await diagnose(path, error);
  }
}

/** Memory of the decoded picture in bytes, all frames. */
export function decodedBytes(header: SourceHeader): number {
  return header.width * header.height * header.channels * (header.bits / 8) * header.pages;
}
