import * as l10n from '@vscode/l10n';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { SourceHeader } from '../../shared/run/run';
import { formatName, type OutputFormat } from '../../shared/values/formats';
import { uprightXmp } from '../formats/orientation';
import { readPngTexts } from '../formats/pngTexts';
import type { WantsText } from './copyLostMetadata';
import { copyrightOf, editExif, hasGps, withoutGps } from './exif';
import { type Policies, wantedHeader } from './wantedMetadata';
import { editXmp, withoutLocations } from './xmp';

/** How to apply the metadata policy of a recipe to one source. */
export interface MetadataPlan {
  /** The header of the source, reduced to the metadata to keep. */
  readonly wanted: SourceHeader;
  /** Notes for the report on an output in a format. */
  notesOf(format: OutputFormat): readonly string[];
  /** Whether to copy a text of a PNG. */
  readonly wantsText: WantsText;
  /** Adds metadata to a pipeline that is not simply copied from the source. */
  prepare(image: Sharp): Sharp;
  /** Removes from an output what sharp cannot omit. */
  finish(bytes: Buffer): Promise<Buffer>;
}

const unchanged = {
  notesOf: (): string[] => [],
  wantsText: () => true,
  prepare: (image: Sharp) => image,
  finish: async (bytes: Buffer) => bytes,
};

/** Formats into which libvips writes no EXIF. */
const withoutExif: ReadonlySet<OutputFormat> = new Set(['gif', 'ico', 'tiff', 'bmp', 'qoi']);

/** Keywords of texts that contain whole blocks of metadata: XMP, and EXIF as ImageMagick writes it. */
const blockKeyword = /^(?:XML:com\.adobe\.xmp|Raw profile type )/;

/** Whether a text of a PNG may contain a location. The text itself is not parsed. */
function mayContainLocation(chunk: Buffer): boolean {
  return blockKeyword.test(chunk.toString('latin1', 8, 8 + 80));
}

function without(header: SourceHeader, ...kinds: readonly SourceHeader['metadata'][number][]): SourceHeader {
  return { ...header, metadata: header.metadata.filter((kind) => !kinds.includes(kind)) };
}

/** Whether there is IPTC, including in Photoshop's block of a TIFF. */
function hasIptc({ iptc, tifftagPhotoshop }: Metadata): boolean {
  return iptc !== undefined || (tifftagPhotoshop?.includes('8BIM\x04\x04', 0, 'latin1') ?? false);
}

/** Removes the location from the metadata of a file that sharp wrote. */
async function removeLocation(bytes: Buffer): Promise<Buffer> {
  const { exif, xmp } = await sharp(bytes).metadata();
  const [exifAfter, xmpAfter] = [exif && hasGps(exif) ? withoutGps(exif) : undefined, xmp && withoutLocations(uprightXmp(xmp))];
  const edited = exif && exifAfter ? editExif(bytes, exif, exifAfter) : bytes;
  return xmp && xmpAfter && !xmpAfter.equals(xmp) ? editXmp(edited, xmp, xmpAfter) : edited;
}

async function planWithoutLocation(path: string, header: SourceHeader, wanted: SourceHeader): Promise<MetadataPlan> {
  const source = await sharp(path).metadata();
  const { exif, xmp } = source;
  const notes: string[] = [];
  let kept = wanted;
  const remove = (kind: 'exif' | 'xmp', note: string) => {
    kept = without(kept, kind);
    notes.push(note);
  };
  if (xmp && !withoutLocations(xmp)) remove('xmp', l10n.t('XMP was removed: it is malformed and may contain the location.'));
  if (exif && !withoutGps(exif)) remove('exif', l10n.t('EXIF was removed: it is malformed and contains the location.'));
  if (hasIptc(source)) notes.push(l10n.t('IPTC was removed: it may contain the location.'));
  const texts = header.format === 'png' && wanted.metadata.includes('comments') ? readPngTexts(path) : { early: [], late: [] };
  if ([...texts.early, ...texts.late].some(mayContainLocation)) notes.push(l10n.t('PNG texts that may contain the location were removed.'));
  if (header.metadata.includes('lateExif')) notes.push(l10n.t('EXIF after the pixels was removed: it may contain the location.'));
  return { ...unchanged, wanted: kept, notesOf: () => notes, wantsText: (chunk) => !mayContainLocation(chunk), finish: removeLocation };
}

async function planCopyrightOnly(path: string, wanted: SourceHeader): Promise<MetadataPlan> {
  const { exif } = await sharp(path).metadata();
  const found = exif ? copyrightOf(exif) : {};
  if (Object.keys(found).length === 0) return { ...unchanged, wanted };
  const texts = Object.entries(found).map(([tag, text]) => ({ tag, bytes: Buffer.from(text) }));
  // libvips would replace the copyright sign by `(C)`. Placeholder letters reserve space for the exact bytes.
  const placeholder = (tag: string, { length }: Buffer) => tag.slice(0, 1).repeat(length);
  const IFD0 = Object.fromEntries(texts.map(({ tag, bytes }) => [tag, placeholder(tag, bytes)]));
  const finish = async (bytes: Buffer) => {
    const written = (await sharp(bytes).metadata()).exif;
    if (!written) return bytes;
    const edited = Buffer.from(written);
    for (const { tag, bytes: text } of texts) {
      const at = edited.indexOf(placeholder(tag, text));
      if (at >= 0) text.copy(edited, at);
    }
    return editExif(bytes, written, edited);
  };
  const prepare = (image: Sharp) => image.withExif({ IFD0 });
  const lost = (format: OutputFormat) => l10n.t('The copyright was lost: {0} does not support it.', formatName(format));
  return { ...unchanged, wanted, prepare, finish, notesOf: (format) => (withoutExif.has(format) ? [lost(format)] : []) };
}

/** Plans how to apply the metadata policy to a source. */
export async function planMetadata(path: string, header: SourceHeader, policies: Policies): Promise<MetadataPlan> {
  const wanted = wantedHeader(header, policies);
  const has = (...kinds: readonly SourceHeader['metadata'][number][]) => kinds.some((kind) => header.metadata.includes(kind));
  // The header of a TIFF does not show everything that may contain IPTC.
  const mayHaveLocation = has('exif', 'xmp', 'iptc', 'lateExif', 'comments') || header.format === 'tiff';
  if (policies.metadata === 'strip-gps' && mayHaveLocation) return planWithoutLocation(path, header, wanted);
  if (policies.metadata === 'copyright-only' && has('exif')) return planCopyrightOnly(path, wanted);
  return { ...unchanged, wanted };
}
