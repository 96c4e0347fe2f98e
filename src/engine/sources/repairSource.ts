import { readFileSync, writeFileSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { formatMessage } from '../../shared/values/formatMessage';
import { loadSharp } from '../formats/loadSharp';
import { repairJpeg } from '../formats/repairJpeg';
import { decodableTypes } from '../formats/signatures';
import { forEachTiffDirectory, type TiffDirectory, tiffTag } from '../formats/tiffDirectories';
import { isJpegCompressed, jpegsOf } from '../formats/tiffJpeg';
import type { ScratchFiles } from '../fs/scratchFiles';
import { systemFailure } from '../fs/systemFailure';
import { readHead, sourceType } from './sourceType';

/**
 * Finds out whether an image that cannot be decoded has only faults around its pixels. libvips reports the first warning and
 * hides those after it, which may concern pixels. Therefore the cause of the first one is removed, and decoding stays strict.
 */

/** A source in a form that libvips decodes without an error, if there is one: the file itself, or a copy with the same samples. */
export interface ReadableSource {
  readonly path: string;
  /** sharp's option: at which level of message decoding fails. */
  readonly failOn: 'warning' | 'error';
  /** What is wrong with the file although none of its pixels is missing, as sentences. */
  readonly remarks: readonly string[];
}

function repairJpegFile(path: string, files: ScratchFiles): ReadableSource | undefined {
  const repaired = repairJpeg(readFileSync(path));
  if (repaired === undefined) return undefined;
  const copy = files.path('repaired.jpg');
  writeFileSync(copy, repaired.bytes);
  const count = repaired.leading + repaired.between;
  const text = l10n.t(
    'The file contains {0, plural, one {# byte that does not belong to the image. It was} other {# bytes that do not belong to the image. They were}} ignored.',
  );
  const remark = formatMessage(text, count);
  return { path: copy, failOn: 'warning', remarks: [remark] };
}

/** Codings in which an error is an error: none, LZW, Deflate, PackBits, WebP, LZMA, Zstandard. Fax decoders only warn of missing rows. */
const strictCodings: ReadonlySet<number> = new Set([1, 5, 8, 32_773, 32_946, 34_925, 50_000, 50_001]);

/** Decodes the JPEGs of a TIFF one by one, in which nothing hides their warnings. @throws an error of sharp */
async function requireSoundJpegs(directories: readonly Buffer[]): Promise<void> {
  const sharp = await loadSharp();
  for (const jpeg of directories) await sharp(jpeg, { limitInputPixels: false }).raw().toBuffer();
}

/**
 * Whether warnings of libtiff can be ignored, since damaged pixels would be noticed all the same. Only decoders that tell missing
 * pixels by a warning are a problem.
 */
async function isNoticed(path: string): Promise<boolean> {
  let isStrict = true;
  const jpegs: Buffer[] = [];
  const visit = (directory: TiffDirectory) => {
    if (isJpegCompressed(directory)) jpegs.push(...jpegsOf(directory));
    else isStrict &&= strictCodings.has(directory.numbers(tiffTag.compression)[0] ?? 1);
  };
  forEachTiffDirectory(path, visit);
  await requireSoundJpegs(jpegs);
  return isStrict;
}

async function tolerateTiff(path: string): Promise<ReadableSource | undefined> {
  if (!(await isNoticed(path))) return undefined;
  const remark = l10n.t('The tags of the TIFF have faults that do not concern the pixels. They were ignored.');
  return { path, failOn: 'error', remarks: [remark] };
}

/**
 * The form in which a source can be decoded in full after all.
 * @param error what went wrong with the source as it is stored
 * @param files receive a copy, if it takes one
 * @returns undefined if there is none: then the error stands
 */
export async function repairSource(path: string, error: unknown, files: ScratchFiles): Promise<ReadableSource | undefined> {
  if (systemFailure(error)) return undefined;
  try {
    const type = sourceType(path, readHead(path));
    if (type === decodableTypes.tiff) return await tolerateTiff(path);
    return type === decodableTypes.jpeg ? repairJpegFile(path, files) : undefined;
  } catch {
    // The file vanished, or more of it is damaged. The first error says more.
    return undefined;
  }
}
