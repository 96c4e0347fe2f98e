import * as l10n from '@vscode/l10n';
import sharp, { type Metadata } from 'sharp';
import type { MetadataPolicy } from '../../shared/recipe/options';
import { FailureError } from '../../shared/run/failure';
import { isPng } from '../formats/png';
import { pngBlocks } from '../formats/pngTexts';
import { exifTags, hasGps } from './exif';
import { hasPlaces } from './xmp';

/** Metadata policies, checked on the bytes that are written: what was to go and is still there throws the new file away. */

/** What stands beside the pixels of a finished file. */
interface Blocks {
  readonly exif: readonly Buffer[];
  readonly xmp: readonly Buffer[];
  readonly iptc: boolean;
  /** Texts of a PNG, XMP apart. */
  readonly texts: readonly Buffer[];
}

/** The pages of a TIFF, and the levels of its pyramid, have blocks of their own. */
async function pagesOf(bytes: Buffer): Promise<Metadata[]> {
  const first = await sharp(bytes).metadata();
  const more = first.format === 'tiff' ? (first.pages ?? 1) - 1 : 0;
  const rest = Array.from({ length: more }, (_, index) => sharp(bytes, { page: index + 1 }).metadata());
  return [first, ...(await Promise.all(rest))];
}

async function blocksIn(bytes: Buffer): Promise<Blocks> {
  const pages = await pagesOf(bytes);
  const found = isPng(bytes) ? pngBlocks(bytes) : { exif: [], xmp: [], texts: [] };
  return {
    exif: [...found.exif, ...pages.flatMap(({ exif }) => exif ?? [])],
    xmp: [...found.xmp, ...pages.flatMap(({ xmp }) => xmp ?? [])],
    // Photoshop's block in a TIFF holds IPTC again.
    iptc: pages.some(({ iptc, tifftagPhotoshop }) => iptc !== undefined || tifftagPhotoshop !== undefined),
    texts: found.texts,
  };
}

/**
 * Tags of a block that says no more than copyright and artist: libvips adds how the samples are to be read, such as the
 * resolution (Exif 2.32, 4.6.8: tags that are mandatory).
 */
const copyrightTags: ReadonlySet<number> = new Set([
  ...[0x013b, 0x8298],
  ...[0x0112, 0x011a, 0x011b, 0x0128, 0x0213, 0x8769],
  ...[0x9000, 0x9101, 0xa000, 0xa001, 0xa002, 0xa003],
]);

function isCopyrightAlone(exif: Buffer): boolean {
  const tags = exifTags(exif);
  return tags !== undefined && [...tags].every((tag) => copyrightTags.has(tag));
}

/** Whole blocks of metadata as ImageMagick writes them into texts, IPTC among them. */
const rawProfile = /^Raw profile type /;

/** What a policy wants to be gone and is still there, by name. */
const leftBy: Readonly<Record<Exclude<MetadataPolicy, 'keep'>, (blocks: Blocks) => readonly (string | false)[]>> = {
  strip: ({ exif, xmp, iptc, texts }) => [
    exif.length > 0 && 'EXIF',
    xmp.length > 0 && 'XMP',
    iptc && 'IPTC',
    texts.length > 0 && l10n.t('texts'),
  ],
  'copyright-only': ({ exif, xmp, iptc, texts }) => [
    !exif.every(isCopyrightAlone) && 'EXIF',
    xmp.length > 0 && 'XMP',
    iptc && 'IPTC',
    texts.length > 0 && l10n.t('texts'),
  ],
  'strip-gps': ({ exif, xmp, iptc, texts }) => [
    exif.some(hasGps) && 'EXIF',
    xmp.some(hasPlaces) && 'XMP',
    iptc && 'IPTC',
    texts.some((text) => rawProfile.test(text.toString('latin1', 0, 80))) && l10n.t('texts'),
  ],
};

/**
 * Looks for what a policy wants to be gone in the bytes of a finished file.
 * @throws FailureError `check-failed` where it is still there
 */
export async function assertMetadataStripped(bytes: Buffer, policy: MetadataPolicy): Promise<void> {
  if (policy === 'keep') return;
  const left = leftBy[policy](await blocksIn(bytes)).filter((name) => name !== false);
  if (left.length === 0) return;
  throw new FailureError(
    'check-failed',
    policy === 'strip-gps'
      ? l10n.t('The new file may still have named the place ({0}), so it was thrown away. Please report this.', left.join(', '))
      : l10n.t('The new file still had metadata that was to go ({0}), so it was thrown away. Please report this.', left.join(', ')),
  );
}
