import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Metadata } from 'sharp';
import { FailureError } from '../../shared/run/failure';
import { type MetadataKind, metadataKinds, type SourceHeader } from '../../shared/run/run';
import { type DecodedFormat, isDecodedFormat, type SourceFormat, sourceFormats } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';
import { isAnimated } from '../decoders/apng';
import { withReadableFile } from '../decoders/readableFile';
import { densityOf } from '../formats/density';
import { isGifTruncated, lacksGifTrailer } from '../formats/gif';
import { readJpegComments, readJpegHead } from '../formats/jpegHead';
import { isWebAssembly, loadSharp, type SharpModule } from '../formats/loadSharp';
import { maxPixels } from '../formats/maxPixels';
import { isTurned, outerOrientation, xmpOrientation } from '../formats/orientation';
import { type PngHead, readPngHead } from '../formats/png';
import { forEachTiffDirectory, hasReducedDirectories, tiffTag } from '../formats/tiffDirectories';
import { requireWholeJpegs } from '../formats/tiffJpeg';
import { regularStats } from '../fs/regularFile';
import { withTransparentGaps } from '../gif/transparentGaps';
import { readSprite } from '../svg/readSprite';
import { refuseUndrawable } from '../svg/undrawableParts';
import { decodedHeader } from './decodedSource';
import { diagnose, limitMessage } from './diagnose';
import { maxUnfoldedBytes, refuseUnfolding, unfoldedBytes, unnoticedBytes } from './pngUnfolding';
import { readably } from './readableSource';
import { readHead, sourceType } from './sourceType';

/** Formats whose density libvips reads correctly. For an SVG it reports the density that it renders with. */
const densityFormats: ReadonlySet<SourceFormat> = new Set(['jpeg', 'tiff']);

const bitsByDepth: Readonly<Record<string, number>> = { ushort: 16, short: 16, uint: 32, int: 32, float: 32, double: 64 };

/** sharp names AVIF after its container. */
function sourceFormat(metadata: Metadata): SourceFormat | undefined {
  const name = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format;
  return sourceFormats.find((format) => format === name);
}

/** The format of a file that libvips does not read. */
function decodedFormatOf(path: string): DecodedFormat | undefined {
  const format = sourceType(path, readHead(path))?.format;
  return format !== undefined && isDecodedFormat(format) ? format : undefined;
}

/** The metadata of an image: what libvips found, and what was read without it. */
function metadataKindsOf(path: string, metadata: Metadata, own: readonly MetadataKind[]): MetadataKind[] {
  const found = new Set<string>(own);
  if (metadata.format === 'jpeg' && readJpegComments(path).length > 0) found.add('comments');
  return metadataKinds.filter((kind) => found.has(kind) || (kind in metadata && metadata[kind as keyof Metadata] !== undefined));
}

/** Kinds of floating-point samples that are converted: RGB and Lab by libvips, gray from the range 0 to 1. */
const floatSpaces: ReadonlySet<string> = new Set(['scrgb', 'lab', 'b-w', 'grey16']);

/** Refuses samples that libvips would misinterpret. */
function refuseSamples({ depth, space, pages = 1, channels = 1 }: Metadata): void {
  if (depth === undefined || depth === 'uchar' || depth === 'ushort' || (depth === 'short' && space === 'labs')) return;
  const isGray = space === 'b-w' || space === 'grey16';
  if (depth === 'float' && floatSpaces.has(space) && (!isGray || (pages === 1 && channels <= 2))) return;
  throw new FailureError('unsupported', limitMessage(l10n.t('samples of the type {0} ({1})', depth, space)));
}

/** The color space, with gray floating-point samples as the 16-bit samples that they become. */
function spaceOf({ space = 'srgb', depth }: Metadata): string {
  return depth === 'float' && space === 'b-w' ? 'grey16' : space;
}

/** Formats whose orientation may stand in XMP. An AVIF has its own, and its decoders apply that. */
const xmpFormats: ReadonlySet<SourceFormat> = new Set(['jpeg', 'png', 'webp', 'tiff']);

/** The orientation that stands outside of EXIF. A BigTIFF is left as it is. */
function outerOf(path: string, format: SourceFormat, { orientation, xmp, pages = 1 }: Metadata, png: PngHead | undefined) {
  if (!xmpFormats.has(format) || pages > 1) return {};
  const found = png?.textOrientation ?? (xmp && xmpOrientation(xmp));
  // libvips reports an orientation of a TIFF without one, too.
  if (format === 'tiff') return found !== undefined && isPlainTiff(path) ? outerOrientation(undefined, found) : {};
  return outerOrientation(orientation, found);
}

/** Whether a TIFF has the classic layout and no orientation. */
function isPlainTiff(path: string): boolean {
  let isPlain = true;
  forEachTiffDirectory(path, (directory) => {
    isPlain &&= !directory.isBig && directory.numbers(tiffTag.orientation).length === 0;
  });
  return isPlain;
}

/** @param png what was read of a PNG without libvips */
function headerOf(path: string, metadata: Metadata, png: PngHead | undefined): SourceHeader {
  const format = sourceFormat(metadata);
  if (format === undefined)
    throw new FailureError('unsupported', l10n.t('This build cannot decode {0} files that contain {1}.', extname(path), metadata.format));
  refuseSamples(metadata);
  // autoOrient counts all frames of an animation in its height; only still images have an orientation.
  const pages = metadata.pages ?? 1;
  const shown = pages > 1 ? { width: metadata.width, height: metadata.pageHeight ?? metadata.height } : metadata.autoOrient;
  const outer = outerOf(path, format, metadata, png);
  const [width, height] = isTurned(outer.orientation) ? [shown.height, shown.width] : [shown.width, shown.height];
  const own = [...(png?.metadata ?? []), ...(png?.textOrientation !== undefined && outer.orientation ? (['exif'] as const) : [])];
  return {
    format,
    width,
    height,
    pages,
    bits: bitsByDepth[metadata.depth ?? ''] ?? 8,
    channels: metadata.channels ?? 3,
    alpha: metadata.hasAlpha ?? false,
    space: spaceOf(metadata),
    metadata: metadataKindsOf(path, metadata, own),
    ...densityOf(densityFormats.has(format) ? metadata.density : png?.density),
    ...outer,
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

/** Names of JPEGs. What such a file contains is still determined by its content. */
const jpegName = /\.jpe?g$/i;

async function readHeaderOf(path: string): Promise<SourceHeader> {
  const isNamedJpeg = jpegName.test(path);
  const jpeg = isNamedJpeg ? readJpegHead(path) : undefined;
  if (jpeg) return jpeg.header;
  const png = readPngHead(path);
  if (png?.animated && withReadableFile(path, isAnimated)) return decodedHeader(path, 'apng');
  if (png?.isCut) throw new Error('truncated PNG');
  // Plain PNGs without a text have nothing to inflate but their pixels. One whose head was not found may have anything before them.
  const unfolded = !png?.header || png.metadata.length > 0 ? unfoldedBytes(path) : 0;
  refuseUnfolding(unfolded);
  const folded = unfolded > unnoticedBytes && { unfolded };
  const plain = png || isNamedJpeg ? png?.header : readJpegHead(path)?.header;
  if (plain) return folded ? { ...plain, ...folded } : plain;
  const own = png ? undefined : decodedFormatOf(path);
  if (own) return decodedHeader(path, own);
  const sharp = await loadSharp();
  if (isWebAssembly(sharp) && sourceType(path, readHead(path))?.format === 'svg') refuseUndrawable(path);
  const metadata = await readMetadata(sharp, path).catch((error: Error) => spriteMetadata(path, error));
  if (metadata.format === 'tiff') forEachTiffDirectory(path, requireWholeJpegs);
  const header = { ...headerOf(path, metadata, png), ...folded };
  return header.format === 'gif' ? withGaps(path, header) : withSymbols(path, header);
}

/** The header of a PNG whose texts are too long to be read. */
function withoutTexts({ bare: _, ...header }: SourceHeader): SourceHeader {
  return { ...header, unfolded: maxUnfoldedBytes + 1 };
}

/**
 * Reads the header of an image. The format is determined by the content.
 * @throws FailureError with the true cause if it is not an image that can be decoded
 */
export async function readHeader(path: string): Promise<SourceHeader> {
  try {
    // A pipe would block its reader.
    regularStats(path);
    return await readably(path, async (source) => {
      const header = await readHeaderOf(source.path);
      return source.lacksTexts ? withoutTexts(header) : header;
    });
  } catch (error) {
    throw await diagnose(path, error);
  }
}

/** Memory of the decoded image in bytes, including all frames. @param size in pixels, if it is no longer that of the source */
export function decodedBytes(header: SourceHeader, { width, height }: PixelSize = header): number {
  return width * height * header.channels * (header.bits / 8) * header.pages;
}
