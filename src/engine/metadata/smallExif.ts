import { copyrightOf, orientationOf, tiffBytes } from './exif';
import { entryOf, entrySize, firstPlace, headSize, readDirectory, tags, tiffOf } from './tiffBlock';

/** Writes small EXIF blocks from TIFF header to end, in big-endian byte order, without `Exif\0\0`. */

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Buffer;
}

function block(fields: readonly Field[]): Buffer {
  const head = Buffer.alloc(headSize + 2 + fields.length * entrySize + 4);
  head.write('MM\0*', 'latin1');
  head.writeUInt32BE(headSize, 4);
  head.writeUInt16BE(fields.length, headSize);
  const values: Buffer[] = [];
  let at = head.length;
  for (const [index, { tag, type, count, value }] of fields.entries()) {
    const entry = headSize + 2 + index * entrySize;
    head.writeUInt16BE(tag, entry);
    head.writeUInt16BE(type, entry + 2);
    head.writeUInt32BE(count, entry + 4);
    if (value.length <= 4) {
      value.copy(head, entry + 8);
      continue;
    }
    head.writeUInt32BE(at, entry + 8);
    // Values start at even offsets.
    values.push(value, Buffer.alloc(value.length % 2));
    at += value.length + (value.length % 2);
  }
  return Buffer.concat([head, ...values]);
}

function short(tag: number, number: number): Field {
  const value = Buffer.alloc(2);
  value.writeUInt16BE(number);
  return { tag, type: 3, count: 1, value };
}

function text(tag: number, content: string): Field {
  const value = Buffer.from(`${content}\0`);
  return { tag, type: 2, count: value.length, value };
}

/** A block with an orientation and nothing else; undefined for 1, which is the default. */
export function orientationBlock(orientation: number): Buffer | undefined {
  return orientation === 1 ? undefined : block([short(tags.orientation, orientation)]);
}

/** Whether a block is exactly the one that contains only its orientation. */
export function isOrientationBlock(exif: Buffer): boolean {
  return orientationBlock(orientationOf(exif))?.equals(tiffBytes(exif)) ?? false;
}

const resolution = { x: 0x011a, y: 0x011b, unit: 0x0128 } as const;

/** The density of a block. */
function resolutionFields(exif: Buffer): Field[] {
  const tiff = tiffOf(tiffBytes(exif));
  const directory = tiff && readDirectory(tiff, firstPlace(tiff));
  const [x, y, unit] = [resolution.x, resolution.y, resolution.unit].map((tag) => directory && entryOf(directory, tag));
  if (tiff === undefined || x?.type !== 5 || y?.type !== 5 || x.count !== 1 || y.count !== 1) return [];
  const rational = ({ tag, dataAt }: { readonly tag: number; readonly dataAt: number }): Field[] => {
    if (dataAt + 8 > tiff.bytes.length) return [];
    const value = Buffer.alloc(8);
    value.writeUInt32BE(tiff.u32(dataAt), 0);
    value.writeUInt32BE(tiff.u32(dataAt + 4), 4);
    return [{ tag, type: 5, count: 1, value }];
  };
  const both = [...rational(x), ...rational(y)];
  // One without the other would not be found again.
  return both.length < 2 ? [] : [...both, short(resolution.unit, unit && tiff.u16(unit.at + 8) === 3 ? 3 : 2)];
}

/** A block with the copyright, the artist, the orientation and the density of another one; undefined if that has none of the first three. */
export function copyrightBlock(exif: Buffer): Buffer | undefined {
  const { Copyright, Artist } = copyrightOf(exif);
  const orientation = orientationOf(exif);
  if (Copyright === undefined && Artist === undefined && orientation === 1) return undefined;
  return block([
    ...(orientation === 1 ? [] : [short(tags.orientation, orientation)]),
    ...resolutionFields(exif),
    ...(Artist === undefined ? [] : [text(tags.artist, Artist)]),
    ...(Copyright === undefined ? [] : [text(tags.copyright, Copyright)]),
  ]);
}

/** Whether a block is exactly the one that {@link copyrightBlock} makes of it. */
export function isCopyrightBlock(exif: Buffer): boolean {
  return copyrightBlock(exif)?.equals(tiffBytes(exif)) ?? false;
}
