import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import { formatMessage } from '../../shared/values/formatMessage';
import type { DecodedFormat } from '../../shared/values/formats';
import { withoutTrailingBytes, withTrailer } from '../formats/gif';
import { decodableTypes } from '../formats/signatures';
import { tidyTiff } from '../formats/tidyTiff';
import type { ScratchFiles } from '../fs/scratchFiles';
import { systemFailure } from '../fs/systemFailure';
import { repairJpeg } from '../jpeg/repairJpeg';
import { copyWithoutTexts, maxUnfoldedBytes, refuseUnfolding, unfoldedBytes } from './pngUnfolding';
import { readHead, sourceType } from './sourceType';

/**
 * Finds out whether an image that cannot be decoded has only faults around its pixels. libvips reports the first warning and
 * hides those after it, which may concern pixels. Therefore the cause of the first one is removed, and decoding stays strict.
 */

/** A source in a form that libvips decodes without an error, if there is one: the file itself, or a copy with the same samples. */
export interface ReadableSource {
  readonly path: string;
  /** What is wrong with the file although none of its pixels is missing, as sentences. */
  readonly remarks: readonly string[];
  /** Whether it is a copy of a PNG without its texts. */
  readonly lacksTexts?: true;
  /** The format of the source whose pixels this file has. */
  readonly decodedFrom?: DecodedFormat;
  /** Whether it is decoded as far as possible, although parts are missing or wrong. */
  readonly isDamaged?: boolean;
}

/** What is said of a file with bytes that are no part of its image. */
export function strayBytesRemark(count: number): string {
  const text = l10n.t(
    'The file contains {0, plural, one {# byte that does not belong to the image. It was} other {# bytes that do not belong to the image. They were}} ignored.',
  );
  return formatMessage(text, count);
}

/** A copy without bytes between or around the blocks of an image. */
function copyWithoutStrayBytes(path: string, repaired: Buffer | undefined, files: ScratchFiles): ReadableSource | undefined {
  if (repaired === undefined) return undefined;
  const copy = files.path(`repaired${extname(path)}`);
  writeFileSync(copy, repaired);
  return { path: copy, remarks: [strayBytesRemark(statSync(path).size - repaired.length)] };
}

function repairTiffFile(path: string, files: ScratchFiles): ReadableSource {
  const copy = files.path(`repaired${extname(path)}`);
  copyFileSync(path, copy);
  tidyTiff(copy);
  return { path: copy, remarks: [l10n.t('The TIFF has faulty tags that do not affect its pixels. They were ignored.')] };
}

/** A copy of a GIF that libvips reads, although its trailer is missing, or bytes follow it. */
function repairGif(path: string, files: ScratchFiles): ReadableSource | undefined {
  const gif = readFileSync(path);
  const ended = withTrailer(gif);
  if (ended === undefined) return copyWithoutStrayBytes(path, withoutTrailingBytes(gif), files);
  const copy = files.path('ended.gif');
  writeFileSync(copy, ended);
  return { path: copy, remarks: [l10n.t('The GIF has no end marker, but no pixels are missing.')] };
}

/** libvips looks for the start of an SVG among so many bytes. */
const svgSearchBytes = 1000;

/** A copy that libvips recognizes as an SVG, although its root element follows a long comment or document type. */
function findableSvg(path: string, files: ScratchFiles): ReadableSource | undefined {
  const svg = readFileSync(path);
  if (/<svg/i.test(svg.toString('latin1', 0, svgSearchBytes))) return undefined;
  // Nothing may precede the declaration.
  const declaration = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?/.exec(svg.toString('latin1', 0, svgSearchBytes))?.[0].length ?? 0;
  const copy = files.path('findable.svg');
  writeFileSync(copy, Buffer.concat([svg.subarray(0, declaration), Buffer.from('<!--<svg>-->'), svg.subarray(declaration)]));
  return { path: copy, remarks: [] };
}

/** A copy of a PNG without its texts, if they are what fills the memory of a decoder. */
function slimPng(path: string, files: ScratchFiles): ReadableSource | undefined {
  if (unfoldedBytes(path) <= maxUnfoldedBytes) return undefined;
  const copy = files.path('slim.png');
  copyWithoutTexts(path, copy);
  const megabytes = maxUnfoldedBytes / 2 ** 20;
  return {
    path: copy,
    lacksTexts: true,
    remarks: [l10n.t('The texts in this PNG take more than {0} MB when decompressed. They were ignored.', megabytes)],
  };
}

/** Refuses a PNG whose metadata would fill the memory, unless this is its copy without the texts. @throws FailureError */
export function refuseFolded({ lacksTexts }: ReadableSource, { unfolded = 0 }: Pick<SourceHeader, 'unfolded'>): void {
  if (!lacksTexts) refuseUnfolding(unfolded);
}

/**
 * The form in which a source can be decoded in full after all.
 * @param error what went wrong with the source as it is stored
 * @param files receive a copy, if it takes one
 * @returns undefined if there is none: then the error stands
 */
export function repairSource(path: string, error: unknown, files: ScratchFiles): ReadableSource | undefined {
  // A failure without a cause is a judgement of ours, not of a decoder.
  if (systemFailure(error) || (error instanceof FailureError && error.cause === undefined)) return undefined;
  try {
    const type = sourceType(path, readHead(path));
    if (type === decodableTypes.svg) return findableSvg(path, files);
    if (type === decodableTypes.png) return slimPng(path, files);
    if (type === decodableTypes.tiff) return repairTiffFile(path, files);
    if (type === decodableTypes.jpeg) return copyWithoutStrayBytes(path, repairJpeg(readFileSync(path)), files);
    return type === decodableTypes.gif ? repairGif(path, files) : undefined;
  } catch {
    // The file vanished, or more of it is damaged. The first error says more.
    return undefined;
  }
}
