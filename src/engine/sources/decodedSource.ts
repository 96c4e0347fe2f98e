import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import { type DecodedFormat, isDecodedFormat } from '../../shared/values/formats';
import type { DecodedHeader } from '../decoders/decoder';
import { decodeFile, readDecodedHeader } from '../decoders/registry';
import { standInFormat, writeStandIn } from '../decoders/writeStandIn';
import { densityOf } from '../formats/density';
import type { ScratchFiles } from '../fs/scratchFiles';
import type { ReadableSource } from './repairSource';

/** Sources in formats that libvips does not read: their headers, and files with the same pixels that take their place. */

const channelCounts = { gray: 1, rgb: 3, cmyk: 4 } as const;

/** libvips' name of a color space. */
function spaceOf({ space, bits }: DecodedHeader): string {
  if (space === 'cmyk') return 'cmyk';
  if (space === 'gray') return bits === 16 ? 'grey16' : 'b-w';
  return bits === 16 ? 'rgb16' : 'srgb';
}

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
  const { width, height, pages, bits, space, alpha, density } = header;
  return {
    format,
    width,
    height,
    pages,
    bits,
    channels: channelCounts[space] + (alpha ? 1 : 0),
    alpha,
    space: spaceOf(header),
    metadata: metadataKindsOf(header),
    ...densityOf(density),
  };
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
  const decoded = await decodeFile(source.path, header.format);
  const path = files.path(`decoded.${standInFormat(decoded)}`);
  const format = await writeStandIn(path, decoded);
  const remarks = [...source.remarks, ...(decoded.header.remarks ?? [])];
  return { source: { ...source, path, remarks, decodedFrom: header.format }, header: { ...header, format } };
}
