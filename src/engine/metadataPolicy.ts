import * as l10n from '@vscode/l10n';
import sharp, { type Sharp } from 'sharp';
import { FailureError } from '../shared/failure';
import type { SourceHeader } from '../shared/run';
import { type Policies, wantedHeader } from './encode';
import { copyrightOf, editExif, hasGps, withoutGps } from './exif';

/** What the recipe says of metadata, carried out and checked on the bytes that are written. */
export interface MetadataPlan {
  /** The source as if it had no more than what is wanted of it. */
  readonly wanted: SourceHeader;
  readonly notes: readonly string[];
  /** Adds to a pipeline what is to be written that the source has not, or not alone. */
  prepare(image: Sharp): Sharp;
  /** Takes out of written bytes what sharp cannot leave out. @throws FailureError where it is still there */
  finish(bytes: Buffer): Promise<Buffer>;
}

const asIs = { notes: [], prepare: (image: Sharp) => image, finish: async (bytes: Buffer) => bytes };

/** XMP names places by these words, whatever prefix stands before them. */
const placeInXmp = /GPS|LocationCreated|LocationShown/;

function without(header: SourceHeader, ...kinds: readonly SourceHeader['metadata'][number][]): SourceHeader {
  return { ...header, metadata: header.metadata.filter((kind) => !kinds.includes(kind)) };
}

async function withoutPlace(path: string, header: SourceHeader, wanted: SourceHeader): Promise<MetadataPlan> {
  const { exif, xmp } = await sharp(path).metadata();
  const notes: string[] = [];
  let kept = wanted;
  const leaveOut = (kind: 'exif' | 'xmp' | 'iptc', note: string) => {
    kept = without(kept, kind);
    notes.push(note);
  };
  if (xmp && placeInXmp.test(xmp.toString('utf8'))) leaveOut('xmp', l10n.t('XMP was left out: it names the place, too.'));
  if (exif && !withoutGps(exif)) leaveOut('exif', l10n.t('EXIF was left out: it is not in order, and names the place.'));
  if (header.metadata.includes('lateExif')) notes.push(l10n.t('EXIF behind the pixels was left out: it may name the place.'));
  if (kept !== wanted && wanted.metadata.includes('iptc')) leaveOut('iptc', l10n.t('IPTC was left out with it.'));
  const finish = async (bytes: Buffer) => {
    const written = (await sharp(bytes).metadata()).exif;
    if (!written || !hasGps(written)) return bytes;
    const edited = withoutGps(written);
    const result = edited && editExif(bytes, written, edited);
    const after = result && (await sharp(result).metadata()).exif;
    if (!result || !after || hasGps(after)) throw stillThere();
    return result;
  };
  return { ...asIs, wanted: kept, notes, finish };
}

function stillThere(): FailureError {
  return new FailureError('check-failed', l10n.t('The place could not be taken out of the metadata, so the new file was thrown away.'));
}

async function copyrightOnly(path: string, wanted: SourceHeader): Promise<MetadataPlan> {
  const { exif } = await sharp(path).metadata();
  const found = exif ? copyrightOf(exif) : {};
  if (Object.keys(found).length === 0) return { ...asIs, wanted };
  return { ...asIs, wanted, prepare: (image) => image.withExif({ IFD0: { ...found } }) };
}

/** What becomes of the metadata of a source. */
export async function planMetadata(path: string, header: SourceHeader, policies: Policies): Promise<MetadataPlan> {
  const wanted = wantedHeader(header, policies);
  const has = (...kinds: readonly SourceHeader['metadata'][number][]) => kinds.some((kind) => header.metadata.includes(kind));
  if (policies.metadata === 'strip-gps' && has('exif', 'xmp', 'lateExif')) return withoutPlace(path, header, wanted);
  if (policies.metadata === 'copyright-only' && has('exif')) return copyrightOnly(path, wanted);
  return { ...asIs, wanted };
}
