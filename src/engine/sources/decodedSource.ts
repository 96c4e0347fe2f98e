import * as l10n from '@vscode/l10n';
import { metadataText } from '../../shared/run/metadataText';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import { type DecodedFormat, isDecodedFormat } from '../../shared/values/formats';
import { channelsOf, type DecodedFile, type DecodedHeader, type DecodedImage, libvipsSpace } from '../decoders/decoder';
import { decodeFile, readDecodedHeader } from '../decoders/registry';
import { standInFormat, writeStandIn } from '../decoders/writeStandIn';
import { densityOf } from '../formats/density';
import type { ScratchFiles } from '../fs/scratchFiles';
import type { ReadableSource } from './repairSource';

/** Sources in formats that libvips does not read: their headers, and files with the same pixels that take their place. */

/** What of the metadata the stand-in has: a TIFF and a WebP of frames hold less than a PNG. */
function metadataKindsOf(header: DecodedHeader): MetadataKind[] {
  const format = standInFormat({ header });
  const { icc, exif, xmp } = header.metadata;
  const kinds: MetadataKind[] = [];
  if (exif && format !== 'tiff') kinds.push('exif');
  if (icc && format !== 'webp') kinds.push('icc');
  if (xmp && format !== 'webp') kinds.push('xmp');
  return kinds;
}

/** The header of a source in a format that libvips does not read. @throws DecodingError, and what the file system throws */
export function decodedHeader(path: string, format: DecodedFormat): SourceHeader {
  const header = readDecodedHeader(path, format);
  const { width, height, pages, bits, alpha, density, sizes } = header;
  return {
    format,
    width,
    height,
    pages,
    bits,
    channels: channelsOf(header),
    alpha,
    space: libvipsSpace(header),
    metadata: metadataKindsOf(header),
    ...densityOf(density),
    ...(sizes && { sizes }),
  };
}

/** What the stand-in cannot hold. */
function lostRemarks(header: DecodedHeader): string[] {
  const kept: readonly string[] = metadataKindsOf(header);
  const lost = (['exif', 'icc', 'xmp'] as const).filter((kind) => header.metadata[kind] && !kept.includes(kind));
  return lost.length === 0 ? [] : [l10n.t('Not kept: {0}.', metadataText(lost))];
}

/** Whether no pixel of an image is transparent. */
function isOpaque(image: DecodedImage): boolean {
  const { samples, bits } = image;
  const [channels, most] = [channelsOf(image), 2 ** bits - 1];
  for (let at = channels - 1; at < samples.length; at += channels) if (samples[at] !== most) return false;
  return true;
}

/** An image without its last channel. */
function withoutAlpha(image: DecodedImage): DecodedImage {
  const { samples, width, height } = image;
  const channels = channelsOf(image);
  const colors = channels - 1;
  const kept = samples instanceof Uint16Array ? new Uint16Array(width * height * colors) : new Uint8Array(width * height * colors);
  for (let from = 0, to = 0; from < samples.length; from += channels, to += colors)
    for (let channel = 0; channel < colors; channel += 1) kept[to + channel] = samples[from + channel] as number;
  return { ...image, alpha: false, samples: kept };
}

/** Many files have an alpha channel in which nothing is transparent: icons, and every JPEG XL that is written here. Frames keep theirs. */
function withoutOpaqueAlpha(file: DecodedFile): DecodedFile {
  const { header, images } = file;
  if (!header.alpha || header.animation || !images.every(isOpaque)) return file;
  return { header: { ...header, alpha: false }, images: images.map(withoutAlpha) };
}

/** A source in a form that libvips reads, and its header. */
export interface DecodedSource {
  readonly source: ReadableSource;
  /** With the format of the form. */
  readonly header: SourceHeader;
}

/**
 * A source as it is, or a file with its pixels if libvips does not read its format.
 * @param files receive that file
 * @throws DecodingError, and what the file system throws
 */
export async function decodedSource(source: ReadableSource, header: SourceHeader, files: ScratchFiles): Promise<DecodedSource> {
  if (!isDecodedFormat(header.format)) return { source, header };
  const decoded = withoutOpaqueAlpha(await decodeFile(source.path, header.format));
  const path = files.path(`decoded.${standInFormat(decoded)}`);
  const format = await writeStandIn(path, decoded);
  const remarks = [...source.remarks, ...(decoded.header.remarks ?? []), ...lostRemarks(decoded.header)];
  const { alpha } = decoded.header;
  const channels = channelsOf(decoded.header);
  return { source: { ...source, path, remarks, decodedFrom: header.format }, header: { ...header, alpha, channels, format } };
}
