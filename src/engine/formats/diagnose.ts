import { open } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';
import { systemFailure } from '../fs/systemFailure';
import { loadSharp } from './loadSharp';
import { BrokenPngError } from './png';

/** Finds the true cause of a failure, so that the sentence a person reads names it. */

/** What the first bytes of formats without a decoder here look like. */
const foreignFormats: readonly (readonly [name: string, test: RegExp])[] = [
  ['HEIC', /^....ftyp(?:heic|heix|heim|heis|hevc|mif1|msf1)/s],
  ['JPEG 2000', /^(?:\0\0\0\x0cjP|\xff\x4f\xff\x51)/],
  ['JPEG XL', /^(?:\xff\x0a|\0\0\0\x0cJXL )/],
  ['BMP', /^BM/],
  ['Windows icon (ICO)', /^\0\0[\x01\x02]\0/],
  ['PDF', /^%PDF/],
  ['Photoshop', /^8BPS/],
  ['video', /^....ftyp(?!avi[fs])/s],
];

/** First bytes of formats that can be decoded: what starts so and fails is damaged. */
const knownFormats = /^(?:\xff\xd8\xff|\x89PNG|GIF8[79]a|RIFF....WEBP|II[*+]\0|MM\0[*+]|....ftypavi[fs]|\x1f\x8b)/s;

/** What sharp says, in one line. */
function firstLine(error: unknown): string {
  const said = String((error as Error)?.message ?? error).replace(/:\s*\n\s*/g, ': ');
  return (said.split('\n')[0] as string).trim().replace(/:$/, '');
}

/** Both ends of a file, byte for character, and its length. */
interface Ends {
  readonly head: string;
  readonly tail: string;
  readonly length: number;
}

async function readEnds(path: string): Promise<Ends> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const part = async (position: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, position);
      return buffer.toString('latin1', 0, bytesRead);
    };
    return { head: await part(0), tail: await part(Math.max(0, size - 512)), length: size };
  } finally {
    await file.close();
  }
}

/** Whether a damaged image lacks its end, by the mark that its format puts there. libvips does not always say. */
function isCutOff({ head, tail, length }: Ends): boolean {
  if (head.startsWith('\xff\xd8')) return !tail.includes('\xff\xd9');
  if (head.startsWith('\x89PNG')) return !tail.includes('IEND');
  if (head.startsWith('GIF8')) return !tail.trimEnd().endsWith(';');
  if (head.startsWith('RIFF')) return Buffer.from(head, 'latin1').readUInt32LE(4) + 8 > length;
  return false;
}

function looksLikeText(head: string): boolean {
  // Latin-1 view of UTF-8: bytes from 0x80 are fine, control characters other than white space are not.
  return !/[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(head);
}

async function tooManyPixels(path: string, cause: unknown): Promise<FailureError> {
  const sharp = await loadSharp();
  const size = await sharp(path, { limitInputPixels: false })
    .metadata()
    .then(
      ({ width, height }) => l10n.t('{0} x {1} pixels', width, height),
      () => l10n.t('More pixels than can be decoded safely'),
    );
  const message = l10n.t('{0}: larger than the limit of 268 million, which protects the memory of this computer.', size);
  return new FailureError('too-many-pixels', message, { cause });
}

/** Whether an image can be decoded after all: then an error was not its fault. */
async function decodes(path: string): Promise<boolean> {
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

async function contentFailure(path: string, ends: Ends, error: unknown): Promise<FailureError> {
  const { head } = ends;
  const said = firstLine(error);
  const failure = (code: FailureCode, message: string) => new FailureError(code, message, { cause: error });
  if (head === '') return failure('empty', l10n.t('The file is empty (0 bytes).'));
  if (head.startsWith('version https://git-lfs')) {
    return failure(
      'git-lfs-pointer',
      l10n.t('This is a Git LFS pointer, not the image itself. Fetch the images with "git lfs pull" and run again.'),
    );
  }
  const foreign = foreignFormats.find(([, test]) => test.test(head));
  if (foreign) return failure('unsupported', l10n.t('The file holds a {0} file, which this build cannot decode.', foreign[0]));
  if (knownFormats.test(head)) {
    if (isCutOff(ends) || /premature end(?! of data segment)|unexpected end|truncated/i.test(said))
      return failure('truncated', l10n.t('The file is cut off: the end of the image is missing. Copy or download it again.'));
    if (/page \d+ differs from page/.test(said))
      return failure('unsupported', l10n.t('The pages of this file differ in size or kind, so they cannot be processed together.'));
    if (/is not (?:configured|supported|implemented)/.test(said))
      return failure('unsupported', l10n.t('The image is of a kind that this build cannot decode ({0}).', said));
    if (error instanceof BrokenPngError)
      return failure('corrupt', l10n.t('The image is damaged ({0}). Save it anew with an image editor.', said));
    if (await decodes(path)) return failure('internal', l10n.t('Unexpected error: {0}', said));
    return failure('corrupt', l10n.t('The image is damaged and cannot be decoded ({0}).', said));
  }
  if (/<svg/i.test(head)) return failure('corrupt', l10n.t('The SVG cannot be drawn ({0}).', said));
  if (looksLikeText(head)) return failure('not-an-image', l10n.t('The file holds text, not an image.'));
  return failure('not-an-image', l10n.t('The content is no image of a format that can be decoded.'));
}

/** libvips names AVIF after its container. */
function formatName(name: string): string {
  return name === 'HEIF' ? 'AVIF' : name;
}

/**
 * The failure behind an error that came while a file was read, decoded, encoded or written.
 * @param path the source
 */
export async function diagnose(path: string, error: unknown): Promise<FailureError> {
  if (error instanceof FailureError) return error;
  const system = systemFailure(error);
  if (system) return system;
  const said = firstLine(error);
  if (/exceeds pixel limit/.test(said)) return tooManyPixels(path, error);
  if (/timeout/i.test(said))
    return new FailureError('timeout', l10n.t('The image took longer than the time limit for one file (setting assetmill.timeout).'), {
      cause: error,
    });
  const large = /too large for the (\w+) format/.exec(said);
  if (large)
    return new FailureError(
      'too-large',
      l10n.t(
        'The result has more pixels on a side than {0} can hold. Choose a smaller size or another format.',
        formatName(large[1] as string),
      ),
      { cause: error },
    );
  try {
    return await contentFailure(path, await readEnds(path), error);
  } catch (readError) {
    return systemFailure(readError) ?? new FailureError('internal', l10n.t('Unexpected error: {0}', said), { cause: error });
  }
}
