import { crc32 } from 'node:zlib';
import { filterMetadata } from '../../../src/engine/containers/filterMetadata';
import { readExifHead, withOrientationTag } from '../../../src/engine/formats/exifHead';
import { firstGifImage, isGifTruncated, lacksGifTrailer, withoutTrailingBytes } from '../../../src/engine/formats/gif';
import { unpackIco } from '../../../src/engine/formats/ico';
import { readJpegComments, readJpegHead } from '../../../src/engine/formats/jpegHead';
import { xmpOrientation } from '../../../src/engine/formats/orientation';
import { BrokenPngError, chunks, decodePng, readPngHead } from '../../../src/engine/formats/png';
import { readPngTexts } from '../../../src/engine/formats/pngTexts';
import { tidyTiff } from '../../../src/engine/formats/tidyTiff';
import { forEachTiffDirectory, hasReducedDirectories } from '../../../src/engine/formats/tiffDirectories';
import { requireWholeJpegs } from '../../../src/engine/formats/tiffJpeg';
import { uprightCopy } from '../../../src/engine/formats/uprightCopy';
import { walkContainer } from '../../../src/engine/formats/walkContainer';
import { isLosslessWebp } from '../../../src/engine/formats/webp';
import { repairJpeg } from '../../../src/engine/jpeg/repairJpeg';
import { copyrightOf, exifTags, hasGps, hasPreviews, orientationOf, withoutGps } from '../../../src/engine/metadata/exif';
import { type Removal, reduceExif, reducePhotoshop, reduceXmp } from '../../../src/engine/metadata/reduceBlocks';
import { hasLocations, hasXmpPreviews, withoutLocations } from '../../../src/engine/metadata/xmp';
import { unfoldedBytes } from '../../../src/engine/sources/pngUnfolding';
import type { SourceFormat } from '../../../src/shared/values/formats';
import { throwsOnly } from './throwsOnly';

/** Calls the parsers of image formats and of metadata with any bytes. Each throws only what is not documented. */

const removals: readonly Removal[] = ['strip', 'strip-gps', 'copyright-only', 'previews'];

/** Filtering what was filtered changes nothing: every finished file is checked like that. */
function filterTwice(bytes: Buffer, format: SourceFormat): void {
  for (const removal of removals) {
    const once = filterMetadata(bytes, format, removal)?.bytes;
    if (once && filterMetadata(once, format, removal)?.bytes !== once) throw new Error(`${format}: ${removal} left something`);
  }
}

/** The same PNG with the checksums that its chunks should have: a fuzzer cannot guess them. */
function withChecksums(png: Buffer): Buffer {
  const corrected = Buffer.from(png);
  for (const { start, length } of chunks(png))
    if (start + length + 4 <= png.length) corrected.writeUInt32BE(crc32(png.subarray(start - 4, start + length)), start + length);
  return corrected;
}

export function parsePng(stored: Buffer, path: string): void {
  readPngHead(path);
  readPngTexts(path);
  unfoldedBytes(path);
  const bytes = withChecksums(stored);
  throwsOnly([BrokenPngError], () => decodePng(bytes));
  throwsOnly([Error], () => uprightCopy(bytes, 'png', 6));
  throwsOnly([Error], () => walkContainer(bytes, 'png'));
  filterTwice(bytes, 'png');
}

export function parseGif(bytes: Buffer): void {
  firstGifImage(bytes);
  isGifTruncated(bytes);
  lacksGifTrailer(bytes);
  withoutTrailingBytes(bytes);
  throwsOnly([Error], () => walkContainer(bytes, 'gif'));
  filterTwice(bytes, 'gif');
}

export function parseWebp(bytes: Buffer): void {
  isLosslessWebp(bytes);
  throwsOnly([Error], () => uprightCopy(bytes, 'webp', 6));
  throwsOnly([Error], () => walkContainer(bytes, 'webp'));
  filterTwice(bytes, 'webp');
}

export function parseJpeg(bytes: Buffer, path: string): void {
  readJpegHead(path);
  readJpegComments(path);
  const repaired = repairJpeg(bytes);
  if (repaired && repaired.length > bytes.length) throw new Error('the repaired JPEG is longer');
  throwsOnly([Error], () => uprightCopy(bytes, 'jpeg', 6));
  throwsOnly([Error], () => walkContainer(bytes, 'jpeg'));
  filterTwice(bytes, 'jpeg');
}

export function parseTiff(bytes: Buffer, path: string): void {
  throwsOnly([Error], () => hasReducedDirectories(path));
  throwsOnly([Error], () => forEachTiffDirectory(path, (directory) => void directory.parts()));
  throwsOnly([Error], () => forEachTiffDirectory(path, requireWholeJpegs));
  throwsOnly([Error], () => uprightCopy(bytes, 'tiff', 6));
  filterTwice(bytes, 'tiff');
  throwsOnly([Error], () => tidyTiff(path));
}

export function parseIco(bytes: Buffer): void {
  throwsOnly([Error], () => {
    for (const { width, height, data } of unpackIco(bytes))
      if (width < 1 || height < 1 || data.length > bytes.length) throw new TypeError('an impossible entry');
  });
}

export function parseAvif(bytes: Buffer): void {
  filterTwice(bytes, 'avif');
}

export function parseExif(bytes: Buffer): void {
  readExifHead(bytes);
  withOrientationTag(bytes, 6);
  copyrightOf(bytes);
  exifTags(bytes);
  if (orientationOf(bytes) > 8) throw new Error('an impossible orientation');
  const placeless = withoutGps(bytes);
  if (placeless && (placeless.length !== bytes.length || hasGps(placeless))) throw new Error('GPS is left');
  for (const removal of removals) {
    const { data } = reduceExif(bytes, removal);
    if (data && removal !== 'strip-gps' && hasPreviews(data)) throw new Error(`${removal} left a preview`);
  }
}

export function parseXmp(bytes: Buffer): void {
  xmpOrientation(bytes);
  const placeless = withoutLocations(bytes);
  if (placeless && (placeless.length !== bytes.length || hasLocations(placeless))) throw new Error('a location is left');
  for (const removal of removals) {
    const { data } = reduceXmp(bytes, removal);
    if (data && hasXmpPreviews(data)) throw new Error(`${removal} left a preview`);
  }
}

export function parsePhotoshop(bytes: Buffer): void {
  for (const removal of removals) {
    const { data } = reducePhotoshop(bytes, removal);
    if (data && reducePhotoshop(data, removal).data !== data) throw new Error(`${removal} left something`);
  }
}
