import type { SourceHeader } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { readJpegComments } from '../formats/jpegHead';
import { withJpegSegments } from '../formats/jpegWrite';
import { type PngTexts, readPngTexts, withPngTexts } from '../formats/pngTexts';
import { keepsMetadata } from './wantedMetadata';

/** Whether a chunk of a PNG, from its length to its checksum, is wanted. */
export type WantsText = (chunk: Buffer) => boolean;

/** Of what stands behind the pixels EXIF is EXIF, and all else is text. */
function wantedTexts({ early, late }: PngTexts, metadata: SourceHeader['metadata'], wants: WantsText): PngTexts {
  const texts = metadata.includes('comments');
  const isExif = (chunk: Buffer) => chunk.toString('latin1', 4, 8) === 'eXIf';
  return {
    early: texts ? early.filter(wants) : [],
    late: late.filter((chunk) => (isExif(chunk) ? metadata.includes('lateExif') : texts && wants(chunk))),
  };
}

/**
 * Puts what libvips does not write, or not as it was, into an image that it wrote: texts from PNG to PNG, comments from
 * JPEG to JPEG, and the density where a JPEG has no EXIF to hold it. What else gets lost is told by `encode`.
 */
export function copyLostMetadata(
  source: string,
  header: SourceHeader,
  format: OutputFormat,
  written: Buffer,
  wants: WantsText = () => true,
): Buffer {
  const { metadata, density } = header;
  if (format === 'png' && header.format === 'png' && (metadata.includes('comments') || metadata.includes('lateExif')))
    return withPngTexts(written, wantedTexts(readPngTexts(source), metadata, wants));
  if (format !== 'jpeg') return written;
  const comments = header.format === 'jpeg' && metadata.includes('comments') ? readJpegComments(source) : [];
  return withJpegSegments(written, comments, keepsMetadata(header) ? undefined : density);
}
