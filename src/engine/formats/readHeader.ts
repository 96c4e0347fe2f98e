import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Metadata } from 'sharp';
import { FailureError } from '../../shared/run/failure';
import { type MetadataKind, metadataKinds, type SourceHeader } from '../../shared/run/run';
import type { SourceFormat } from '../../shared/values/formats';
import { sourceFormats } from '../../shared/values/formats';
import { withTransparentGaps } from '../gif/transparentGaps';
import { readSprite } from '../svg/readSprite';
import { hasReducedDirectories } from './countTiffDirectories';
import { densityOf } from './density';
import { diagnose } from './diagnose';
import { isGifTruncated, lacksGifTrailer } from './gif';
import { readJpegComments, readJpegHead } from './jpegHead';
import { loadSharp, type SharpModule } from './loadSharp';
import { maxPixels } from './maxPixels';
import { type PngHead, readPngHead } from './png';

/** Formats whose density libvips reads correctly. For an SVG it reports the density that it renders with. */
const densityFormats: ReadonlySet<SourceFormat> = new Set(['jpeg', 'tiff']);

const bitsByDepth: Readonly<Record<string, number>> = { ushort: 16, short: 16, uint: 32, int: 32, float: 32, double: 64 };

/** sharp names AVIF after its container. */
function sourceFormat(metadata: Metadata): SourceFormat | undefined {
  const name = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format;
  return sourceFormats.find((format) => format === name);
}

/** Camera raw files that are TIFFs: libvips would decode the small preview that comes first in them. */
const rawExtension = /\.(?:dng|nef|cr2|arw|orf|rw2|raw)$/i;

/** The metadata of an image: what libvips found, and what was read without it. */
function metadataKindsOf(path: string, metadata: Metadata, own: readonly MetadataKind[]): MetadataKind[] {
  const found = new Set<string>(own);
  if (metadata.format === 'jpeg' && readJpegComments(path).length > 0) found.add('comments');
  return metadataKinds.filter((kind) => found.has(kind) || (kind in metadata && metadata[kind as keyof Metadata] !== undefined));
}

/** Refuses samples that libvips would misinterpret. */
function refuseSamples({ depth, space }: Metadata): void {
  const known = depth === undefined || depth === 'uchar' || depth === 'ushort';
  if (known || (depth === 'float' && space === 'scrgb') || (depth === 'short' && space === 'labs')) return;
  throw new FailureError('unsupported', l10n.t('This build cannot decode this kind of image ({0} samples of type {1}).', space, depth));
}

/** @param png what was read of a PNG without libvips */
function headerOf(path: string, metadata: Metadata, png: PngHead | undefined): SourceHeader {
  const format = sourceFormat(metadata);
  if (format === 'tiff' && rawExtension.test(path))
    throw new FailureError('unsupported', l10n.t('This is a camera raw file. This build could decode only its small preview.'));
  if (format === undefined)
    throw new FailureError('unsupported', l10n.t('This build cannot decode {0} files that contain {1}.', extname(path), metadata.format));
  refuseSamples(metadata);
  // autoOrient counts all frames of an animation in its height; only still images have an orientation.
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
    metadata: metadataKindsOf(path, metadata, png?.metadata ?? []),
    ...densityOf(densityFormats.has(format) ? metadata.density : png?.density),
  };
}

/** More levels than the pyramid of the largest TIFF has. */
const maxLevels = 32;

/** Whether the pages of a TIFF are the levels of one image, each half as large as the one before. */
async function isPyramid(sharp: SharpModule, path: string, first: Metadata): Promise<boolean> {
  const { pages = 1 } = first;
  // Pages of half the size, too, are pages unless they say otherwise.
  if (pages > maxLevels || !hasReducedDirectories(path)) return false;
  let before: Pick<Metadata, 'width' | 'height'> = first;
  for (let page = 1; page < pages; page += 1) {
    const { width, height } = await sharp(path, { page }).metadata();
    const isHalf = (side: number, of: number) => Math.abs(side - of / 2) <= 1;
    if (!isHalf(width, before.width) || !isHalf(height, before.height)) return false;
    before = { width, height };
  }
  return true;
}

/** The metadata by libvips. It refuses to read pages of different sizes as one TIFF; then the first page represents them all. */
async function readMetadata(sharp: SharpModule, path: string): Promise<Metadata> {
  try {
    return await sharp(path, { animated: true }).metadata();
  } catch (error) {
    const first = await sharp(path).metadata();
    if (first.format !== 'tiff' || (first.pages ?? 1) === 1) throw error;
    const pages = (await isPyramid(sharp, path, first)) ? 1 : first.pages;
    return { ...first, ...(pages !== undefined && { pages }), pageHeight: first.height };
  }
}

/** libvips does not see that areas of a GIF are transparent because no frame covers them. */
function withGaps(path: string, header: SourceHeader): SourceHeader {
  if (header.alpha || header.width * header.height > maxPixels) return header;
  // The decoder reports what is wrong with a truncated file.
  const gif = readFileSync(path);
  const hasGaps = !isGifTruncated(gif) && !lacksGifTrailer(gif) && withTransparentGaps(gif) !== undefined;
  return !hasGaps ? header : { ...header, alpha: true, channels: header.channels + 1 };
}

/** The metadata of a sprite without a size, which libvips refuses. @throws the error of libvips for anything else */
async function spriteMetadata(path: string, error: Error): Promise<Metadata> {
  if (!/svgload.*bad dimensions/.test(error.message) || !(await readSprite(path, false))) throw error;
  return {
    format: 'svg',
    width: 0,
    height: 0,
    autoOrient: { width: 0, height: 0 },
    channels: 4,
    hasAlpha: true,
    hasProfile: false,
    space: 'srgb',
  } as Metadata;
}

/** The header, with the number of symbols if it is that of a sprite. */
async function withSymbols(path: string, header: SourceHeader): Promise<SourceHeader> {
  const sprite = header.format === 'svg' ? await readSprite(path, header.width > 0) : undefined;
  return sprite ? { ...header, symbols: sprite.symbols.length } : header;
}

/**
 * Reads the header of an image. The format is determined by the content.
 * @throws FailureError with the true cause if it is not an image that can be decoded
 */
export async function readHeader(path: string): Promise<SourceHeader> {
  try {
    const png = readPngHead(path);
    if (png?.animated)
      throw new FailureError(
        'animated-png',
        l10n.t('This is an animated PNG. This build decodes only its first frame, so the file is left unchanged.'),
      );
    const plain = png ? png.header : readJpegHead(path)?.header;
    if (plain) return plain;
    const sharp = await loadSharp();
    const metadata = await readMetadata(sharp, path).catch(async (error: Error) => spriteMetadata(path, error));
    const header = headerOf(path, metadata, png);
    return header.format === 'gif' ? withGaps(path, header) : await withSymbols(path, header);
  } catch (error) {
    throw await diagnose(path, error);
  }
}

/** Memory of the decoded image in bytes, including all frames. */
export function decodedBytes(header: SourceHeader): number {
  return header.width * header.height * header.channels * (header.bits / 8) * header.pages;
}
