import { tiffTag } from '../formats/tiffDirectories';
import { channelsOf, type DecodedImage, type MetadataBlocks } from './decoder';

/** Writes TIFFs without compression, one page for each image. Sources: TIFF 6.0, section 2; ICC.1:2022, B.4; XMP part 3, 2.1.2. */

/** Tags beside those of the pixels. */
const tag = { ...tiffTag, rowsPerStrip: 278, xmp: 700, icc: 34_675 } as const;
const photometrics = { gray: 1, rgb: 2, cmyk: 5 } as const;
/** Types of values: 16 bits, 32 bits, bytes. */
const type = { short: 3, long: 4, bytes: 7 } as const;
const entryBytes = 12;

/** An entry of a directory, with values that may stand elsewhere. */
interface Entry {
  readonly id: number;
  readonly kind: (typeof type)[keyof typeof type];
  readonly count: number;
  readonly value: Buffer;
}

function numbers(id: number, kind: typeof type.short | typeof type.long, ...values: readonly number[]): Entry {
  const size = kind === type.short ? 2 : 4;
  const value = Buffer.alloc(values.length * size);
  for (const [index, each] of values.entries()) value.writeUIntLE(each, index * size, size);
  return { id, kind, count: values.length, value };
}

function block(id: number, value: Buffer | undefined): Entry[] {
  return value ? [{ id, kind: type.bytes, count: value.length, value }] : [];
}

/** The entries of a page whose samples start at an offset. */
function entriesOf(image: DecodedImage, offset: number, { icc, xmp }: MetadataBlocks): Entry[] {
  const { width, height, bits, space, alpha, samples } = image;
  const channels = channelsOf(image);
  return [
    numbers(tag.width, type.long, width),
    numbers(tag.height, type.long, height),
    numbers(tag.bits, type.short, ...Array.from({ length: channels }, () => bits)),
    numbers(tag.compression, type.short, 1),
    numbers(tag.photometric, type.short, photometrics[space]),
    numbers(tag.stripOffsets, type.long, offset),
    numbers(tag.samples, type.short, channels),
    numbers(tag.rowsPerStrip, type.long, height),
    numbers(tag.stripLengths, type.long, samples.byteLength),
    // 2 is alpha that the colors are not multiplied by.
    ...(alpha ? [numbers(tag.extraSamples, type.short, 2)] : []),
    ...block(tag.xmp, xmp),
    ...block(tag.icc, icc),
  ];
}

/** A directory at an offset, with the values that do not fit into its entries after it. @param next offset of the directory after it, or 0 */
function directory(entries: readonly Entry[], offset: number, isLast: boolean, samplesBytes: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * entryBytes + 4);
  head.writeUInt16LE(entries.length);
  const values: Buffer[] = [];
  let at = offset + head.length;
  for (const [index, { id, kind, count, value }] of entries.entries()) {
    const entry = 2 + index * entryBytes;
    head.writeUInt16LE(id, entry);
    head.writeUInt16LE(kind, entry + 2);
    head.writeUInt32LE(count, entry + 4);
    if (value.length <= 4) value.copy(head, entry + 8);
    else {
      head.writeUInt32LE(at, entry + 8);
      const even = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.alloc(1)]);
      values.push(even);
      at += even.length;
    }
  }
  // The samples of the next page stand before its directory.
  if (!isLast) head.writeUInt32LE(at + samplesBytes, head.length - 4);
  return Buffer.concat([head, ...values]);
}

/** Samples in an even number of bytes, since directories begin at even offsets. */
function evenBytes({ samples }: DecodedImage): Buffer {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
}

/** A TIFF of several images, each with the same profile and XMP. */
export function encodeTiff(images: readonly DecodedImage[], metadata: MetadataBlocks): Buffer {
  const pages = images.map(evenBytes);
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(head.length + (pages[0]?.length ?? 0), 4);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (const [index, image] of images.entries()) {
    const samples = pages[index] as Buffer;
    const entries = entriesOf(image, at, metadata);
    const written = directory(entries, at + samples.length, index === images.length - 1, pages[index + 1]?.length ?? 0);
    parts.push(samples, written);
    at += samples.length + written.length;
  }
  return Buffer.concat(parts);
}
