import sharp from 'sharp';

/**
 * The ICO container with PNG images inside. Sources: "Icons" (J. Hornick, Microsoft, 1995) for the directory,
 * "The evolution of the ICO file format, part 4: PNG images" (R. Chen, Microsoft, 2010) for the images.
 */

/** ICONDIR: a reserved word, the type, the number of entries. */
const headBytes = 6;
/** ICONDIRENTRY: the sides, colors, a reserved byte, planes, bits of a pixel, length and offset of the image. */
const entryBytes = 16;
/** Type of an icon; 2 is a cursor. */
const icon = 1;
const maxSide = 256;

/** Sides in pixels, 1 to 256. */
export interface IcoSize {
  readonly width: number;
  readonly height: number;
}

/** An image to pack. Windows wants truecolor with alpha, 8 bits a sample. */
export interface IcoImage extends IcoSize {
  readonly png: Buffer;
}

/** An image as it stands in the file: a PNG, or in the ICOs of other programs a BMP without its file header. */
export interface IcoEntry extends IcoSize {
  readonly data: Buffer;
}

/** Whether bytes start as an ICO does. */
export function isIco(bytes: Buffer): boolean {
  return bytes.length >= headBytes && bytes.readUInt16LE(0) === 0 && bytes.readUInt16LE(2) === icon;
}

function isSide(side: number): boolean {
  return Number.isInteger(side) && side >= 1 && side <= maxSide;
}

function directoryEntry({ width, height, png }: IcoImage, offset: number): Buffer {
  if (!isSide(width) || !isSide(height)) throw new RangeError(`an ICO cannot hold an image of ${width} x ${height}`);
  const entry = Buffer.alloc(entryBytes);
  // A side has one byte, where 0 stands for 256.
  entry.writeUInt8(width % maxSide, 0);
  entry.writeUInt8(height % maxSide, 1);
  entry.writeUInt16LE(1, 4);
  entry.writeUInt16LE(32, 6);
  entry.writeUInt32LE(png.length, 8);
  entry.writeUInt32LE(offset, 12);
  return entry;
}

/**
 * Puts PNGs into an ICO, in the given order; their sizes are taken as they are told.
 * @throws RangeError when a side is not 1 to 256 pixels, or when there is no image
 */
export function packIco(images: readonly IcoImage[]): Buffer {
  if (images.length === 0) throw new RangeError('an ICO needs an image');
  const head = Buffer.alloc(headBytes);
  head.writeUInt16LE(icon, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = headBytes + images.length * entryBytes;
  const entries = images.map((image) => {
    const entry = directoryEntry(image, offset);
    offset += image.png.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...images.map(({ png }) => png)]);
}

/**
 * Reads the directory of an ICO; the images are views of the given bytes and are not decoded.
 * @throws a plain Error when it is not an ICO, or when an entry lies outside the file
 */
export function unpackIco(bytes: Buffer): IcoEntry[] {
  if (!isIco(bytes)) throw new Error('not an ICO');
  const count = bytes.readUInt16LE(4);
  if (count === 0) throw new Error('an ICO without an image');
  const directoryEnd = headBytes + count * entryBytes;
  if (directoryEnd > bytes.length) throw new Error('the directory of the ICO is cut off');
  return Array.from({ length: count }, (_, index) => {
    const at = headBytes + index * entryBytes;
    const start = bytes.readUInt32LE(at + 12);
    const end = start + bytes.readUInt32LE(at + 8);
    if (start < directoryEnd || end > bytes.length) throw new Error(`image ${index + 1} of the ICO lies outside the file`);
    return { width: bytes[at] || maxSide, height: bytes[at + 1] || maxSide, data: bytes.subarray(start, end) };
  });
}

function requireSize(found: IcoSize, { width, height }: IcoSize): void {
  if (found.width === width && found.height === height) return;
  throw new Error(`an image of the ICO is ${found.width} x ${found.height} where its directory says ${width} x ${height}`);
}

async function checkEntry({ data, ...size }: IcoEntry): Promise<IcoSize> {
  const { format, width, height } = await sharp(data).metadata();
  if (format !== 'png') throw new Error(`an image of the ICO is ${format} where PNG was expected`);
  // Before the pixels: a header that claims a giant must not take its memory.
  requireSize({ width, height }, size);
  const { info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  requireSize(info, size);
  return size;
}

/**
 * Decodes every image of an ICO in full.
 * @param onImage called after each
 * @returns their sizes in the order of the directory
 * @throws a plain Error when one is broken, is no PNG, or is not of the size that the directory says
 */
export async function checkIco(bytes: Buffer, onImage: () => void = () => {}): Promise<readonly IcoSize[]> {
  const sizes: IcoSize[] = [];
  // One at a time, as the memory of a worker is counted for one image.
  for (const entry of unpackIco(bytes)) {
    sizes.push(await checkEntry(entry));
    onImage();
  }
  return sizes;
}
