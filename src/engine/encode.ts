import type { Sharp } from 'sharp';
import type { OutputFormat } from '../shared/formats';
import type { OutputRecipe } from '../shared/recipe';
import { type MetadataKind, metadataKinds, type SourceHeader } from '../shared/run';

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
const lostMetadata: Readonly<Partial<Record<OutputFormat, readonly MetadataKind[]>>> = { gif: metadataKinds, tiff: ['exif'] };
const metadataNames: Readonly<Record<MetadataKind, string>> = { exif: 'EXIF', icc: 'the colour profile', xmp: 'XMP', iptc: 'IPTC' };

export function canBeTransparent(format: OutputFormat, output: OutputRecipe): boolean {
  return storageOf(format, output).alpha ?? false;
}

const encoders: Readonly<Record<OutputFormat, (image: Sharp, quality: { quality?: number }) => Sharp>> = {
  jpeg: (image, quality) => image.jpeg(quality),
  png: (image) => image.png(),
  webp: (image, quality) => image.webp(quality),
  avif: (image, quality) => image.avif(quality),
  gif: (image) => image.gif({ keepDuplicateFrames: true }),
  tiff: (image, quality) => image.tiff({ ...quality, compression: quality.quality === undefined ? 'deflate' : 'jpeg' }),
};

/** The colour space that keeps what the source has, where the target can hold it. sharp would make everything 8-bit sRGB. */
function colourSpace({ space }: SourceHeader, storage: Storage): 'cmyk' | 'rgb16' | 'grey16' | 'b-w' | undefined {
  if (space === 'cmyk') return storage.cmyk && 'cmyk';
  if (space === 'rgb16') return storage.deep && 'rgb16';
  if (space === 'grey16' && storage.deep) return 'grey16';
  return (space === 'b-w' || space === 'grey16') && storage.grey ? 'b-w' : undefined;
}

function lossNotes(header: SourceHeader, format: OutputFormat, { name, ...storage }: Storage): string[] {
  const notes: string[] = [];
  if (header.alpha && !storage.alpha) notes.push(`Transparent parts became white: ${name} has no transparency.`);
  if (header.space === 'cmyk' && !storage.cmyk) notes.push(`CMYK became RGB: ${name} has no CMYK.`);
  if (header.bits > 8 && !storage.deep) notes.push(`${header.bits} bits a sample became 8: ${name} is written with 8.`);
  const lost = header.metadata.filter((kind) => lostMetadata[format]?.includes(kind));
  if (lost.length > 0) notes.push(`Not kept, since ${name} cannot hold it: ${lost.map((kind) => metadataNames[kind]).join(', ')}.`);
  return notes;
}

/** Keeps the colours as they are stored where the target has such colours, and converts them to sRGB by their profile where it has not. */
function withColours(image: Sharp, header: SourceHeader, space: ReturnType<typeof colourSpace>): Sharp {
  // Inks are worked on as they are: on the way through RGB and back black would be mixed of all four.
  if (space === 'cmyk') return image.pipelineColourspace('cmyk').toColourspace('cmyk');
  if (space !== undefined) return image.toColourspace(space);
  const becomesRgb = header.space === 'cmyk' || header.space === 'b-w' || header.space === 'grey16';
  if (!becomesRgb || !header.metadata.includes('icc')) return image;
  // The profile of inks or of grey would be wrong for RGB. sharp does not read the one of 16-bit grey.
  return image.withIccProfile('srgb', { attach: header.space !== 'grey16' });
}

/** Adds colour, transparency and metadata policy and the encoder to a pipeline. */
export function encode(image: Sharp, output: OutputRecipe, format: OutputFormat, header: SourceHeader): Encoding {
  const storage = storageOf(format, output);
  // Only where there is something to keep: sharp would add an empty EXIF block to every picture. And not where the colour
  // profile cannot be written: then the colours are converted to sRGB instead.
  const kept = header.metadata.length > 0 && format !== 'gif' ? image.keepMetadata() : image;
  const coloured = withColours(kept, header, colourSpace(header, storage));
  const result = header.alpha && !storage.alpha ? coloured.flatten({ background: '#fff' }) : coloured;
  const quality = output.quality === undefined ? {} : { quality: output.quality };
  return { image: encoders[format](result, quality), notes: lossNotes(header, format, storage) };
}
