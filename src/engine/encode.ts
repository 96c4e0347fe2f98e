import type { Sharp } from 'sharp';
import type { OutputFormat } from '../shared/formats';
import type { OutputRecipe } from '../shared/recipe';
import { type MetadataKind, metadataKinds, type SourceHeader } from '../shared/run';

/** What the target cannot hold and how that is told: as a note in the outcome, never in silence (safety invariant 7). */
export interface Encoding {
  readonly image: Sharp;
  readonly notes: readonly string[];
}

/** Formats that store CMYK, and those that store 16 bits a sample with this build of sharp. */
const storesCmyk = new Set<OutputFormat>(['jpeg', 'tiff']);
const stores16Bit = new Set<OutputFormat>(['png']);
const storesGrey = new Set<OutputFormat>(['jpeg', 'png', 'tiff']);
const storesAlpha = new Set<OutputFormat>(['png', 'webp', 'avif', 'gif', 'tiff']);

/** Metadata that gets lost on the way into a format: GIF holds none, and libvips writes no EXIF to TIFF. */
const lostMetadata: Readonly<Partial<Record<OutputFormat, readonly MetadataKind[]>>> = { gif: metadataKinds, tiff: ['exif'] };
const metadataNames: Readonly<Record<MetadataKind, string>> = { exif: 'EXIF', icc: 'the colour profile', xmp: 'XMP', iptc: 'IPTC' };

export function canBeTransparent(format: OutputFormat): boolean {
  return storesAlpha.has(format);
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
function colourSpace(header: SourceHeader, format: OutputFormat): string | undefined {
  const { space } = header;
  if (space === 'cmyk') return storesCmyk.has(format) ? 'cmyk' : undefined;
  if (space === 'rgb16') return stores16Bit.has(format) ? 'rgb16' : undefined;
  if (space === 'grey16') return stores16Bit.has(format) ? 'grey16' : storesGrey.has(format) ? 'b-w' : undefined;
  return space === 'b-w' && storesGrey.has(format) ? 'b-w' : undefined;
}

function lossNotes(header: SourceHeader, format: OutputFormat): string[] {
  const name = format.toUpperCase();
  const notes: string[] = [];
  if (header.alpha && !canBeTransparent(format)) notes.push(`Transparent parts became white: ${name} has no transparency.`);
  if (header.space === 'cmyk' && !storesCmyk.has(format)) notes.push(`CMYK became RGB: ${name} has no CMYK.`);
  if (header.bits > 8 && !stores16Bit.has(format)) notes.push(`${header.bits} bits a sample became 8: ${name} is written with 8.`);
  const lost = header.metadata.filter((kind) => lostMetadata[format]?.includes(kind));
  if (lost.length > 0) notes.push(`Not kept, since ${name} cannot hold it: ${lost.map((kind) => metadataNames[kind]).join(', ')}.`);
  return notes;
}

/** Adds colour, transparency and metadata policy and the encoder to a pipeline. */
export function encode(image: Sharp, output: OutputRecipe, format: OutputFormat, header: SourceHeader): Encoding {
  const space = colourSpace(header, format);
  let result = space === undefined ? image : image.toColourspace(space);
  if (header.alpha && !canBeTransparent(format)) result = result.flatten({ background: '#fff' });
  // Only where there is something to keep: sharp would add an empty EXIF block to every picture. And not where the colour
  // profile cannot be written: then the colours are converted to sRGB instead.
  if (header.metadata.length > 0 && format !== 'gif') result = result.keepMetadata();
  const quality = output.quality === undefined ? {} : { quality: output.quality };
  return { image: encoders[format](result, quality), notes: lossNotes(header, format) };
}
