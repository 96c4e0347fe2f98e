import * as l10n from '@vscode/l10n';
import sharp, { type Metadata } from 'sharp';
import { FailureError } from '../../shared/run/failure';
import { isPng } from '../formats/png';
import { pngBlocks } from '../formats/pngTexts';
import { exifTags, hasGps, hasPreviews } from './exif';
import { hasResourcePreviews } from './photoshop';
import type { Removal } from './reduceBlocks';
import { isOrientationBlock } from './smallExif';
import { hasLocations, hasXmpPreviews } from './xmp';

/** Verifies metadata policies on the bytes of an output. If anything remains that should be removed, the output is discarded. */

/** The metadata of a finished file. */
interface MetadataBlocks {
  readonly exif: readonly Buffer[];
  readonly xmp: readonly Buffer[];
  /** IPTC, and Photoshop's block, which contains it in a TIFF. */
  readonly iptc: readonly Buffer[];
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
    iptc: pages.flatMap(({ iptc, tifftagPhotoshop }) => [iptc, tifftagPhotoshop].filter((block) => block !== undefined)),
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

/** The names of what each removal concerns and a file still contains. */
const remainingBy: Readonly<Record<Removal, (blocks: MetadataBlocks) => readonly (string | false)[]>> = {
  strip: ({ exif, xmp, iptc, texts }) => [
    !exif.every(isOrientationBlock) && 'EXIF',
    xmp.length > 0 && 'XMP',
    iptc.length > 0 && 'IPTC',
    texts.length > 0 && l10n.t('text comments'),
  ],
  'copyright-only': ({ exif, xmp, iptc, texts }) => [
    !exif.every(isCopyrightOnly) && 'EXIF',
    xmp.length > 0 && 'XMP',
    iptc.length > 0 && 'IPTC',
    texts.length > 0 && l10n.t('text comments'),
  ],
  'strip-gps': ({ exif, xmp, iptc, texts }) => [
    exif.some((block) => hasGps(block) || hasPreviews(block)) && 'EXIF',
    xmp.some((block) => hasLocations(block) || hasXmpPreviews(block)) && 'XMP',
    iptc.length > 0 && 'IPTC',
    texts.some((text) => rawProfile.test(text.toString('latin1', 0, 80))) && l10n.t('text comments'),
  ],
  previews: ({ exif, xmp, iptc }) => [
    exif.some(hasPreviews) && 'EXIF',
    xmp.some(hasXmpPreviews) && 'XMP',
    iptc.some(hasResourcePreviews) && 'IPTC',
  ],
};

/**
 * Checks that a finished file contains nothing that is removed, as libvips reads it.
 * @throws FailureError `check-failed` if it does
 */
export async function assertMetadataStripped(bytes: Buffer, removal: Removal): Promise<void> {
  const remaining = remainingBy[removal](await blocksIn(bytes)).filter((name) => name !== false);
  if (remaining.length === 0) return;
  throw new FailureError(
    'check-failed',
    removal === 'strip-gps'
      ? l10n.t('The output might still have contained the location ({0}), so it was discarded. Please report this.', remaining.join(', '))
      : l10n.t(
          'The output still contained metadata that should have been removed ({0}), so it was discarded. Please report this.',
          remaining.join(', '),
        ),
  );
}
