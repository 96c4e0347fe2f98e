import type { MetadataPolicy } from '../../shared/recipe/options';
import type { Recipe } from '../../shared/recipe/recipe';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';

/** What of a recipe speaks of more than pixels. */
export type Policies = Pick<Recipe, 'metadata' | 'colorProfile'>;

/** What libvips keeps when it is asked to keep metadata; see `copyLostMetadata` for the rest. */
export const keptByLibvips: ReadonlySet<MetadataKind> = new Set(['exif', 'icc', 'xmp', 'iptc']);

/** Whether libvips is asked to keep metadata: only where there is some, since it would add an EXIF block to every image. */
export function keepsMetadata({ metadata }: SourceHeader): boolean {
  return metadata.some((kind) => keptByLibvips.has(kind));
}

/** The kinds of metadata that each policy keeps. IPTC, which is not looked into, may name the place. */
const keptBy: Readonly<Record<MetadataPolicy, ReadonlySet<MetadataKind>>> = {
  keep: new Set(['exif', 'xmp', 'iptc', 'comments', 'lateExif']),
  'strip-gps': new Set(['exif', 'xmp', 'comments']),
  'copyright-only': new Set(),
  strip: new Set(),
};
/** What is no metadata of the image but part of it: that it gets lost is told whatever the policy. */
const parts: ReadonlySet<MetadataKind> = new Set(['gainMap', 'images']);

/** What of a source is to be kept by the policies of a recipe; the rest is as if it had not been there. */
export function wantedHeader(header: SourceHeader, { metadata: policy, colorProfile }: Policies): SourceHeader {
  const metadata = header.metadata.filter((kind) =>
    kind === 'icc' ? colorProfile !== 'strip' : parts.has(kind) || keptBy[policy].has(kind),
  );
  const { density, ...rest } = header;
  return { ...rest, metadata, ...(density !== undefined && policy !== 'strip' && { density }) };
}
