import type { Recipe } from '../../shared/recipe/recipe';
import type { MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';

/** The part of a recipe that concerns metadata. */
export type Policies = Pick<Recipe, 'metadata' | 'colorProfile'>;

/** What libvips keeps if it is asked to keep metadata; see `copyLostMetadata` for the rest. */
export const keptByLibvips: ReadonlySet<MetadataKind> = new Set(['exif', 'icc', 'xmp', 'iptc']);

/** Whether libvips should keep metadata. Only if there is some, since it would add an EXIF block to every image. */
export function keepsMetadata({ metadata }: SourceHeader): boolean {
  return metadata.some((kind) => keptByLibvips.has(kind));
}

/** The kinds of metadata that each policy keeps. IPTC is not parsed, so it may contain the location. */
const keptBy: Readonly<Record<MetadataPolicy, ReadonlySet<MetadataKind>>> = {
  keep: new Set(['exif', 'xmp', 'iptc', 'comments', 'lateExif']),
  'strip-gps': new Set(['exif', 'xmp', 'comments']),
  'copyright-only': new Set(),
  strip: new Set(),
};
/** Parts of the image rather than metadata. Their loss is reported with every policy. */
const imageParts: ReadonlySet<MetadataKind> = new Set(['gainMap', 'images']);

/** The header of a source, reduced to the metadata that the policies of a recipe keep. */
export function wantedHeader(header: SourceHeader, { metadata: policy, colorProfile }: Policies): SourceHeader {
  const metadata = header.metadata.filter((kind) =>
    kind === 'icc' ? colorProfile !== 'strip' : imageParts.has(kind) || keptBy[policy].has(kind),
  );
  const { density, ...rest } = header;
  return { ...rest, metadata, ...(density !== undefined && policy !== 'strip' && { density }) };
}
