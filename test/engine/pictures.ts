import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Pictures made for the tests, as bytes. */

// Files of one name are written again and again here; a cache would show the one before.
sharp.cache(false);

export interface Raw {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** A pipeline over raw samples of 8 bits. */
export function fromRaw({ data, ...raw }: Raw): Sharp {
  return sharp(data, { raw });
}

/** A smooth picture that differs in every corner; its alpha, if it has one, goes from opaque to transparent. */
export function gradient(width: number, height: number, channels: Raw['channels'] = 3): Sharp {
  const data = Buffer.alloc(width * height * channels);
  for (let at = 0; at < width * height; at += 1) {
    const across = (at % width) / width;
    const down = Math.floor(at / width) / height;
    const samples = [255 * across, 255 * down, 255 * (1 - across), 255 * (1 - down)];
    for (let channel = 0; channel < channels; channel += 1) {
      const isAlpha = channels % 2 === 0 && channel === channels - 1;
      data[at * channels + channel] = (isAlpha ? samples[3] : samples[channel]) as number;
    }
  }
  return fromRaw({ data, width, height, channels });
}

/** One colour all over, by its CSS name or hex. */
export function solid(width: number, height: number, background: string): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

export async function write(path: string, picture: Sharp | Buffer): Promise<string> {
  writeFileSync(path, Buffer.isBuffer(picture) ? picture : await picture.toBuffer());
  return path;
}

const corner = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255], yellow: [255, 255, 0] } as const;
export type Corner = keyof typeof corner;

/** Red and green above, blue and yellow below. */
export function corners(width: number, height: number): Raw & { readonly channels: 3 } {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const name = y < height / 2 ? (x < width / 2 ? 'red' : 'green') : x < width / 2 ? 'blue' : 'yellow';
      data.set(corner[name], (y * width + x) * 3);
    }
  }
  return { data, width, height, channels: 3 };
}

/** The colours in the corners, row by row: `red green blue yellow` of `corners`. */
export async function cornersOf(picture: Buffer | string): Promise<string> {
  const { data, info } = await sharp(picture).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const nameAt = (x: number, y: number) => {
    const at = (y * info.width + x) * info.channels;
    return Object.entries(corner).find(([, colour]) =>
      colour.every((value, index) => Math.abs(value - (data[at + index] as number)) < 60),
    )?.[0];
  };
  const [right, bottom] = [info.width - 2, info.height - 2];
  return [nameAt(1, 1), nameAt(right, 1), nameAt(1, bottom), nameAt(right, bottom)].join(' ');
}

/**
 * Where a stored pixel is displayed, for each EXIF orientation: tag 0x0112 says at which side the stored row 0 and the
 * stored column 0 are (CIPA DC-008, "Orientation").
 */
const displayed: Readonly<Record<number, (row: number, column: number, rows: number, columns: number) => readonly [x: number, y: number]>> =
  {
    1: (row, column) => [column, row],
    2: (row, column, _, columns) => [columns - 1 - column, row],
    3: (row, column, rows, columns) => [columns - 1 - column, rows - 1 - row],
    4: (row, column, rows) => [column, rows - 1 - row],
    5: (row, column) => [row, column],
    6: (row, column, rows) => [rows - 1 - row, column],
    7: (row, column, rows, columns) => [rows - 1 - row, columns - 1 - column],
    8: (row, column, _, columns) => [row, columns - 1 - column],
  };

/** A JPEG that shows `corners` of the given size to who obeys its EXIF orientation. */
export function oriented(orientation: number, width: number, height: number): Promise<Buffer> {
  const upright = corners(width, height);
  const [columns, rows] = orientation > 4 ? [height, width] : [width, height];
  const data = Buffer.alloc(upright.data.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const [x, y] = (displayed[orientation] as (typeof displayed)[number])(row, column, rows, columns);
      upright.data.copy(data, (row * columns + column) * 3, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  }
  return fromRaw({ data, width: columns, height: rows, channels: 3 })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation })
    .toBuffer();
}

export interface AnimationOptions {
  readonly format?: 'gif' | 'webp';
  /** Of each frame in ms. */
  readonly delay?: number[];
  readonly loop?: number;
  readonly width?: number;
  readonly height?: number;
}

/** An animation with one frame for each colour. A WebP cannot have equal neighbours; a GIF has them as they are given. */
export async function animation(
  colours: readonly string[],
  { format = 'gif', delay = colours.map(() => 100), loop = 0, width = 40, height = 30 }: AnimationOptions = {},
): Promise<Buffer> {
  const frames = await Promise.all(colours.map((colour) => solid(width, height, colour).png().toBuffer()));
  const joined = sharp(frames, { join: { animated: true } });
  return (
    format === 'gif' ? joined.gif({ delay, loop, keepDuplicateFrames: true }) : joined.webp({ delay, loop, lossless: true })
  ).toBuffer();
}

/** A chunk of a PNG with its length and checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const word = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  return Buffer.concat([word(data.length), body, word(crc32(body))]);
}

/** Bytes from the signature to the end of IHDR. */
const pngHeadBytes = 33;

/** Puts chunks after the header of a PNG. */
export function withPngChunks(png: Buffer, ...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, pngHeadBytes), ...chunks, png.subarray(pngHeadBytes)]);
}

/** A PNG whose header claims another size; its pixels are those of the given one. */
export function claimSize(png: Buffer, width: number, height: number): Buffer {
  const head = Buffer.from(png.subarray(16, 29));
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([png.subarray(0, 8), pngChunk('IHDR', head), png.subarray(pngHeadBytes)]);
}

/** An animated PNG, as far as its head says: acTL with two frames. */
export function apng(png: Buffer): Buffer {
  return withPngChunks(png, pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])));
}

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Samples, pixel by pixel. */
  readonly data: Buffer;
  readonly samples: number;
  /** PhotometricInterpretation: 1 grey, 2 RGB, 5 CMYK, 8 Lab. */
  readonly photometric: number;
  /** Bits of a sample; 8 when left out. */
  readonly bits?: number;
  /** SampleFormat: 1 whole numbers (when left out), 2 signed ones, 3 floating point. */
  readonly sampleFormat?: number;
}

/** An uncompressed little-endian TIFF (TIFF 6.0): for pages and colours that sharp itself does not write. */
export function tiff(...pages: readonly TiffPage[]): Buffer {
  const parts: Buffer[] = [Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0])];
  let at = 8;
  pages.forEach((page, index) => {
    const { bits = 8, sampleFormat = 1 } = page;
    const entries: readonly (readonly [tag: number, type: 3 | 4, count: number, value: number])[] = [
      [256, 4, 1, page.width],
      [257, 4, 1, page.height],
      [258, 3, page.samples, 0],
      [259, 3, 1, 1],
      [262, 3, 1, page.photometric],
      [273, 4, 1, 0],
      [277, 3, 1, page.samples],
      [278, 4, 1, page.height],
      [279, 4, 1, page.data.length],
      [339, 3, page.samples, 0],
    ];
    // What each sample has stands behind the directory, four places for each tag.
    const bitsAt = at + 2 + entries.length * 12 + 4;
    const formatAt = bitsAt + 8;
    const dataAt = formatAt + 8;
    const eachSample: Readonly<Record<number, readonly [value: number, place: number]>> = {
      258: [bits, bitsAt],
      339: [sampleFormat, formatAt],
    };
    const end = dataAt + page.data.length + (page.data.length % 2);
    const block = Buffer.alloc(end - at);
    block.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, count, value], entry) => {
      const place = 2 + entry * 12;
      block.writeUInt16LE(tag, place);
      block.writeUInt16LE(type, place + 2);
      block.writeUInt32LE(count, place + 4);
      // Up to two values stand in the entry itself.
      const [each, behind] = eachSample[tag] ?? [value, dataAt];
      block.writeUInt32LE(tag === 273 || count > 2 ? behind : count === 2 ? each * 0x00010001 : each, place + 8);
    });
    block.writeUInt32LE(index === pages.length - 1 ? 0 : end, bitsAt - 4 - at);
    for (const [each, place] of Object.values(eachSample))
      for (let sample = 0; sample < 4; sample += 1) block.writeUInt16LE(each, place - at + sample * 2);
    page.data.copy(block, dataAt - at);
    parts.push(block);
    at = end;
  });
  return Buffer.concat(parts);
}

/** Adds a tag of bytes to the first directory of a little-endian TIFF, which is written anew at the end. */
export function withTiffTag(picture: Buffer, tag: number, data: Buffer): Buffer {
  const start = picture.readUInt32LE(4);
  const end = start + 2 + picture.readUInt16LE(start) * 12;
  const entries = Array.from({ length: (end - start - 2) / 12 }, (_, index) =>
    picture.subarray(start + 2 + index * 12, start + 14 + index * 12),
  );
  const body = Buffer.concat([picture, Buffer.alloc(picture.length % 2)]);
  const own = Buffer.alloc(12);
  own.writeUInt16LE(tag, 0);
  own.writeUInt16LE(7, 2); // UNDEFINED
  own.writeUInt32LE(data.length, 4);
  own.writeUInt32LE(body.length, 8);
  const sorted = [...entries, own].sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0));
  const count = Buffer.alloc(2);
  count.writeUInt16LE(sorted.length);
  const even = Buffer.concat([body, data, Buffer.alloc(data.length % 2)]);
  const whole = Buffer.concat([even, count, ...sorted, picture.subarray(end, end + 4)]);
  whole.writeUInt32LE(even.length, 4);
  return whole;
}

/** One ink mixture all over, each ink 0 to 255. */
export function cmykTiff(width: number, height: number, inks: readonly [number, number, number, number]): Buffer {
  return tiff({
    width,
    height,
    samples: 4,
    photometric: 5,
    data: Buffer.concat(Array.from({ length: width * height }, () => Buffer.from(inks))),
  });
}

/** The ICC profile of Display P3 that sharp brings along. */
export async function p3Profile(): Promise<Buffer> {
  const { icc } = await sharp(await solid(1, 1, '#fff').withIccProfile('p3').png().toBuffer()).metadata();
  return icc as Buffer;
}

/** A colour profile of grey (ICC.1:2001-04) with a tone curve of the given gamma. */
export function greyProfile(gamma: number): Buffer {
  const tag = (type: string, body: Buffer) => Buffer.concat([Buffer.from(type, 'latin1'), Buffer.alloc(4), body]);
  const curve = Buffer.alloc(8);
  curve.writeUInt32BE(1, 0);
  curve.writeUInt16BE(Math.round(gamma * 256), 4);
  const whitePoint = Buffer.from('0000f6d6000100000000d32d', 'hex'); // D50
  const description = Buffer.alloc(90);
  description.writeUInt32BE(5, 0);
  description.write('grey', 4);
  const tags = [
    ['desc', tag('desc', description)],
    ['cprt', tag('text', Buffer.from('none'))],
    ['wtpt', tag('XYZ ', whitePoint)],
    ['kTRC', tag('curv', curve)],
  ] as const;
  const directory = Buffer.alloc(4 + tags.length * 12);
  directory.writeUInt32BE(tags.length, 0);
  const bodies: Buffer[] = [];
  let at = 128 + directory.length;
  tags.forEach(([name, body], index) => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    directory.write(name, 4 + index * 12, 'latin1');
    directory.writeUInt32BE(at, 8 + index * 12);
    directory.writeUInt32BE(body.length, 12 + index * 12);
    bodies.push(padded);
    at += padded.length;
  });
  const head = Buffer.alloc(128);
  head.writeUInt32BE(at, 0);
  head.writeUInt32BE(0x02100000, 8);
  head.write('mntrGRAYXYZ ', 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  whitePoint.copy(head, 68);
  return Buffer.concat([head, directory, ...bodies]);
}

/** Puts a colour profile into a PNG. */
export function withProfile(png: Buffer, profile: Buffer): Buffer {
  return withPngChunks(png, pngChunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(profile)])));
}
