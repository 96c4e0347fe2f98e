import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';
import type { SourceFormat } from '../../shared/values/formats';
import { DecodingError } from '../decoders/decodingErrors';
import { loadSharp } from '../formats/loadSharp';
import { maxPixels } from '../formats/maxPixels';
import { compressedSvg, decodableTypes, html } from '../formats/signatures';
import { contentHeadBytes } from '../formats/sniffContentType';
import { systemFailure } from '../fs/systemFailure';
import { drawsNothing, readSprite } from '../svg/readSprite';
import { decodeFully } from './decodeFully';
import { decoderLimit } from './decoderLimit';
import { unfoldedBytes } from './pngUnfolding';
import { rawMessage } from './rawMessage';
import { readably } from './readableSource';
import { isUnsignedImage, sourceType } from './sourceType';

/** Finds the true cause of a failure, so that its message names it. */

const tailBytes = 512;

/** Bytes that show whether an unknown file is text or an SVG: further in, any text may mention one. */
const introBytes = 512;

/** Both ends of a file, and its length. */
interface Ends {
  readonly head: Buffer;
  /** In Latin-1. */
  readonly tail: string;
  readonly length: number;
}

async function readEnds(path: string): Promise<Ends> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const part = async (position: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const tail = await part(Math.max(0, size - tailBytes), tailBytes);
    return { head: await part(0, contentHeadBytes), tail: tail.toString('latin1'), length: size };
  } finally {
    await file.close();
  }
}

/** The end of the boxes of an ISO media file whose heads are among its first bytes. A size of 0 means up to the end of the file. */
function endOfBoxes(head: Buffer): number {
  let at = 0;
  while (at + 8 <= head.length) {
    const size = head.readUInt32BE(at);
    if (size < 8) return at;
    at += size;
  }
  return at;
}

/** Whether the last bytes of a file lack the mark that its format puts at the end. Other data may follow it. */
export async function lacksEnd(path: string, format: SourceFormat): Promise<boolean> {
  return isTruncated(format, await readEnds(path));
}

/** Whether a damaged image lacks the mark that its format puts at the end. libvips does not always report this. */
function isTruncated(format: SourceFormat, { head, tail, length }: Ends): boolean {
  switch (format) {
    case 'jpeg':
      return !tail.includes('\xff\xd9');
    case 'png':
      return !tail.includes('IEND');
    case 'gif':
      return !tail.trimEnd().endsWith(';');
    case 'webp':
      return head.readUInt32LE(4) + 8 > length;
    case 'avif':
      return endOfBoxes(head) > length;
    default:
      return false;
  }
}

function looksLikeText(head: Buffer): boolean {
  // Bytes from 0x80 up are fine, since UTF-8 uses them. Control characters other than white space are not.
  return !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(head.toString('latin1'));
}

async function tooManyPixels(path: string, cause: unknown): Promise<FailureError> {
  const sharp = await loadSharp();
  const message = await sharp(path, { limitInputPixels: false })
    .metadata()
    .then(
      ({ width, height, pages = 1 }) =>
        pages === 1
          ? l10n.t('{0} x {1} pixels exceed the safety limit of 268 million pixels.', width, height)
          : l10n.t('{0} frames of {1} x {2} pixels exceed the safety limit of 268 million pixels.', pages, width, height),
      () => l10n.t('The image exceeds the safety limit of 268 million pixels.'),
    );
  return new FailureError('too-many-pixels', message, { cause, doubtful: true });
}

/** Whether an image can be decoded after all. Then an error has another cause. */
async function canDecode(path: string, format: SourceFormat): Promise<boolean> {
  // The size only decides about a shortcut for small PNGs.
  const header = { format, width: maxPixels, height: 1, unfolded: unfoldedBytes(path) };
  return readably(path, (source) => decodeFully(source, header, () => {})).then(
    () => true,
    () => false,
  );
}

function decodingFault(error: DecodingError): FailureError {
  if (error.fault === 'missing')
    return new FailureError(
      'decoder-missing',
      l10n.t('The part of Assetmill that handles this format is missing or cannot be started. Install Assetmill again.'),
      { cause: error },
    );
  if (error.fault === 'unsupported') return new FailureError('unsupported', limitMessage(error.detail), { cause: error });
  return error.fault === 'truncated'
    ? new FailureError('truncated', truncatedMessage(), { cause: error })
    : new FailureError('corrupt', damagedMessage(), { cause: error, doubtful: true });
}

type MakeFailure = (code: FailureCode, message: string) => FailureError;

function internalError(error: unknown): FailureError {
  return new FailureError(
    'internal',
    l10n.t('An unexpected error occurred. Nothing was changed. Please report it, with the details from the log.'),
    {
      cause: error,
      doubtful: true,
    },
  );
}

/** @param kind that the decoder cannot read, as a noun */
export function limitMessage(kind: string): string {
  return l10n.t('This build cannot decode this kind of image: {0}. Convert it with another program.', kind);
}

/** An SVG has no pixels to be missing. Its renderer says where the text is wrong, in words for programmers. */
function svgMessage(reason: string): string {
  if (/bad dimensions|zero|no dimensions/i.test(reason))
    return l10n.t('The SVG cannot be rendered: it has no size. Give it a width and a height, or a viewBox.');
  if (/XML|parse|entity|mismatch|premature|not well-formed|namespace|encoding/i.test(reason))
    return l10n.t('The SVG cannot be rendered: its text is not valid XML. Correct it in a text editor, or export it again.');
  return l10n.t('The SVG cannot be rendered. Export it again, or correct it in a text editor.');
}

function truncatedMessage(): string {
  return l10n.t('The file is truncated: the end of the image is missing. Copy or download it again.');
}

function damagedMessage(): string {
  return l10n.t('The image is damaged and cannot be decoded. Copy or download it again, or restore it from a backup.');
}

/** Errors thrown here, not by libvips. */
const ownTruncation = /^truncated (?:PNG|GIF|TIFF|JPEG)$/;
const ownDamage = /^damaged (?:GIF|JPEG)$/;

/** Words of decoders for damaged samples. */
const damageWords = /corrupt|premature end|bad huffman|invalid (?:frame data|input|code)|unexpected end|inconsistent progression/i;

/** The failure of an image whose format can be decoded. @param isCut whether its end is missing */
async function decodingFailure(path: string, format: SourceFormat, isCut: boolean, error: unknown): Promise<FailureError> {
  const failure: MakeFailure = (code, message) => new FailureError(code, message, { cause: error });
  const doubtful: MakeFailure = (code, message) => new FailureError(code, message, { cause: error, doubtful: true });
  const reason = rawMessage(error);
  if (isCut || ownTruncation.test(reason)) return failure('truncated', truncatedMessage());
  if (ownDamage.test(reason)) return failure('corrupt', damagedMessage());
  const limit = decoderLimit(path, format);
  if (limit !== undefined) return failure('unsupported', limitMessage(limit));
  const arePagesDifferent = /page \d+ differs from page/.test(reason);
  // Decoded in another way, the image may not reach its damage.
  if ((arePagesDifferent || !damageWords.test(reason)) && (await canDecode(path, format))) {
    if (!arePagesDifferent) return internalError(error);
    return doubtful(
      'unsupported',
      l10n.t('The pages of this file differ in size or kind, so they cannot be processed together. Choose one of them or split them.'),
    );
  }
  return doubtful('corrupt', damagedMessage());
}

async function contentFailure(path: string, ends: Ends, error: unknown): Promise<FailureError> {
  const { head } = ends;
  const failure: MakeFailure = (code, message) => new FailureError(code, message, { cause: error });
  if (head.length === 0) return failure('empty', l10n.t('The file is empty (0 bytes).'));
  if (head.toString('latin1').startsWith('version https://git-lfs'))
    return failure(
      'git-lfs-pointer',
      l10n.t('This is a Git LFS pointer, not the image itself. Fetch the images with "git lfs pull" and run again.'),
    );
  const type = sourceType(path, head);
  const intro = head.subarray(0, introBytes);
  if (type && type.kind !== 'other' && !type.format) return unsupportedFormat(type.name, type.extensions[0] as string, error);
  if (type?.format && type !== decodableTypes.svg) return decodingFailure(path, type.format, isTruncated(type.format, ends), error);
  const sprite = type === decodableTypes.svg || type === compressedSvg ? await readSprite(path, false) : undefined;
  if (sprite && /bad dimensions/.test(rawMessage(error))) return drawsNothing(sprite.symbols.length);
  if (type === decodableTypes.svg || (type === undefined && /<svg/i.test(intro.toString('latin1'))))
    return new FailureError('corrupt', svgMessage(rawMessage(error)), { cause: error, doubtful: true });
  if (type === html)
    return failure(
      'not-an-image',
      l10n.t('The file contains a web page (HTML), not an image, probably from a failed download. Download the image again.'),
    );
  if (type !== undefined) return failure('not-an-image', l10n.t('The file is not an image. Its format is {0}.', type.name));
  if (isUnsignedImage(path, head)) return unsupportedFormat(extname(path).slice(1).toUpperCase(), extname(path).slice(1), error);
  if (looksLikeText(intro))
    return failure('not-an-image', l10n.t('The file contains text, not an image. Replace it with the image, or leave it out.'));
  return failure('not-an-image', l10n.t('The file does not contain an image in a known format. Check where it comes from.'));
}

/** @param name of the format, for people */
function unsupportedFormat(name: string, extension: string, cause: unknown): FailureError {
  const message = l10n.t('{0} files are not supported yet. Convert the file with another program.', name);
  return new FailureError('unsupported', message, { cause, format: extension.toUpperCase() });
}

/** libvips names AVIF after its container. */
function encoderFormatName(name: string): string {
  return name === 'HEIF' ? 'AVIF' : name;
}

/** The failure behind an error that does not depend on the content of the source. */
function knownFailure(error: unknown): FailureError | undefined {
  const system = systemFailure(error);
  if (system) return system;
  const reason = rawMessage(error);
  if (/timeout/i.test(reason))
    return new FailureError('timeout', l10n.t('Processing exceeded the time limit for one file (setting assetmill.timeout).'), {
      cause: error,
      doubtful: true,
    });
  const [, format] = /too large for the (\w+) format|Vips(Jpeg): Maximum supported image dimension/i.exec(reason)?.filter(Boolean) ?? [];
  if (format === undefined) return undefined;
  return new FailureError(
    'too-large',
    l10n.t('The result is wider or taller than {0} allows. Choose a smaller size or another format.', encoderFormatName(format)),
    { cause: error, doubtful: true },
  );
}

/**
 * The failure behind an error that occurred while an image was read, decoded, encoded or written.
 * @param path the source
 */
export async function diagnose(path: string, error: unknown): Promise<FailureError> {
  if (error instanceof FailureError) return error;
  const known = knownFailure(error);
  if (known) return known;
  if (error instanceof DecodingError) return decodingFault(error);
  if (/exceeds pixel limit/.test(rawMessage(error))) return tooManyPixels(path, error);
  try {
    return await contentFailure(path, await readEnds(path), error);
  } catch (readError) {
    return systemFailure(readError) ?? internalError(error);
  }
}
