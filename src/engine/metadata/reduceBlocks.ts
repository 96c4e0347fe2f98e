import * as l10n from '@vscode/l10n';
import type { MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import { uprightXmp } from '../formats/orientation';
import { hasGps, orientationOf, tiffBytes, withoutGps, withoutPreviews } from './exif';
import { withoutResourcePreviews } from './photoshop';
import { copyrightBlock, isCopyrightBlock, isOrientationBlock, orientationBlock } from './smallExif';
import { withoutLocations, withoutXmpPreviews } from './xmp';

/** Reduces one block of metadata, wherever it is stored. */

/** What is removed from a file: what a policy removes, or only thumbnails and other previews. Policies remove previews, too. */
export type Removal = Exclude<MetadataPolicy, 'keep'> | 'previews';

/** What remains of a block. */
export interface ReducedBlock {
  /** The block, the very same buffer if nothing changed; undefined if nothing remains. */
  readonly data: Buffer | undefined;
  /** What goes beyond what the removal asks for, as sentences. */
  readonly notes: readonly string[];
}

function gone(...notes: readonly string[]): ReducedBlock {
  return { data: undefined, notes };
}

function kept(data: Buffer | undefined, ...notes: readonly string[]): ReducedBlock {
  return { data, notes };
}

/** A block with the prefix of another one. */
function prefixedLike(exif: Buffer, block: Buffer | undefined): Buffer | undefined {
  return block && Buffer.concat([exif.subarray(0, exif.length - tiffBytes(exif).length), block]);
}

/** @param exif with or without `Exif\0\0`, which stays as it is */
export function reduceExif(exif: Buffer, removal: Removal): ReducedBlock {
  if (removal === 'strip') return kept(isOrientationBlock(exif) ? exif : prefixedLike(exif, orientationBlock(orientationOf(exif))));
  if (removal === 'copyright-only') return kept(isCopyrightBlock(exif) ? exif : prefixedLike(exif, copyrightBlock(exif)));
  const orientation = prefixedLike(exif, orientationBlock(orientationOf(exif)));
  const placeless = removal === 'strip-gps' && hasGps(exif) ? withoutGps(exif) : exif;
  if (placeless === undefined) return kept(orientation, l10n.t('EXIF was removed: it is malformed and contains the location.'));
  const reduced = withoutPreviews(placeless);
  if (reduced === undefined) return kept(orientation, l10n.t('EXIF was removed: it is malformed and may contain a preview of the image.'));
  return kept(reduced.exif, ...(reduced.lostMakerNote ? [l10n.t('The maker note was removed: it contains a preview of the image.')] : []));
}

export function reduceXmp(xmp: Buffer, removal: Removal): ReducedBlock {
  if (removal === 'strip' || removal === 'copyright-only') return gone();
  // Previews are removed where the pixels were encoded again, which includes their orientation.
  const placeless = removal === 'strip-gps' ? withoutLocations(xmp) : uprightXmp(xmp);
  if (placeless === undefined) return gone(l10n.t('XMP was removed: it is malformed and may contain the location.'));
  const reduced = withoutXmpPreviews(placeless);
  if (reduced === undefined) return gone(l10n.t('XMP was removed: it is malformed and may contain a preview of the image.'));
  return kept(reduced.equals(xmp) ? xmp : reduced);
}

/** @param block Photoshop's resources, with IPTC, or IPTC alone */
export function reducePhotoshop(block: Buffer, removal: Removal): ReducedBlock {
  if (removal === 'strip-gps') return gone(l10n.t('IPTC was removed: it may contain the location.'));
  return removal === 'previews' ? kept(withoutResourcePreviews(block)) : gone();
}
