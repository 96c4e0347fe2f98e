import * as l10n from '@vscode/l10n';
import type { Sharp } from 'sharp';
import type { OutputFormat } from '../shared/formats';
import type { OutputRecipe } from '../shared/recipe';
import type { MetadataKind, SourceHeader } from '../shared/run';
import { isWorthTelling } from './density';

/** What the target cannot hold and how that is told: as a note in the outcome, never in silence (safety invariant 7). */
export interface Encoding {
  readonly image: Sharp;
  readonly notes: readonly string[];
}

/** What a format stores beside RGB with 8 bits a sample, as this build of sharp writes it. */
interface Storage {
  readonly name: string;
  readonly alpha?: true;
  readonly grey?: true;
  readonly cmyk?: true;
  /** 16 bits a sample. */
  readonly deep?: true;
}

const storages: Readonly<Record<OutputFormat, Storage>> = {
  jpeg: { name: 'JPEG', grey: true, cmyk: true },
  png: { name: 'PNG', alpha: true, grey: true, deep: true },
  webp: { name: 'WEBP', alpha: true },
  avif: { name: 'AVIF', alpha: true },
  gif: { name: 'GIF', alpha: true },
  tiff: { name: 'TIFF', alpha: true, grey: true, cmyk: true, deep: true },
};
/** A quality makes the inside of a TIFF a JPEG. */
const lossyTiff: Storage = { name: 'TIFF with a quality', grey: true, cmyk: true };

function storageOf(format: OutputFormat, { quality }: OutputRecipe): Storage {
  return format === 'tiff' && quality !== undefined ? lossyTiff : storages[format];
}

/** Metadata that gets lost on the way into a format: GIF holds none, and libvips writes no EXIF to TIFF. */
const lostMetadata: Readonly<Partial<Record<OutputFormat, readonly MetadataKind[]>>> = {
  gif: ['exif', 'icc', 'xmp', 'iptc'],
  tiff: ['exif'],
};
/** What libvips keeps when it is asked to keep metadata; see `carryOver` for the rest. */
const keptByLibvips: ReadonlySet<MetadataKind> = new Set(['exif', 'icc', 'xmp', 'iptc']);

function metadataName(kind: MetadataKind): string {
  return kind === 'icc' ? l10n.t('the colour profile') : kind.toUpperCase();
}

/** Whether libvips is asked to keep metadata: only where there is some, since it would add an EXIF block to every picture. */
export function keepsMetadata({ metadata }: SourceHeader): boolean {
  return metadata.some((kind) => keptByLibvips.has(kind));
}

/** WebP and AVIF have nothing but EXIF to hold a density, and GIF has no EXIF. */
function keepsDensity(header: SourceHeader, format: OutputFormat): boolean {
  return format === 'webp' || format === 'avif' ? keepsMetadata(header) : format !== 'gif';
}

export function canBeTransparent(format: OutputFormat, output: OutputRecipe): boolean {
  return storageOf(format, output).alpha ?? false;
}

/** Samples of a pixel without transparency. */
const samplesOf: Readonly<Record<string, number>> = { 'b-w': 1, grey16: 1, cmyk: 4 };

const encoders: Readonly<Record<OutputFormat, (image: Sharp, quality: { quality?: number }, density?: number) => Sharp>> = {
  jpeg: (image, quality) => image.jpeg(quality),
  png: (image) => image.png(),
  webp: (image, quality) => image.webp(quality),
  avif: (image, quality) => image.avif(quality),
  gif: (image) => image.gif({ keepDuplicateFrames: true }),
  tiff: (image, quality, density) =>
    image.tiff({ ...quality, ...resolution(density), compression: quality.quality === undefined ? 'deflate' : 'jpeg' }),
};

/** sharp takes pixels a millimetre. */
function resolution(density: number | undefined): { xres?: number; yres?: number } {
  return density === undefined ? {} : { xres: density / 25.4, yres: density / 25.4 };
}

/** The colour space that keeps what the source has, where the target can hold it. sharp would make everything 8-bit sRGB. */
function colourSpace({ space }: SourceHeader, storage: Storage): 'cmyk' | 'rgb16' | 'grey16' | 'b-w' | undefined {
  if (space === 'cmyk') return storage.cmyk && 'cmyk';
  // Floating point and 16-bit Lab have no encoder here: 16-bit RGB keeps most of them.
  if (space === 'rgb16' || space === 'scrgb' || space === 'labs') return storage.deep && 'rgb16';
  if (space === 'grey16' && storage.deep) return 'grey16';
  return (space === 'b-w' || space === 'grey16') && storage.grey ? 'b-w' : undefined;
}

/** Bits of a sample that are written. */
function bitsOf(space: ReturnType<typeof colourSpace>): number {
  return space === 'rgb16' || space === 'grey16' ? 16 : 8;
}

/** Spaces whose colours stay what they are, or whose change is told in words of its own. */
const tellingSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb', 'b-w', 'grey16', 'cmyk']);

function colourNotes(header: SourceHeader, { name, ...storage }: Storage): string[] {
  const notes: string[] = [];
  const bits = bitsOf(colourSpace(header, { name, ...storage }));
  if (header.alpha && !storage.alpha) notes.push(l10n.t('Transparent parts became white: {0} has no transparency.', name));
  if (header.space === 'cmyk' && !storage.cmyk) notes.push(l10n.t('CMYK became RGB: {0} has no CMYK.', name));
  if (!tellingSpaces.has(header.space)) notes.push(l10n.t('{0} became RGB.', header.space === 'labs' ? 'Lab' : header.space));
  if (header.space === 'scrgb')
    notes.push(l10n.t('Floating-point samples became {0} bits: what is brighter than white was cut off.', bits));
  else if (header.bits > bits) {
    const kind = header.space === 'cmyk' && storage.deep ? 'CMYK' : name;
    notes.push(l10n.t('{0} bits a sample became {1}: {2} is written with {1}.', header.bits, bits, kind));
  }
  const further = header.channels - (samplesOf[header.space] ?? 3) - (header.alpha ? 1 : 0);
  if (further > 0) notes.push(l10n.t('Only colours and transparency were kept; further channels left out: {0}.', further));
  return notes;
}

function metadataNotes(header: SourceHeader, format: OutputFormat, name: string): string[] {
  const notes: string[] = [];
  const { metadata, density } = header;
  const lost = metadata.filter((kind) => lostMetadata[format]?.includes(kind)).map(metadataName);
  if (density !== undefined && isWorthTelling(density) && !keepsDensity(header, format))
    lost.push(l10n.t('the resolution ({0} dpi)', density));
  if (lost.length > 0) notes.push(l10n.t('Not kept, since {0} cannot hold it: {1}.', name, lost.join(', ')));
  const same = format === header.format;
  if (metadata.includes('comments') && !same) notes.push(l10n.t('Text comments were not kept on the way to {0}.', name));
  if (metadata.includes('lateExif') && !same) notes.push(l10n.t('EXIF was not kept: it stands behind the pixels of the PNG.'));
  if (metadata.includes('gainMap'))
    notes.push(l10n.t('The HDR gain map and the XMP with it were not kept: the picture is shown in standard range.'));
  if (metadata.includes('pictures')) notes.push(l10n.t('Further pictures in the file, such as a preview, were not kept.'));
  return notes;
}

const rgbSpaces: ReadonlySet<string> = new Set(['srgb', 'rgb16', 'scrgb']);

/** Keeps the colours as they are stored where the target has such colours, and converts them to sRGB by their profile where it has not. */
function withColours(image: Sharp, header: SourceHeader, space: ReturnType<typeof colourSpace>): Sharp {
  // Inks are worked on as they are: on the way through RGB and back black would be mixed of all four.
  if (space === 'cmyk') return image.pipelineColourspace('cmyk').toColourspace('cmyk');
  const converted = space === undefined ? image : image.toColourspace(space);
  const becomesRgb = (space === undefined || space === 'rgb16') && !rgbSpaces.has(header.space);
  if (!becomesRgb || !header.metadata.includes('icc')) return converted;
  // The profile of inks or of grey would be wrong for RGB. sharp does not read the one of 16-bit grey, or of Lab.
  return converted.withIccProfile('srgb', { attach: header.space !== 'grey16' && header.space !== 'labs' });
}

/** Adds colour, transparency and metadata policy and the encoder to a pipeline. */
export function encode(image: Sharp, output: OutputRecipe, format: OutputFormat, header: SourceHeader): Encoding {
  const storage = storageOf(format, output);
  // Not where the colour profile cannot be written: then the colours are converted to sRGB instead.
  const kept = keepsMetadata(header) && format !== 'gif' ? image.keepMetadata() : image;
  const coloured = withColours(kept, header, colourSpace(header, storage));
  const result = header.alpha && !storage.alpha ? coloured.flatten({ background: '#fff' }) : coloured;
  const quality = output.quality === undefined ? {} : { quality: output.quality };
  const notes = [...colourNotes(header, storage), ...metadataNotes(header, format, storage.name)];
  return { image: encoders[format](result, quality, header.density), notes };
}
