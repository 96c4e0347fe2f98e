import sharp from 'sharp';
import { decodableTypes } from './signatures';
import { sniffContentType } from './sniffContentType';

/**
 * The ICO container with PNG images inside. Sources: "Icons" (J. Hornick, Microsoft, 1995) for the directory,
 * "The evolution of the ICO file format, part 4: PNG images" (R. Chen, Microsoft, 2010) for the images.
 */

/** ICONDIR: a reserved word, the type, the number of entries. */
const directoryHeadBytes = 6;
/** ICONDIRENTRY: the sides, colors, a reserved byte, planes, bits of a pixel, length and offset of the image. */
const entryBytes = 16;
/** Type of an icon; 2 is a cursor. */
const iconType = 1;
const maxSide = 256;

/** Sides in pixels, 1 to 256. */
export interface IcoSize {
  readonly width: number;
  readonly height: number;
}

/** An image to pack. Windows requires truecolor with alpha, 8 bits per sample. */
export interface IcoImage extends IcoSize {
  readonly png: Buffer;
}

/** An image inside the file: a PNG, or in the ICOs of other programs a BMP without its file header. */
export interface IcoEntry extends IcoSize {
  readonly data: Buffer;
}

/** Whether bytes start like an ICO. */
export function isIco(bytes: Buffer): boolean {
  return sniffContentType(bytes.subarray(0, directoryHeadBytes)) === decodableTypes.ico;
}

function isSide(side: number): boolean {
  return Number.isInteger(side) && side >= 1 && side <= maxSide;
}

function directoryEntry({ width, height, png }: IcoImage, offset: number): Buffer {
  if (!isSide(width) || !isSide(height)) throw new RangeError(`an ICO cannot hold an image of ${width} x ${height}`);
  const entry = Buffer.alloc(entryBytes);
  // A side has one byte; 0 means 256.
  entry.writeUInt8(width % maxSide, 0);
  entry.writeUInt8(height % maxSide, 1);
  entry.writeUInt16LE(1, 4);
  entry.writeUInt16LE(32, 6);
  entry.writeUInt32LE(png.length, 8);
  entry.writeUInt32LE(offset, 12);
  return entry;
}

/**
 * Packs PNGs into an ICO, in the given order. The sizes are not checked against the PNGs.
 * @throws RangeError if a side is not 1 to 256 pixels, or if there is no image
 */
export function packIco(images: readonly IcoImage[]): Buffer {
  if (images.length === 0) throw new RangeError('an ICO needs an image');
  const head = Buffer.alloc(directoryHeadBytes);
  head.writeUInt16LE(iconType, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = directoryHeadBytes + images.length * entryBytes;
  const entries = images.map((image) => {
    const entry = directoryEntry(image, offset);
    offset += image.png.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...images.map(({ png }) => png)]);
}

/**
 * Reads the directory of an ICO. The images are views of the given bytes and are not decoded.
 * @throws a plain Error if it is not an ICO, or if an entry lies outside the file
 */
export function unpackIco(bytes: Buffer): IcoEntry[] {
  if (!isIco(bytes)) throw new Error('not an ICO');
  const count = bytes.readUInt16LE(4);
  const directoryEnd = directoryHeadBytes + count * entryBytes;
  if (directoryEnd > bytes.length) throw new Error('the directory of the ICO is truncated');
  return Array.from({ length: count }, (_, index) => {
    const at = directoryHeadBytes + index * entryBytes;
    const start = bytes.readUInt32LE(at + 12);
    const end = start + bytes.readUInt32LE(at + 8);
    if (start < directoryEnd || end > bytes.length) throw new Error(`image ${index + 1} of the ICO lies outside the file`);
    return { width: bytes[at] || maxSide, height: bytes[at + 1] || maxSide, data: bytes.subarray(start, end) };
  });
}

function requireSize(found: IcoSize, { width, height }: IcoSize): void {
  if (found.width === width && found.height === height) return;
  throw new Error(`an image of the ICO is ${found.width} x ${found.height}, but its directory says ${width} x ${height}`);
}

async function checkEntry({ data, ...size }: IcoEntry): Promise<IcoSize> {
  const { format, width, height } = await sharp(data).metadata();
  if (format !== 'png') throw new Error(`an image of the ICO is ${format}, not PNG`);
  // Checked before decoding: a header that claims a huge size must not cost its memory.
  requireSize({ width, height }, size);
  const { info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  requireSize(info, size);
  return size;
}

/**
 * Decodes every image of an ICO in full.
 * @param onImage called after each image
 * @returns their sizes in the order of the directory
 * @throws a plain Error if an image is broken, is not a PNG, or does not have the size that the directory says
 */
export async function checkIco(bytes: Buffer, onImage: () => void = () => {}): Promise<readonly IcoSize[]> {
  const sizes: IcoSize[] = [];
  // One at a time: the memory budget of a worker is for one image.
  for (const entry of unpackIco(bytes)) {
    sizes.push(await checkEntry(entry));
    onImage();
  }
  return sizes;
}
