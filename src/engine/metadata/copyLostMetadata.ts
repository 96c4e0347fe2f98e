import type { SourceHeader } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { readJpegComments } from '../formats/jpegHead';
import { withJpegSegments } from '../formats/jpegSegments';
import { type PngTexts, readPngTexts, withPngTexts } from '../formats/pngTexts';
import { keepsMetadata } from './wantedMetadata';

/** Whether to copy a text chunk of a PNG, given from its length to its checksum. */
export type WantsText = (chunk: Buffer) => boolean;

/** A source, and its header reduced to the metadata to copy. */
interface MetadataSource {
  readonly path: string;
  readonly header: SourceHeader;
}

/** The texts to copy. Among the chunks after the pixels, eXIf is EXIF, and the others are texts. */
function textsToCopy({ early, late }: PngTexts, metadata: SourceHeader['metadata'], wants: WantsText): PngTexts {
  const texts = metadata.includes('comments');
  const isExif = (chunk: Buffer) => chunk.toString('latin1', 4, 8) === 'eXIf';
  return {
    early: texts ? early.filter(wants) : [],
    late: late.filter((chunk) => (isExif(chunk) ? metadata.includes('lateExif') : texts && wants(chunk))),
  };
}

/**
 * Copies metadata that libvips does not write, or changes, into an image that it wrote: texts from PNG to PNG, comments from JPEG
 * to JPEG, and the density of a JPEG without EXIF. `encode` reports what else is lost.
 */
export function copyLostMetadata({ path, header }: MetadataSource, format: OutputFormat, written: Buffer, wants: WantsText): Buffer {
  const { metadata, density } = header;
  if (format === 'png' && header.format === 'png' && (metadata.includes('comments') || metadata.includes('lateExif')))
    return withPngTexts(written, textsToCopy(readPngTexts(path), metadata, wants));
  if (format !== 'jpeg') return written;
  const comments = header.format === 'jpeg' && metadata.includes('comments') ? readJpegComments(path) : [];
  return withJpegSegments(written, comments, keepsMetadata(header) ? undefined : density);
}
