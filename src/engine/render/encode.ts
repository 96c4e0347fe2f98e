import * as l10n from '@vscode/l10n';
import type { Sharp } from 'sharp';
import type { ColorProfile, MetadataPolicy } from '../../shared/recipe/options';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { isWorthNoting } from '../formats/density';
import { keepsMetadata, keptByLibvips } from '../metadata/wantedMetadata';
import type { ImageState } from '../operations';
import { bitsOf, profiledTarget, type Space, withColors, withProfile } from './colorSpaces';
import { type EncoderContext, withEncoder } from './encoders';
import { capabilitiesOf, type FormatCapabilities } from './formatCapabilities';

/** What the target cannot hold and how that is told: as a note in the outcome, never in silence (safety invariant 7). */
export interface Encoding {
  readonly image: Sharp;
  readonly notes: readonly string[];
}

/** Metadata that gets lost on the way into a format: GIF holds none, and libvips writes no EXIF to TIFF. */
const lostMetadata: Readonly<Partial<Record<OutputFormat, readonly MetadataKind[]>>> = {
  gif: ['exif', 'icc', 'xmp', 'iptc'],
  ico: ['exif', 'icc', 'xmp', 'iptc'],
  tiff: ['exif'],
};
function metadataName(kind: MetadataKind): string {
  return kind === 'icc' ? l10n.t('the color profile') : kind.toUpperCase();
}

/** WebP and AVIF have nothing but EXIF to hold a density, and GIF and ICO have no EXIF. */
function keepsDensity(header: SourceHeader, format: OutputFormat): boolean {
  if (format === 'webp' || format === 'avif') return keepsMetadata(header);
  return format !== 'gif' && format !== 'ico';
}

/** Samples of a pixel without transparency. */
const samplesOf: Readonly<Record<string, number>> = { 'b-w': 1, grey16: 1, cmyk: 4 };

/** Spaces whose colors stay what they are, or whose change is told in words of its own. */
const tellingSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb', 'b-w', 'grey16', 'cmyk']);

/** @param image what came of the source by the steps */
function colorNotes(
  header: SourceHeader,
  state: ImageState,
  capabilities: FormatCapabilities,
  output: OutputRecipe,
  target: Space | undefined,
): string[] {
  const notes: string[] = [];
  const { name } = capabilities;
  const bits = bitsOf(target, capabilities);
  if (header.alpha && state.alpha && !capabilities.alpha && output.background === undefined)
    notes.push(l10n.t('Transparent parts became white: {0} has no transparency.', name));
  if (header.space === 'cmyk' && state.space !== 'cmyk') notes.push(l10n.t('CMYK became RGB: a step of the recipe works with RGB.'));
  else if (header.space === 'cmyk' && !capabilities.cmyk) notes.push(l10n.t('CMYK became RGB: {0} has no CMYK.', name));
  if (!tellingSpaces.has(header.space)) notes.push(l10n.t('{0} became RGB.', header.space === 'labs' ? 'Lab' : header.space));
  if (header.space === 'scrgb')
    notes.push(l10n.t('Floating-point samples became {0} bits: what is brighter than white was cut off.', bits));
  else if (header.bits > bits) {
    const kind = header.space === 'cmyk' && capabilities.deepBits !== undefined ? 'CMYK' : name;
    const deep = state.space === 'rgb16' || state.space === 'grey16' || header.space === 'cmyk';
    notes.push(
      deep
        ? l10n.t('{0} bits a sample became {1}: {2} is written with {1}.', header.bits, bits, kind)
        : l10n.t('{0} bits a sample became {1}: a step of the recipe works with {1}.', header.bits, bits),
    );
  }
  const further = header.channels - (samplesOf[header.space] ?? 3) - (header.alpha ? 1 : 0);
  if (further > 0) notes.push(l10n.t('Only colors and transparency were kept; further channels left out: {0}.', further));
  return notes;
}

function metadataNotes(header: SourceHeader, format: OutputFormat, name: string): string[] {
  const notes: string[] = [];
  const { metadata, density } = header;
  const lost = metadata.filter((kind) => lostMetadata[format]?.includes(kind)).map(metadataName);
  if (density !== undefined && isWorthNoting(density) && !keepsDensity(header, format))
    lost.push(l10n.t('the resolution ({0} dpi)', density));
  if (lost.length > 0) notes.push(l10n.t('Not kept, since {0} cannot hold it: {1}.', name, lost.join(', ')));
  const same = format === header.format;
  if (metadata.includes('comments') && !same) notes.push(l10n.t('Text comments were not kept on the way to {0}.', name));
  if (metadata.includes('lateExif') && !same) notes.push(l10n.t('EXIF was not kept: it stands behind the pixels of the PNG.'));
  if (metadata.includes('gainMap'))
    notes.push(l10n.t('The HDR gain map and the XMP with it were not kept: the image is shown in standard range.'));
  if (metadata.includes('images')) notes.push(l10n.t('Further images in the file, such as a preview, were not kept.'));
  return notes;
}

/** What is lost of a source whose frames were made into images of another kind. */
export function framesNotes({ metadata }: SourceHeader, policy: ColorProfile): string[] {
  const lost = metadata.filter((kind) => keptByLibvips.has(kind) && (kind !== 'icc' || policy === 'keep'));
  return lost.length === 0 ? [] : [l10n.t('Not kept in what is made of the frames: {0}.', lost.map(metadataName).join(', '))];
}

/**
 * Whether sharp keeps all that there is, blocks that are not known here too, which may hold IPTC again: only where nothing is
 * to go. IPTC is kept that way or not at all, and of gray that loses its profile not at all.
 */
function canKeepAll(source: SourceHeader, metadata: MetadataPolicy, colors: ColorProfile, target: Space | undefined): boolean {
  const gray = target === 'b-w' || target === 'grey16';
  return metadata === 'keep' && !(colors === 'strip' && gray && source.metadata.includes('icc'));
}

/** Has sharp keep what is wanted. @param all whether nothing is left out but the profile, which `withProfile` takes care of */
function withMetadata(image: Sharp, header: SourceHeader, all: boolean): Sharp {
  if (!keepsMetadata(header)) return image;
  if (all) return image.keepMetadata();
  const keepers = { icc: () => image.keepIccProfile(), exif: () => image.keepExif(), xmp: () => image.keepXmp() };
  for (const [kind, keep] of Object.entries(keepers)) if (header.metadata.includes(kind as MetadataKind)) keep();
  return image;
}

/** What is encoded, and how. */
export interface EncodeOptions {
  readonly output: OutputRecipe;
  readonly format: OutputFormat;
  readonly source: SourceHeader;
  /** What is to be kept of the source; see `wantedHeader`. */
  readonly wanted: SourceHeader;
  /** What came of the source by the steps. */
  readonly state: ImageState;
  /** The color space of the pipeline, where it is no longer that of the image; see `convertible`. */
  readonly space?: string;
  readonly colorProfile: ColorProfile;
  readonly metadata: MetadataPolicy;
  readonly timing?: EncoderContext['timing'];
}

/** Formats without a place for metadata or a profile. */
const bareFormats: ReadonlySet<OutputFormat> = new Set(['gif', 'ico']);

/** Colors to be told of as lost by a policy that the format cannot carry out. */
function policyNotes(header: SourceHeader, policy: ColorProfile, format: OutputFormat, capabilities: FormatCapabilities): string[] {
  const notes: string[] = [];
  if (policy === 'p3' && bareFormats.has(format))
    notes.push(l10n.t('The colors are sRGB: {0} cannot hold a color profile.', capabilities.name));
  else if (policy !== 'keep' && header.space === 'cmyk' && capabilities.cmyk)
    notes.push(l10n.t('CMYK became RGB: the recipe asks for its colors.'));
  return notes;
}

/** Adds color, transparency and metadata policy and the encoder to a pipeline. */
export function encode(image: Sharp, options: EncodeOptions): Encoding {
  const { output, format, source, wanted: header, state, space = state.space, colorProfile, timing } = options;
  const capabilities = capabilitiesOf(format, output);
  const policy = bareFormats.has(format) ? 'strip' : colorProfile;
  const target = profiledTarget(policy, space, capabilities);
  const colors = { space, hasProfile: source.metadata.includes('icc') };
  const all = canKeepAll(source, options.metadata, policy, target);
  const kept = bareFormats.has(format) ? image : withMetadata(image, header, all);
  const profiled = withProfile(withColors(kept, colors, target), policy, colors, target);
  const result = state.alpha && !capabilities.alpha ? profiled.flatten({ background: output.background ?? '#fff' }) : profiled;
  const notes = [
    ...colorNotes(source, state, capabilities, output, target),
    ...policyNotes(source, colorProfile, format, capabilities),
    ...metadataNotes(header, format, capabilities.name),
  ];
  if (!all && header.metadata.includes('iptc') && !bareFormats.has(format)) notes.push(l10n.t('IPTC was left out with the color profile.'));
  const context = {
    bits: bitsOf(target, capabilities),
    ...(header.density !== undefined && { density: header.density }),
    ...(timing && { timing }),
  };
  return { image: withEncoder(result, format, output, context), notes };
}
