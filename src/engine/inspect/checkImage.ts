import { statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { ContentType } from '../formats/signatures';
import { decodedType } from '../formats/sniffContentType';
import { exists } from '../fs/tempFile';
import { numbered } from '../naming/existingNames';
import { decodeFully } from '../sources/decodeFully';
import { diagnose } from '../sources/diagnose';
import { type ReadableSource, readably } from '../sources/readableSource';
import { readHeader } from '../sources/readHeader';
import { readHead, sourceType } from '../sources/sourceType';

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
  /** The error behind it, for the log. */
  readonly cause?: unknown;
  /** See `FailureOptions`. */
  readonly doubtful?: boolean;
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
  const message = isDecodable ? mismatch : l10n.t('{0} Files of this format are not supported yet.', mismatch);
  return { code: 'mislabeled', message, fix: { kind: 'rename', to } };
}

/** The problem behind a failure, given what the file contains. @param head its first bytes */
function problemOf(path: string, { code, message }: Failure, head: Buffer): ImageProblem {
  const type = sourceType(path, head);
  if (type === undefined || code !== 'unsupported') return { code, message };
  return hasRightExtension(path, type) ? { code, message } : mislabeled(path, type, false);
}

/** A pipe or a device would block the reader. */
function requireFile(path: string): void {
  const stats = statSync(path);
  if (stats.isDirectory()) throw new FailureError('not-a-file', l10n.t('This is a folder, not a file.'));
  if (!stats.isFile()) throw new FailureError('not-a-file', l10n.t('This is a device or a pipe, not a file.'));
}

/** What receives news of a check. */
export interface CheckWatch {
  /** Called after each page, as a sign of life: a file with many pages takes as long as many files. */
  onPage(): void;
  /** Receives remarks on faults that concern no pixels, as sentences. */
  onRemark(remark: string): void;
}

const unwatched: CheckWatch = { onPage: () => {}, onRemark: () => {} };

/** Decodes every pixel of a source. @returns the type of its content */
async function decodeSource(source: ReadableSource, head: Buffer, { onPage, onRemark }: CheckWatch): Promise<ContentType> {
  const header = await readHeader(source.path);
  for (const remark of await decodeFully(source, header, onPage)) onRemark(remark);
  return decodedType(header.format, head);
}

async function findProblem(path: string, watch: CheckWatch): Promise<ImageProblem | undefined> {
  requireFile(path);
  const head = readHead(path);
  try {
    const found = await readably(path, (source) => decodeSource(source, head, watch));
    return hasRightExtension(path, found) ? undefined : mislabeled(path, found, true);
  } catch (error) {
    const failure = await diagnose(path, error);
    const { cause, doubtful } = failure;
    return { ...problemOf(path, failure, head), ...(cause !== undefined && { cause }), ...(doubtful === true && { doubtful }) };
  }
}

/**
 * Checks one image: decodes every pixel, and compares the extension with the content. Never throws.
 * @returns undefined if nothing is wrong, otherwise the most severe problem
 */
export async function checkImage(path: string, watch: CheckWatch = unwatched): Promise<ImageProblem | undefined> {
  try {
    return await findProblem(path, watch);
  } catch (error) {
    const { code, message } = await diagnose(path, error);
    return { code, message };
  }
}
