import { closeSync, openSync, readSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { SourceFormat } from '../../shared/values/formats';
import { forEachTiffDirectory, type TiffDirectory, tiffTag } from '../formats/tiffDirectories';

/**
 * Kinds of images that are sound and that the decoders cannot read. They are told by the structure of the file: libvips keeps its
 * messages in one place for all threads, so a message may belong to another file.
 */

/** Compressions of TIFF that this build lacks or may lack, by their numbers in libtiff's tiff.h. */
const compressionNames: Readonly<Record<number, string>> = {
  6: 'JPEG (old style)',
  32766: 'NeXT',
  32771: 'CCITT RLE/W',
  32809: 'ThunderScan',
  34661: 'JBIG',
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv 24',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34892: 'JPEG (lossy DNG)',
  34925: 'LZMA',
  50000: 'Zstandard',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

const separatePlanes = 2;
const cieLab = 8;

function directoryLimit(directory: TiffDirectory): string | undefined {
  const [compression = 1] = directory.numbers(tiffTag.compression);
  const name = compressionNames[compression];
  if (name !== undefined) return l10n.t('TIFF with the compression {0}', name);
  const isTiled = directory.numbers(tiffTag.tileOffsets).length > 0;
  if (isTiled && directory.numbers(tiffTag.planes)[0] === separatePlanes) return l10n.t('TIFF in tiles with separate color planes');
  const [bits = 1] = directory.numbers(tiffTag.bits);
  if (bits > 32) return l10n.t('TIFF with {0} bits per sample', bits);
  if (bits === 8 && directory.numbers(tiffTag.photometric)[0] === cieLab) return l10n.t('Lab TIFF with 8 bits per sample');
  return undefined;
}

function tiffLimit(path: string): string | undefined {
  let limit: string | undefined;
  forEachTiffDirectory(path, (directory) => {
    limit ??= directoryLimit(directory);
  });
  return limit;
}

/** Bytes that contain the head of a JPEG, and the boxes before the pixels of an AVIF. */
const headBytes = 1 << 20;

function readStart(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Markers of frames (ITU-T T.81, table B.1): lossless, hierarchical and arithmetic ones. C4, C8 and CC are no frames. */
const rareFrames: ReadonlySet<number> = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const plainFrames: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);

function jpegLimit(path: string): string | undefined {
  const head = readStart(path);
  for (let at = 2; at + 4 < head.length && head[at] === 0xff; at += 2 + head.readUInt16BE(at + 2)) {
    const kind = head[at + 1] as number;
    if (rareFrames.has(kind)) return l10n.t('JPEG with a rare way of coding (lossless, hierarchical, or arithmetic)');
    if (plainFrames.has(kind)) return head[at + 4] === 8 ? undefined : l10n.t('JPEG with {0} bits per sample', head[at + 4] as number);
  }
  return undefined;
}

function avifLimit(path: string): string | undefined {
  const head = readStart(path);
  const hasItems = head.includes('iloc', 0, 'latin1');
  return hasItems && !head.includes('pitm', 0, 'latin1')
    ? l10n.t('AVIF that does not name its main image (it lacks the box "pitm")')
    : undefined;
}

/** The kind of an image that its decoder cannot read, as a noun; undefined if there is no reason why it should not. */
export function decoderLimit(path: string, format: SourceFormat): string | undefined {
  try {
    if (format === 'tiff') return tiffLimit(path);
    if (format === 'jpeg') return jpegLimit(path);
    return format === 'avif' ? avifLimit(path) : undefined;
  } catch {
    // The structure is damaged.
    return undefined;
  }
}
