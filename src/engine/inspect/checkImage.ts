import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type Failure, type FailureCode, FailureError } from '../../shared/run/failure';
import { isUndecodableExtension } from '../../shared/values/formats';
import { checkIco, unpackIco } from '../formats/ico';
import { isPng } from '../formats/png';
import { type ContentType, html, ico } from '../formats/signatures';
import { contentHeadBytes, decodedType, sniffContentType } from '../formats/sniffContentType';
import { exists } from '../fs/tempFile';
import { numbered } from '../naming/existingNames';
import { checkAnimatedPng, decodeFully } from '../sources/decodeFully';
import { diagnose } from '../sources/diagnose';
import { readHeader } from '../sources/readHeader';

/** Finds out what is wrong with an image, without changing anything. */

/** What fixes a file: a name with the extension of its content. */
export interface ImageFix {
  readonly kind: 'rename';
  /** A path that is free. */
  readonly to: string;
}

/** What is wrong with a file, and how to fix it. */
export interface ImageProblem extends Failure {
  readonly fix?: ImageFix;
}

function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}

/** The path with another extension, numbered if it is taken. `a.png.jpg` that is a PNG becomes `a.png`. */
function renamed(path: string, extension: string): string {
  const stem = basename(path, extname(path));
  const name = extensionOf(stem) === extension ? stem : `${stem}.${extension}`;
  const target = join(dirname(path), name);
  return exists(target) ? numbered(target, (each) => !exists(each)) : target;
}

function hasRightExtension(path: string, { extensions }: ContentType): boolean {
  return extensions.includes(extensionOf(path));
}

/** The problem of a file whose extension does not match its content. @param isDecodable whether this build can decode it */
function mislabeled(path: string, type: ContentType, isDecodable: boolean): ImageProblem {
  const to = renamed(path, type.extensions[0] as string);
  const extension = extname(path);
  const mismatch =
    extension === ''
      ? l10n.t('The file has no extension, but its format is {0}. Rename it to {1}.', type.name, basename(to))
      : l10n.t('The file has the extension {0}, but its format is {1}. Rename it to {2}.', extension, type.name, basename(to));
  const message = isDecodable ? mismatch : l10n.t('{0} This build cannot decode it.', mismatch);
  return { code: 'mislabeled', message, fix: { kind: 'rename', to } };
}

/** Failures that concern the content of the file. */
const contentCodes: ReadonlySet<FailureCode> = new Set(['unsupported', 'not-an-image', 'corrupt']);

/** The problem behind a failure, given what the file contains. @param head its first bytes */
function problemOf(path: string, { code, message }: Failure, head: Buffer): ImageProblem {
  const type = sniffContentType(head);
  if (type?.kind === 'other' && contentCodes.has(code)) return { code: 'not-an-image', message: otherMessage(type) };
  if (code === 'not-an-image' && isUnknownImage(path, type, head))
    return { code: 'unsupported', message: l10n.t('This build cannot decode {0} files.', extname(path)) };
  if (type === undefined || (code !== 'unsupported' && code !== 'not-an-image')) return { code, message };
  return hasRightExtension(path, type) ? { code, message } : mislabeled(path, type, false);
}

/** Some formats have no signature. Then the extension decides, unless the file is a text. */
function isUnknownImage(path: string, type: ContentType | undefined, head: Buffer): boolean {
  return type === undefined && isUndecodableExtension(extensionOf(path)) && head.includes(0);
}

function otherMessage(type: ContentType): string {
  return type === html
    ? l10n.t('The file contains a web page (HTML), not an image, probably from a failed download. Download the image again.')
    : l10n.t('The file is not an image. Its format is {0}.', type.name);
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(contentHeadBytes);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

/** A pipe or a device would block the reader. */
function requireFile(path: string): void {
  const stats = statSync(path);
  if (stats.isDirectory()) throw new FailureError('not-a-file', l10n.t('This is a folder, not a file.'));
  if (!stats.isFile()) throw new FailureError('not-a-file', l10n.t('This is a device or a pipe, not a file.'));
}

/** The failure behind an error in the pixels. The header could be read, so the file itself is damaged. */
async function brokenPixels(path: string, error: unknown): Promise<FailureError> {
  const failure = await diagnose(path, error);
  if (failure.code !== 'internal') return failure;
  const reason = String((error as Error)?.message ?? error).split('\n')[0] as string;
  return new FailureError('corrupt', l10n.t('Parts of the image are damaged ({0}). Copy or download it again.', reason), { cause: error });
}

/** Checks an icon in full if all of its images are PNGs. BMPs inside an icon cannot be decoded. */
async function checkIcon(bytes: Buffer, onPage: () => void): Promise<void> {
  try {
    if (unpackIco(bytes).every(({ data }) => isPng(data))) return void (await checkIco(bytes, onPage));
  } catch (error) {
    const { message } = error as Error;
    throw new FailureError('corrupt', l10n.t('The icon is damaged ({0}).', message), { cause: error });
  }
  throw new FailureError('unsupported', l10n.t('The icon contains BMP images, which this build cannot decode.'));
}

/** Decodes the whole file. @returns the type of its content */
async function decodeFile(path: string, head: Buffer, onPage: () => void): Promise<ContentType> {
  const type = sniffContentType(head);
  if (type === ico) {
    await checkIcon(readFileSync(path), onPage);
    return type;
  }
  const header = await readHeader(path).catch((failure: FailureError) => {
    if (failure.code === 'animated-png') return undefined;
    throw failure;
  });
  try {
    await (header ? decodeFully(path, header, onPage) : checkAnimatedPng(path));
  } catch (error) {
    throw await brokenPixels(path, error);
  }
  return decodedType(header?.format ?? 'png', head);
}

async function findProblem(path: string, onPage: () => void): Promise<ImageProblem | undefined> {
  requireFile(path);
  const head = readHead(path);
  try {
    const found = await decodeFile(path, head, onPage);
    return hasRightExtension(path, found) ? undefined : mislabeled(path, found, true);
  } catch (error) {
    return problemOf(path, await diagnose(path, error), head);
  }
}

/**
 * Checks one image: decodes every pixel, and compares the extension with the content. Never throws.
 * @param onPage called after each page, as a sign of life: a file with many pages takes as long as many files
 * @returns undefined if nothing is wrong, otherwise the most severe problem
 */
export async function checkImage(path: string, onPage: () => void = () => {}): Promise<ImageProblem | undefined> {
  try {
    return await findProblem(path, onPage);
  } catch (error) {
    const { code, message } = await diagnose(path, error);
    return { code, message };
  }
}
