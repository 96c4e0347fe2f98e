import * as l10n from '@vscode/l10n';
import sharp, { type Metadata } from 'sharp';
import type { MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import { FailureError } from '../../shared/run/failure';
import { isPng } from '../formats/png';
import { pngBlocks } from '../formats/pngTexts';
import { exifTags, hasGps } from './exif';
import { hasLocations } from './xmp';

/** Verifies metadata policies on the bytes of an output. If anything remains that should be removed, the output is discarded. */

/** The metadata of a finished file. */
interface MetadataBlocks {
  readonly exif: readonly Buffer[];
  readonly xmp: readonly Buffer[];
  readonly iptc: boolean;
  /** Texts of a PNG, except XMP. */
  readonly texts: readonly Buffer[];
}

/** The pages of a TIFF and the levels of its pyramid each have their own blocks. */
async function pagesOf(bytes: Buffer): Promise<Metadata[]> {
  const first = await sharp(bytes).metadata();
  const more = first.format === 'tiff' ? (first.pages ?? 1) - 1 : 0;
  const rest = Array.from({ length: more }, (_, index) => sharp(bytes, { page: index + 1 }).metadata());
  return [first, ...(await Promise.all(rest))];
}

async function blocksIn(bytes: Buffer): Promise<MetadataBlocks> {
  const pages = await pagesOf(bytes);
  const found = isPng(bytes) ? pngBlocks(bytes) : { exif: [], xmp: [], texts: [] };
  return {
    exif: [...found.exif, ...pages.flatMap(({ exif }) => exif ?? [])],
    xmp: [...found.xmp, ...pages.flatMap(({ xmp }) => xmp ?? [])],
    // Photoshop's block in a TIFF contains IPTC as well.
    iptc: pages.some(({ iptc, tifftagPhotoshop }) => iptc !== undefined || tifftagPhotoshop !== undefined),
    texts: found.texts,
  };
}

/**
 * The tags of a block that contains only copyright and artist. libvips adds tags that describe the samples, such as the
 * resolution (Exif 2.32, 4.6.8: mandatory tags).
 */
const copyrightTags: ReadonlySet<number> = new Set([
  ...[0x013b, 0x8298],
  ...[0x0112, 0x011a, 0x011b, 0x0128, 0x0213, 0x8769],
  ...[0x9000, 0x9101, 0xa000, 0xa001, 0xa002, 0xa003],
]);

function isCopyrightOnly(exif: Buffer): boolean {
  const tags = exifTags(exif);
  return tags !== undefined && [...tags].every((tag) => copyrightTags.has(tag));
}

/** Texts in which ImageMagick stores whole blocks of metadata, including IPTC. */
const rawProfile = /^Raw profile type /;

/** The names of what each policy removes and a file still contains. */
const remainingBy: Readonly<Record<Exclude<MetadataPolicy, 'keep'>, (blocks: MetadataBlocks) => readonly (string | false)[]>> = {
  strip: ({ exif, xmp, iptc, texts }) => [
    exif.length > 0 && 'EXIF',
    xmp.length > 0 && 'XMP',
    iptc && 'IPTC',
    texts.length > 0 && l10n.t('text comments'),
  ],
  'copyright-only': ({ exif, xmp, iptc, texts }) => [
    !exif.every(isCopyrightOnly) && 'EXIF',
    xmp.length > 0 && 'XMP',
    iptc && 'IPTC',
    texts.length > 0 && l10n.t('text comments'),
  ],
  'strip-gps': ({ exif, xmp, iptc, texts }) => [
    exif.some(hasGps) && 'EXIF',
    xmp.some(hasLocations) && 'XMP',
    iptc && 'IPTC',
    texts.some((text) => rawProfile.test(text.toString('latin1', 0, 80))) && l10n.t('text comments'),
  ],
};

/**
 * Checks that a finished file contains nothing that a policy removes.
 * @throws FailureError `check-failed` if it does
 */
export async function assertMetadataStripped(bytes: Buffer, policy: MetadataPolicy): Promise<void> {
  if (policy === 'keep') return;
  const remaining = remainingBy[policy](await blocksIn(bytes)).filter((name) => name !== false);
  if (remaining.length === 0) return;
  throw new FailureError(
    'check-failed',
    policy === 'strip-gps'
      ? l10n.t('The output might still have contained the location ({0}), so it was discarded. Please report this.', remaining.join(', '))
      : l10n.t(
          'The output still contained metadata that should have been removed ({0}), so it was discarded. Please report this.',
          remaining.join(', '),
        ),
  );
}
