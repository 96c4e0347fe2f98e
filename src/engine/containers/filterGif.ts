import { afterSubBlocks, colorTableBytes, extensionBlock, imageBlock, screenHeadBytes, trailer } from '../formats/gif';
import { type Removal, reduceXmp } from '../metadata/reduceBlocks';
import type { FilteredFile } from './filteredFile';
import { keepsTexts, keepsUnknown, unknownNote } from './keepsBlock';

/** Filters the extensions of a GIF. Sources: GIF89a specification (CompuServe, 1990); XMP specification part 3, 1.1.2. */

const label = { plainText: 0x01, graphicControl: 0xf9, comment: 0xfe, application: 0xff } as const;
/** Application extensions that say how often the animation repeats, or hold the color profile. */
const imageApplications: ReadonlySet<string> = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);
const xmpApplication = 'XMP DataXMP';
/** Bytes before the data of an application extension: introducer, label, length and name. */
const applicationHeadBytes = 14;
/** XMP is not cut into sub-blocks. A trailer of 258 bytes leads every decoder to its end. */
const xmpTrailerBytes = 258;
/** Bytes of the fields of a graphic control. */
const controlBytes = 4;

/** An extension whose fields fill its first sub-block, without further ones. */
function withoutFurtherBlocks(bytes: Buffer): Buffer {
  const end = 3 + (bytes[2] as number);
  return bytes.length === end + 1 ? bytes : Buffer.concat([bytes.subarray(0, end), Buffer.from([0])]);
}

/** What remains of an extension. */
function filterExtension(bytes: Buffer, removal: Removal, notes: Set<string>): Buffer | undefined {
  const kind = bytes[1];
  if (kind === label.graphicControl) return bytes[2] === controlBytes ? withoutFurtherBlocks(bytes) : undefined;
  if (kind === label.plainText) return bytes;
  if (kind === label.comment) return keepsTexts(removal) ? bytes : undefined;
  const name = kind === label.application ? bytes.toString('latin1', 3, applicationHeadBytes) : '';
  if (imageApplications.has(name)) return bytes;
  if (name === xmpApplication && bytes.length > applicationHeadBytes + xmpTrailerBytes) {
    const end = bytes.length - xmpTrailerBytes;
    const { data, notes: own } = reduceXmp(bytes.subarray(applicationHeadBytes, end), removal);
    for (const note of own) notes.add(note);
    return data && Buffer.concat([bytes.subarray(0, applicationHeadBytes), data, bytes.subarray(end)]);
  }
  if (keepsUnknown(bytes, removal)) return bytes;
  for (const note of unknownNote(removal)) notes.add(note);
  return undefined;
}

/** Filters a GIF. Returns undefined if it is truncated, or if there are bytes between its blocks. */
export function filterGif(gif: Buffer, removal: Removal): FilteredFile | undefined {
  const notes = new Set<string>();
  let at = screenHeadBytes + colorTableBytes(gif[10] ?? 0);
  if (at > gif.length) return undefined;
  const kept = [gif.subarray(0, at)];
  while (at < gif.length && gif[at] !== trailer) {
    const isExtension = gif[at] === extensionBlock;
    if (!isExtension && gif[at] !== imageBlock) return undefined;
    const end = afterSubBlocks(gif, isExtension ? at + 2 : at + 11 + colorTableBytes(gif[at + 9] ?? 0));
    if (end > gif.length) return undefined;
    const bytes = gif.subarray(at, end);
    const filtered = isExtension ? filterExtension(bytes, removal, notes) : bytes;
    if (filtered) kept.push(filtered);
    at = end;
  }
  return { bytes: Buffer.concat([...kept, Buffer.from([trailer])]), notes: [...notes] };
}
