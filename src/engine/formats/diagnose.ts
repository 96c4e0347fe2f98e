import { open } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';
import type { SourceFormat } from '../../shared/values/formats';
import { systemFailure } from '../fs/systemFailure';
import { drawsNothing, readSprite } from '../svg/readSprite';
import { loadSharp } from './loadSharp';
import { BrokenPngError } from './png';
import { compressedSvg, decodableTypes } from './signatures';
import { contentHeadBytes, sniffContentType } from './sniffContentType';

/** Finds the true cause of a failure, so that its message names it. */

/** The message of sharp as a single line. */
function firstLine(error: unknown): string {
  const message = String((error as Error)?.message ?? error).replace(/:\s*\n\s*/g, ': ');
  return (message.split('\n')[0] as string).trim().replace(/:$/, '');
}

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
      ({ width, height }) => l10n.t('{0} x {1} pixels exceed the safety limit of 268 million pixels.', width, height),
      () => l10n.t('The image exceeds the safety limit of 268 million pixels.'),
    );
  return new FailureError('too-many-pixels', message, { cause });
}

/** Whether an image can be decoded after all. Then an error has another cause. */
async function canDecode(path: string): Promise<boolean> {
  const sharp = await loadSharp();
  return sharp(path, { animated: true })
    .resize(8, 8, { fit: 'fill' })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );
}

type MakeFailure = (code: FailureCode, message: string) => FailureError;

function internalError(error: unknown): FailureError {
  return new FailureError('internal', l10n.t('Unexpected error: {0}', firstLine(error)), { cause: error });
}

/** The failure of an image whose format can be decoded. */
async function decodingFailure(path: string, isCut: boolean, error: unknown, failure: MakeFailure): Promise<FailureError> {
  const reason = firstLine(error);
  if (isCut || /premature end(?! of data segment)|unexpected end|truncated/i.test(reason))
    return failure('truncated', l10n.t('The file is truncated: the end of the image is missing. Copy or download it again.'));
  if (/page \d+ differs from page/.test(reason))
    return failure('unsupported', l10n.t('The pages of this file differ in size or kind, so they cannot be processed together.'));
  if (/is not (?:configured|supported|implemented)/.test(reason))
    return failure('unsupported', l10n.t('This build cannot decode this kind of image ({0}).', reason));
  if (error instanceof BrokenPngError)
    return failure('corrupt', l10n.t('The image is damaged ({0}). Save it again in an image editor.', reason));
  if (await canDecode(path)) return internalError(error);
  return failure('corrupt', l10n.t('The image is damaged and cannot be decoded ({0}).', reason));
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
  const type = sniffContentType(head);
  const intro = head.subarray(0, introBytes);
  if (type && type.kind !== 'other' && !type.format)
    return failure('unsupported', l10n.t('This build cannot decode {0} files.', type.name));
  if (type?.format && type !== decodableTypes.svg) return decodingFailure(path, isTruncated(type.format, ends), error, failure);
  const sprite = type === decodableTypes.svg || type === compressedSvg ? await readSprite(path, false) : undefined;
  if (sprite && /bad dimensions/.test(firstLine(error))) return drawsNothing(sprite.symbols.length);
  if (type === decodableTypes.svg || (type === undefined && /<svg/i.test(intro.toString('latin1'))))
    return failure('corrupt', l10n.t('The SVG cannot be rendered ({0}).', firstLine(error)));
  if (looksLikeText(intro)) return failure('not-an-image', l10n.t('The file contains text, not an image.'));
  return failure('not-an-image', l10n.t('The file does not contain an image in a known format.'));
}

/** libvips names AVIF after its container. */
function formatName(name: string): string {
  return name === 'HEIF' ? 'AVIF' : name;
}

/** The failure behind an error that does not depend on the content of the source. */
function knownFailure(error: unknown): FailureError | undefined {
  const system = systemFailure(error);
  if (system) return system;
  const reason = firstLine(error);
  if (/timeout/i.test(reason))
    return new FailureError('timeout', l10n.t('Processing exceeded the time limit for one file (setting assetmill.timeout).'), {
      cause: error,
    });
  const [, format] = /too large for the (\w+) format|Vips(Jpeg): Maximum supported image dimension/i.exec(reason)?.filter(Boolean) ?? [];
  if (format === undefined) return undefined;
  return new FailureError(
    'too-large',
    l10n.t('The result is wider or taller than {0} allows. Choose a smaller size or another format.', formatName(format)),
    { cause: error },
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
  if (/exceeds pixel limit/.test(firstLine(error))) return tooManyPixels(path, error);
  try {
    return await contentFailure(path, await readEnds(path), error);
  } catch (readError) {
    return systemFailure(readError) ?? internalError(error);
  }
}
