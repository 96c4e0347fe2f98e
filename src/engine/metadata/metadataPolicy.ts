import * as l10n from '@vscode/l10n';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { SourceHeader } from '../../shared/run/run';
import type { OutputFormat } from '../../shared/values/formats';
import { readPngTexts } from '../formats/pngTexts';
import { assertMetadataStripped } from './assertMetadataStripped';
import type { WantsText } from './copyLostMetadata';
import { copyrightOf, editExif, hasGps, withoutGps } from './exif';
import { type Policies, wantedHeader } from './wantedMetadata';
import { editXmp, withoutPlaces } from './xmp';

/** What the recipe says of metadata, carried out and checked on the bytes that are written. */
export interface MetadataPlan {
  /** The source as if it had no more than what is wanted of it. */
  readonly wanted: SourceHeader;
  /** What is to be told of a file of a format. */
  notesOf(format: OutputFormat): readonly string[];
  /** Of a PNG's texts, those that are carried over. */
  readonly wantsText: WantsText;
  /** Adds to a pipeline what is to be written that the source has not, or not alone. */
  prepare(image: Sharp): Sharp;
  /** Takes out of the bytes of a file what sharp cannot leave out. @throws FailureError where what was to go is still there */
  finish(bytes: Buffer): Promise<Buffer>;
}

const asIs = {
  notesOf: (): string[] => [],
  wantsText: () => true,
  prepare: (image: Sharp) => image,
  finish: async (bytes: Buffer) => bytes,
};

/** Formats that libvips writes no EXIF into. */
const withoutExif: ReadonlySet<OutputFormat> = new Set(['gif', 'ico', 'tiff']);

/** Keywords of texts that hold whole blocks of metadata: XMP, and EXIF as ImageMagick writes it. */
const blockKeyword = /^(?:XML:com\.adobe\.xmp|Raw profile type )/;

/** Whether a text of a PNG, which is not looked into, may name a place. */
function mayNamePlace(chunk: Buffer): boolean {
  return blockKeyword.test(chunk.toString('latin1', 8, 8 + 80));
}

function without(header: SourceHeader, ...kinds: readonly SourceHeader['metadata'][number][]): SourceHeader {
  return { ...header, metadata: header.metadata.filter((kind) => !kinds.includes(kind)) };
}

/** Whether there is IPTC, if only in Photoshop's block of a TIFF. */
function hasIptc({ iptc, tifftagPhotoshop }: Metadata): boolean {
  return iptc !== undefined || (tifftagPhotoshop?.includes('8BIM\x04\x04', 0, 'latin1') ?? false);
}

/** Takes the place out of the blocks of a file that sharp wrote. */
async function editPlaces(bytes: Buffer): Promise<Buffer> {
  const { exif, xmp } = await sharp(bytes).metadata();
  const [exifAfter, xmpAfter] = [exif && hasGps(exif) ? withoutGps(exif) : undefined, xmp && withoutPlaces(xmp)];
  const edited = exif && exifAfter ? editExif(bytes, exif, exifAfter) : bytes;
  return xmp && xmpAfter && !xmpAfter.equals(xmp) ? editXmp(edited, xmp, xmpAfter) : edited;
}

async function withoutPlace(path: string, header: SourceHeader, wanted: SourceHeader): Promise<MetadataPlan> {
  const source = await sharp(path).metadata();
  const { exif, xmp } = source;
  const notes: string[] = [];
  let kept = wanted;
  const leaveOut = (kind: 'exif' | 'xmp', note: string) => {
    kept = without(kept, kind);
    notes.push(note);
  };
  if (xmp && !withoutPlaces(xmp)) leaveOut('xmp', l10n.t('XMP was left out: it is not in order, and may name the place.'));
  if (exif && !withoutGps(exif)) leaveOut('exif', l10n.t('EXIF was left out: it is not in order, and names the place.'));
  if (hasIptc(source)) notes.push(l10n.t('IPTC was left out: it may name the place.'));
  const texts = header.format === 'png' && wanted.metadata.includes('comments') ? readPngTexts(path) : { early: [], late: [] };
  if ([...texts.early, ...texts.late].some(mayNamePlace)) notes.push(l10n.t('Texts of the PNG that may name the place were left out.'));
  if (header.metadata.includes('lateExif')) notes.push(l10n.t('EXIF behind the pixels was left out: it may name the place.'));
  return { ...asIs, wanted: kept, notesOf: () => notes, wantsText: (chunk) => !mayNamePlace(chunk), finish: editPlaces };
}

async function copyrightOnly(path: string, wanted: SourceHeader): Promise<MetadataPlan> {
  const { exif } = await sharp(path).metadata();
  const found = exif ? copyrightOf(exif) : {};
  if (Object.keys(found).length === 0) return { ...asIs, wanted };
  const texts = Object.entries(found).map(([tag, text]) => ({ tag, bytes: Buffer.from(text) }));
  // libvips would write `(C)` for the sign: letters of no meaning hold the place of the very bytes.
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
  const lost = (format: OutputFormat) => l10n.t('The copyright was not kept: {0} cannot hold it.', format.toUpperCase());
  return { ...asIs, wanted, prepare, finish, notesOf: (format) => (withoutExif.has(format) ? [lost(format)] : []) };
}

function planFor(path: string, header: SourceHeader, policies: Policies): Promise<MetadataPlan> | MetadataPlan {
  const wanted = wantedHeader(header, policies);
  const has = (...kinds: readonly SourceHeader['metadata'][number][]) => kinds.some((kind) => header.metadata.includes(kind));
  // Of a TIFF the header does not tell of all that holds IPTC.
  const mayHavePlace = has('exif', 'xmp', 'iptc', 'lateExif', 'comments') || header.format === 'tiff';
  if (policies.metadata === 'strip-gps' && mayHavePlace) return withoutPlace(path, header, wanted);
  if (policies.metadata === 'copyright-only' && has('exif')) return copyrightOnly(path, wanted);
  return { ...asIs, wanted };
}

/** What becomes of the metadata of a source. */
export async function planMetadata(path: string, header: SourceHeader, policies: Policies): Promise<MetadataPlan> {
  const plan = await planFor(path, header, policies);
  if (policies.metadata === 'keep') return plan;
  const finish = async (bytes: Buffer) => {
    const finished = await plan.finish(bytes);
    await assertMetadataStripped(finished, policies.metadata);
    return finished;
  };
  return { ...plan, finish };
}
