import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type Failure, type FailureCode, FailureError } from '../../shared/run/failure';
import { isUndecodableExtension } from '../../shared/values/formats';
import { checkAnimatedPng, decodeWhole } from '../formats/decodeFully';
import { diagnose } from '../formats/diagnose';
import { checkIco, isIco, unpackIco } from '../formats/ico';
import { isPng } from '../formats/png';
import { readHeader } from '../formats/readHeader';
import { type ContentType, contentHeadBytes, contentType, decodedType } from '../formats/sniffContentType';
import { exists } from '../fs/tempFile';
import { numbered } from '../naming/existingNames';

/** Looks for what is wrong with an image, without changing anything. */

/** What makes a file right: a name with the extension of its content. */
export interface ImageFix {
  readonly kind: 'rename';
  /** A path at which nothing is. */
  readonly to: string;
}

/** What is wrong with a file, and what would help. */
export interface ImageProblem extends Failure {
  readonly fix?: ImageFix;
}

function extensionOf(path: string): string {
  return extname(path).slice(1).toLowerCase();
}

/** The name with another extension, numbered where it is taken. `a.png.jpg` that is a PNG becomes `a.png`. */
function renamed(path: string, extension: string): string {
  const stem = basename(path, extname(path));
  const name = extensionOf(stem) === extension ? stem : `${stem}.${extension}`;
  const wanted = join(dirname(path), name);
  return exists(wanted) ? numbered(wanted, (each) => !exists(each)) : wanted;
}

function goesWith(path: string, { extensions }: ContentType): boolean {
  return extensions.includes(extensionOf(path));
}

/** The fault of a file whose name says something else than its content. @param isDecodable whether this build can open it */
function mislabeled(path: string, type: ContentType, isDecodable: boolean): ImageProblem {
  const to = renamed(path, type.extensions[0] as string);
  const extension = extname(path);
  const error =
    extension === ''
      ? l10n.t('The file has no extension, and holds: {0}. Rename it to {1}.', type.name, basename(to))
      : l10n.t('The extension is {0}, but the file holds: {1}. Rename it to {2}.', extension, type.name, basename(to));
  const message = isDecodable ? error : l10n.t('{0} This build cannot decode it.', error);
  return { code: 'mislabeled', message, fix: { kind: 'rename', to } };
}

/** Failures that speak of what is in the file. */
const contentCodes: ReadonlySet<FailureCode> = new Set(['unsupported', 'not-an-image', 'corrupt']);

/** What a failure comes to, by what the file holds. @param head its first bytes */
function judged(path: string, { code, message }: Failure, head: Buffer): ImageProblem {
  const type = contentType(head);
  if (type?.kind === 'other' && contentCodes.has(code)) return { code: 'not-an-image', message: otherMessage(type) };
  if (code === 'not-an-image' && isUnknownImage(path, type, head))
    return { code: 'unsupported', message: l10n.t('This build has no decoder for {0} files.', extname(path)) };
  if (type === undefined || (code !== 'unsupported' && code !== 'not-an-image')) return { code, message };
  return goesWith(path, type) ? { code, message } : mislabeled(path, type, false);
}

/** Some formats cannot be told by their first bytes: then the extension is believed, unless the file is a text. */
function isUnknownImage(path: string, type: ContentType | undefined, head: Buffer): boolean {
  return type === undefined && isUndecodableExtension(extensionOf(path)) && head.includes(0);
}

function otherMessage({ name, extensions }: ContentType): string {
  return extensions[0] === 'html'
    ? l10n.t('The file holds a web page (HTML), not an image: a download went wrong. Download the image again.')
    : l10n.t('The file holds no image, but: {0}.', name);
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

/** A pipe or a device would block whoever reads it. */
function requireFile(path: string): void {
  const stats = statSync(path);
  if (stats.isDirectory()) throw new FailureError('not-a-file', l10n.t('This is a folder, not a file.'));
  if (!stats.isFile()) throw new FailureError('not-a-file', l10n.t('This is a device or a pipe, not a file.'));
}

/** The failure behind an error that came while pixels were decoded: with a header that could be read, it is the file's fault. */
async function brokenPixels(path: string, error: unknown): Promise<FailureError> {
  const failure = await diagnose(path, error);
  if (failure.code !== 'internal') return failure;
  const said = String((error as Error)?.message ?? error).split('\n')[0] as string;
  return new FailureError('corrupt', l10n.t('The image is damaged in parts ({0}). Copy or download it again.', said), { cause: error });
}

/** An icon whose images are PNGs is checked in full; the BMPs in others cannot be decoded. */
async function checkIcon(bytes: Buffer, onPage: () => void): Promise<void> {
  try {
    if (unpackIco(bytes).every(({ data }) => isPng(data))) return void (await checkIco(bytes, onPage));
  } catch (error) {
    const said = (error as Error).message;
    throw new FailureError('corrupt', l10n.t('The icon is damaged ({0}).', said), { cause: error });
  }
  throw new FailureError('unsupported', l10n.t('The icon holds BMP images, which this build cannot decode.'));
}

/** Decodes the whole file. @returns what it holds */
async function decodeFile(path: string, head: Buffer, onPage: () => void): Promise<ContentType> {
  const type = contentType(head);
  if (type && isIco(head)) {
    await checkIcon(readFileSync(path), onPage);
    return type;
  }
  const header = await readHeader(path).catch((failure: FailureError) => {
    if (failure.code === 'animated-png') return undefined;
    throw failure;
  });
  try {
    await (header ? decodeWhole(path, header, onPage) : checkAnimatedPng(path));
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
    return goesWith(path, found) ? undefined : mislabeled(path, found, true);
  } catch (error) {
    return judged(path, await diagnose(path, error), head);
  }
}

/**
 * Checks one image: decodes every pixel of it, and holds its extension against its content.
 * @param onPage called after each page: a sign of life, since an image of many takes as long as many images
 * @returns undefined when nothing is wrong; else the worst that is, with a code and a sentence. Never throws.
 */
export async function checkImage(path: string, onPage: () => void = () => {}): Promise<ImageProblem | undefined> {
  try {
    return await findProblem(path, onPage);
  } catch (error) {
    const { code, message } = await diagnose(path, error);
    return { code, message };
  }
}
