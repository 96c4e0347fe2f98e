import * as l10n from '@vscode/l10n';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import type { ColorProfile } from '../../shared/recipe/schema/profileChoices';
import { metadataName } from '../../shared/run/metadataText';
import type { MetadataKind, SourceHeader } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { isWorthNoting } from '../formats/density';
import { keepsMetadata, keptByLibvips } from '../metadata/wantedMetadata';
import type { ImageState } from '../operations';
import { isFloatGray } from '../sources/displayedSource';
import type { FormatCapabilities } from './formatCapabilities';

/** Notes on what a file loses because its format or the recipe cannot keep it. Nothing is lost silently (safety invariant 7). */

/** Metadata that is lost on the way into a format: GIF and ICO hold none, and libvips writes no EXIF to TIFF. */
const lostMetadata: Readonly<Partial<Record<OutputFormat, readonly MetadataKind[]>>> = {
  gif: ['exif', 'icc', 'xmp', 'iptc'],
  ico: ['exif', 'icc', 'xmp', 'iptc'],
  tiff: ['exif'],
  bmp: ['exif', 'icc', 'xmp', 'iptc'],
  qoi: ['exif', 'icc', 'xmp', 'iptc'],
  jxl: ['icc', 'iptc'],
};

/** WebP and AVIF hold a density only in EXIF, and GIF and ICO have no EXIF. */
function keepsDensity(header: SourceHeader, format: OutputFormat): boolean {
  if (format === 'webp' || format === 'avif' || format === 'jxl') return keepsMetadata(header);
  return format !== 'gif' && format !== 'ico' && format !== 'qoi';
}

/** Color channels by color space; the others have three. */
const colorChannels: Readonly<Record<string, number>> = { 'b-w': 1, grey16: 1, cmyk: 4 };

/** Spaces whose colors do not change, or whose change has a separate note. */
const knownSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb', 'b-w', 'grey16', 'cmyk']);

/** A source and what is written of its colors. */
export interface ColorLoss {
  readonly header: SourceHeader;
  /** The image after the steps. */
  readonly state: ImageState;
  readonly output: OutputRecipe;
  readonly capabilities: FormatCapabilities;
  /** Bits of a sample that are written. */
  readonly bits: number;
}

export function colorNotes(loss: ColorLoss): string[] {
  const { header, state, output, capabilities } = loss;
  const { name } = capabilities;
  const notes: string[] = [];
  if (header.alpha && state.alpha && !capabilities.alpha && output.background === undefined)
    notes.push(l10n.t('Transparent areas became white: {0} does not support transparency.', name));
  if (header.space === 'cmyk' && state.space !== 'cmyk') notes.push(l10n.t('CMYK became RGB: a step of the recipe works with RGB.'));
  else if (header.space === 'cmyk' && !capabilities.cmyk) notes.push(l10n.t('CMYK became RGB: {0} does not support CMYK.', name));
  if (!knownSpaces.has(header.space)) notes.push(l10n.t('{0} became RGB.', header.space.startsWith('lab') ? 'Lab' : header.space));
  notes.push(...depthNotes(loss));
  const extra = header.channels - (colorChannels[header.space] ?? 3) - (header.alpha ? 1 : 0);
  if (extra > 0) notes.push(l10n.t('Only colors and transparency were kept. Other channels that were lost: {0}.', extra));
  return notes;
}

function depthNotes({ header, state, capabilities, bits }: ColorLoss): string[] {
  if (header.space === 'scrgb' || isFloatGray(header))
    return [l10n.t('Floating-point samples became {0}-bit samples: 0 is black, 1 is white, and values outside were clipped.', bits)];
  if (header.space === 'lab' && header.bits > bits) return [l10n.t('Floating-point samples became {0}-bit samples.', bits)];
  if (header.bits <= bits) return [];
  const writer = header.space === 'cmyk' && capabilities.deepBits !== undefined ? 'CMYK' : capabilities.name;
  const isDeep = state.space === 'rgb16' || state.space === 'grey16' || header.space === 'cmyk';
  return [
    isDeep
      ? l10n.t('{0}-bit samples became {1}-bit samples: {2} is written with {1} bits.', header.bits, bits, writer)
      : l10n.t('{0}-bit samples became {1}-bit samples: a step of the recipe works with {1} bits.', header.bits, bits),
  ];
}

/** @param header with the metadata that the recipe keeps @param name of the format, for people */
export function metadataNotes(header: SourceHeader, format: OutputFormat, name: string): string[] {
  const notes: string[] = [];
  const { metadata, density } = header;
  const lost = metadata.filter((kind) => lostMetadata[format]?.includes(kind)).map(metadataName);
  if (density !== undefined && isWorthNoting(density) && !keepsDensity(header, format))
    lost.push(l10n.t('the resolution ({0} dpi)', density));
  if (lost.length > 0) notes.push(l10n.t('Not supported by {0}, so not kept: {1}.', name, lost.join(', ')));
  const isSameFormat = format === header.format;
  if (metadata.includes('comments') && !isSameFormat) notes.push(l10n.t('Text comments were lost in the conversion to {0}.', name));
  if (metadata.includes('lateExif') && !isSameFormat) notes.push(l10n.t('EXIF was lost: it comes after the pixels of the PNG.'));
  return [...notes, ...lostImagesNotes(header)];
}

/** Images beside the one that is written. */
export function lostImagesNotes({ metadata }: SourceHeader): string[] {
  const notes: string[] = [];
  if (metadata.includes('gainMap'))
    notes.push(l10n.t('The HDR gain map and its XMP were lost: the image is shown in standard dynamic range.'));
  if (metadata.includes('images')) notes.push(l10n.t('Other images in the file, such as a preview, were lost.'));
  return notes;
}

/** What a source loses when its frames become images of another kind. */
export function framesNotes({ metadata }: SourceHeader, policy: ColorProfile): string[] {
  const lost = metadata.filter((kind) => keptByLibvips.has(kind) && (kind !== 'icc' || policy === 'keep'));
  return lost.length === 0 ? [] : [l10n.t('Not kept in images created from frames: {0}.', lost.map(metadataName).join(', '))];
}

interface PolicyLoss {
  readonly header: SourceHeader;
  readonly policy: ColorProfile;
  readonly capabilities: FormatCapabilities;
  /** Whether the format stores no profile. */
  readonly isBare: boolean;
}

/** Color policies that the format cannot follow, or that change the kind of color. */
export function policyNotes({ header, policy, capabilities, isBare }: PolicyLoss): string[] {
  if (policy === 'p3' && isBare)
    return [l10n.t('The colors were converted to sRGB: {0} does not support color profiles.', capabilities.name)];
  if (policy !== 'keep' && header.space === 'cmyk' && capabilities.cmyk)
    return [l10n.t('CMYK became RGB: the recipe sets the color profile.')];
  return [];
}
