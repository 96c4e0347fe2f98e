import { isPng } from '../formats/png';
import { withPngXmp } from '../formats/pngTexts';
import { replaceMetadataBlock } from '../formats/replaceMetadataBlock';

/**
 * Edits XMP blocks without moving anything, like EXIF: properties with a location are overwritten with spaces, which XMP allows
 * anywhere between elements. Sources: XMP specification part 1 (ISO 16684-1), XML 1.0; for the names, Exif 2.32 for XMP (CIPA
 * DC-010) and the IPTC Photo Metadata Standard 2023.1.
 */

/** Properties that contain a location, with any prefix: writers choose their own. */
const locationNames: ReadonlySet<string> = new Set([
  ...['City', 'State', 'Country', 'Location', 'CountryCode'],
  ...['LocationShown', 'LocationCreated', 'LocationName', 'LocationId', 'Sublocation', 'ProvinceState', 'CountryName', 'WorldRegion'],
  'shotLocation',
  // Of the W3C's vocabulary for positions.
  ...['lat', 'long', 'lat_long'],
]);
/** Properties of Exif, and of drones. */
const coordinate = /gps|latitude|longitude/i;

/** Markup other than elements, with its end. `<!DOCTYPE` is missing, since its declarations could mean anything; XMP has none. */
const nonElements = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/** White space as in XML only: a byte of a UTF-8 character may look like other white space. */
const tagName = /^<\/?([^ \t\r\n/>]*)/;
const attribute = /[ \t\r\n]([^ \t\r\n=/>"']+)[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*')/g;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whether a property is removed, by its name with its prefix. */
type NameTest = (name: string) => boolean;

function isLocationName(name: string): boolean {
  const [local = '', prefix] = name.split(':').reverse();
  return prefix !== 'xmlns' && (locationNames.has(local) || coordinate.test(local));
}

/** The offset after the `>` of a tag; undefined if there is none. */
function tagEnd(text: string, start: number): number | undefined {
  let quote: string | undefined;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (quote !== undefined) quote = character === quote ? undefined : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return undefined;
}

/** The offset after a piece of markup; undefined if it is malformed. */
function markupEnd(text: string, start: number): number | undefined {
  const other = nonElements.find(([open]) => text.startsWith(open, start));
  if (!other) return text[start + 1] === '!' ? undefined : tagEnd(text, start);
  const [open, close] = other;
  const at = text.indexOf(close, start + open.length);
  return at < 0 ? undefined : at + close.length;
}

/** The tags of elements. Ends with undefined if one is malformed. */
function* tagsOf(text: string): Generator<Range | undefined> {
  for (let start = text.indexOf('<'); start >= 0; ) {
    const end = markupEnd(text, start);
    if (end === undefined) return yield undefined;
    const isElement = text[start + 1] !== '!' && text[start + 1] !== '?';
    if (isElement) yield { start, end };
    start = text.indexOf('<', end);
  }
}

function namedAttributes(tag: string, start: number, isNamed: NameTest): Range[] {
  const found = [...tag.matchAll(attribute)].filter(([, name]) => isNamed(name as string));
  return found.map(({ index, 0: text }) => ({ start: start + index, end: start + index + text.length }));
}

/** The elements and attributes with certain names; undefined if the block is malformed. */
function namedIn(text: string, isNamed: NameTest): Range[] | undefined {
  const found: Range[] = [];
  const open: { readonly name: string; readonly start: number }[] = [];
  for (const range of tagsOf(text)) {
    if (range === undefined) return undefined;
    const tag = text.slice(range.start, range.end);
    const name = tagName.exec(tag)?.[1] ?? '';
    if (tag.startsWith('</')) {
      const opened = open.pop();
      if (opened?.name !== name) return undefined;
      if (!isNamed(name)) continue;
      // What it contains goes with it: elements may be nested thousands of times.
      while ((found.at(-1)?.start ?? -1) >= opened.start) found.pop();
      found.push({ start: opened.start, end: range.end });
      continue;
    }
    found.push(...namedAttributes(tag, range.start, isNamed));
    if (!tag.endsWith('/>')) open.push({ name, start: range.start });
    else if (isNamed(name)) found.push(range);
  }
  return open.length === 0 ? found : undefined;
}

/**
 * A copy of the same length without properties that contain a location.
 * @returns undefined if the block is malformed
 */
export function withoutLocations(xmp: Buffer): Buffer | undefined {
  return withoutNamed(xmp, isLocationName);
}

function withoutNamed(xmp: Buffer, isNamed: NameTest): Buffer | undefined {
  // Bytes are treated as characters. UTF-16, with two bytes per character, is not supported.
  const found = xmp.subarray(0, 4).includes(0) ? undefined : namedIn(xmp.toString('latin1'), isNamed);
  if (found === undefined) return undefined;
  const edited = Buffer.from(xmp);
  for (const { start, end } of found) edited.fill(' ', start, end);
  return edited;
}

/**
 * Namespaces of images inside XMP: Adobe's thumbnails, and the original and the depth of a photo that Google's camera blurred.
 * Their properties start with these; writers choose their own prefixes, which contain no colon.
 */
const imageNamespace =
  /xmlns:([^ \t\r\n=:]+)[ \t\r\n]*=[ \t\r\n]*["']http:\/\/ns\.(?:adobe\.com\/xap\/1\.0\/g\/img|google\.com\/photos\/1\.0\/(?:image|depthmap))\//g;
/** What a block mentions that contains an image, even if it is malformed or in UTF-16. */
const imageMention = /Thumbnails|xmpGImg|xapGImg|1\.0\/g\/img|photos\/1\.0\/(?:image|depthmap)/;

/** The test for the names of images in a block. */
function imageNames(text: string): NameTest {
  const prefixes = new Set(['xmpGImg', 'xapGImg', ...[...text.matchAll(imageNamespace)].map(([, prefix]) => prefix)]);
  return (name) => {
    const [local = '', prefix] = name.split(':').reverse();
    return local === 'Thumbnails' || (prefix !== 'xmlns' && prefixes.has(prefix ?? ''));
  };
}

/**
 * A copy of the same length without thumbnails and other images.
 * @returns undefined if the block is malformed and mentions some
 */
export function withoutXmpPreviews(xmp: Buffer): Buffer | undefined {
  const text = xmp.toString('latin1').replaceAll('\0', '');
  return imageMention.test(text) ? withoutNamed(xmp, imageNames(text)) : xmp;
}

/** Whether a block contains images, or mentions some and is malformed. */
export function hasXmpPreviews(xmp: Buffer): boolean {
  return !withoutXmpPreviews(xmp)?.equals(xmp);
}

/** Whether a block contains a location, or is malformed. */
export function hasLocations(xmp: Buffer): boolean {
  return !withoutLocations(xmp)?.equals(xmp);
}

/**
 * A copy of an image with its XMP block replaced.
 * @param xmp the block of the image; if the image does not contain it, it is returned unchanged
 * @param edited the new block, of the same length
 */
export function editXmp(written: Buffer, xmp: Buffer, edited: Buffer): Buffer {
  return isPng(written) ? withPngXmp(written, edited) : (replaceMetadataBlock(written, xmp, edited) ?? written);
}
