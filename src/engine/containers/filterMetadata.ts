import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { FileFormat } from '../../shared/values/formats';
import type { Removal } from '../metadata/reduceBlocks';
import { filterAvif } from './filterAvif';
import type { FilteredFile } from './filteredFile';
import { filterGif } from './filterGif';
import { filterJpeg } from './filterJpeg';
import { filterJxl } from './filterJxl';
import { filterPng } from './filterPng';
import { filterTiff } from './filterTiff';
import { filterWebp } from './filterWebp';

/** Takes metadata out of a file without touching its coded samples: the blocks around them are copied, reduced or left out. */

/** Filters the container of one format. Returns undefined for a structure that it does not handle: then the pixels are encoded again. */
type ContainerFilter = (bytes: Buffer, removal: Removal) => FilteredFile | undefined;

/** For formats without metadata. */
function unchanged(bytes: Buffer): FilteredFile {
  return { bytes, notes: [] };
}

const filters: Readonly<Partial<Record<FileFormat, ContainerFilter>>> = {
  jpeg: filterJpeg,
  png: filterPng,
  webp: filterWebp,
  gif: filterGif,
  tiff: filterTiff,
  avif: filterAvif,
  heic: filterAvif,
  jxl: filterJxl,
  apng: filterPng,
  bmp: unchanged,
  qoi: unchanged,
};

/** Offsets out of the file are found by reading them. */
function isRangeError(error: unknown): boolean {
  return error instanceof RangeError;
}

/**
 * A file without the metadata that is removed; undefined where its samples would have to be encoded again.
 * @returns the very same bytes if there is nothing to remove
 */
export function filterMetadata(bytes: Buffer, format: FileFormat, removal: Removal): FilteredFile | undefined {
  try {
    const filtered = filters[format]?.(bytes, removal);
    return filtered?.bytes.equals(bytes) ? { bytes, notes: [] } : filtered;
  } catch (error) {
    if (isRangeError(error)) return undefined;
    throw error;
  }
}

/**
 * Checks that a finished file has nothing left to remove: filtering it again changes nothing (safety invariant 7).
 * @throws FailureError `check-failed` if it does
 */
export function assertFiltered(bytes: Buffer, format: FileFormat, removal: Removal): void {
  if (filters[format] === undefined || filterMetadata(bytes, format, removal)?.bytes === bytes) return;
  throw new FailureError(
    'check-failed',
    l10n.t('The output still contained metadata or a preview that should have been removed, so it was discarded. Please report this.'),
  );
}
