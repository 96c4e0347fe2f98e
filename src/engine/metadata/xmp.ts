import { isPng } from '../formats/png';
import { withPngXmp } from '../formats/pngTexts';
import { replaceBlock } from '../formats/replaceMetadataBlock';

/**
 * XMP blocks, edited without moving anything, as EXIF is: what names a place becomes blanks, which XMP may have anywhere
 * between its elements. Sources: XMP specification part 1 (ISO 16684-1), XML 1.0; for the names Exif 2.32 for XMP (CIPA DC-010)
 * and the IPTC Photo Metadata Standard 2023.1.
 */

/** Properties that name a place, whatever prefix stands before them: writers choose their own. */
const placeNames: ReadonlySet<string> = new Set([
  ...['City', 'State', 'Country', 'Location', 'CountryCode'],
  ...['LocationShown', 'LocationCreated', 'LocationName', 'LocationId', 'Sublocation', 'ProvinceState', 'CountryName', 'WorldRegion'],
  'shotLocation',
]);
/** Those of Exif, and of drones. */
const coordinate = /gps|latitude|longitude/i;

/** Markup that is no element, with its end. What is declared in `<!DOCTYPE` could stand for anything, and XMP has none. */
const others = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/** Blanks are those of XML: a byte of a letter in UTF-8 may look like another. */
const tagName = /^<\/?([^ \t\r\n/>]*)/;
const attribute = /[ \t\r\n]([^ \t\r\n=/>"']+)[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*')/g;

interface Range {
  readonly start: number;
  readonly end: number;
}

function namesPlace(name: string): boolean {
  const [local = '', prefix] = name.split(':').reverse();
  return prefix !== 'xmlns' && (placeNames.has(local) || coordinate.test(local));
}

/** The place behind the `>` of a tag; undefined where it has none. */
function tagEnd(text: string, start: number): number | undefined {
  let quote: string | undefined;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (quote !== undefined) quote = letter === quote ? undefined : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at + 1;
  }
  return undefined;
}

/** The place behind markup; undefined where it is not in order. */
function markupEnd(text: string, start: number): number | undefined {
  const other = others.find(([open]) => text.startsWith(open, start));
  if (!other) return text[start + 1] === '!' ? undefined : tagEnd(text, start);
  const [open, close] = other;
  const at = text.indexOf(close, start + open.length);
  return at < 0 ? undefined : at + close.length;
}

/** The tags of elements; undefined takes the place of the first that is not in order. */
function* tagsOf(text: string): Generator<Range | undefined> {
  for (let start = text.indexOf('<'); start >= 0; ) {
    const end = markupEnd(text, start);
    if (end === undefined) return yield undefined;
    const isElement = text[start + 1] !== '!' && text[start + 1] !== '?';
    if (isElement) yield { start, end };
    start = text.indexOf('<', end);
  }
}

function placeAttributes(tag: string, start: number): Range[] {
  const found = [...tag.matchAll(attribute)].filter(([, name]) => namesPlace(name as string));
  return found.map(({ index, 0: text }) => ({ start: start + index, end: start + index + text.length }));
}

/** Elements and attributes that name a place; undefined where the block is not in order, so that it cannot be told. */
function placesIn(text: string): Range[] | undefined {
  const places: Range[] = [];
  const open: { readonly name: string; readonly start: number }[] = [];
  for (const range of tagsOf(text)) {
    if (range === undefined) return undefined;
    const tag = text.slice(range.start, range.end);
    const name = tagName.exec(tag)?.[1] ?? '';
    if (tag.startsWith('</')) {
      const opened = open.pop();
      if (opened?.name !== name) return undefined;
      if (namesPlace(name)) places.push({ start: opened.start, end: range.end });
      continue;
    }
    places.push(...placeAttributes(tag, range.start));
    if (!tag.endsWith('/>')) open.push({ name, start: range.start });
    else if (namesPlace(name)) places.push(range);
  }
  return open.length === 0 ? places : undefined;
}

/**
 * A copy of the same length in which no property names a place.
 * @returns undefined where the block is not in order
 */
export function withoutPlaces(xmp: Buffer): Buffer | undefined {
  // A byte is a letter here; what is in two bytes a letter, as UTF-16 is, is not read.
  const places = xmp.subarray(0, 4).includes(0) ? undefined : placesIn(xmp.toString('latin1'));
  if (places === undefined) return undefined;
  const edited = Buffer.from(xmp);
  for (const { start, end } of places) edited.fill(' ', start, end);
  return edited;
}

/** Whether a block names a place, or is not in order. */
export function hasPlaces(xmp: Buffer): boolean {
  return !withoutPlaces(xmp)?.equals(xmp);
}

/**
 * A copy of an image with another XMP block in the place of its own.
 * @param xmp the block that the image has; without it the image stays as it is
 * @param edited of the same length
 */
export function editXmp(written: Buffer, xmp: Buffer, edited: Buffer): Buffer {
  return isPng(written) ? withPngXmp(written, edited) : (replaceBlock(written, xmp, edited) ?? written);
}
