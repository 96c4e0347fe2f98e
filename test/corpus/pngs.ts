import { deflateSync } from 'node:zlib';
import { pngChunk } from '../engine/fixtures/images';
import type { Files } from './photos';

/** Every kind of PNG (W3C PNG, third edition), written by hand. Names that begin with `x` are broken. */

interface Kind {
  readonly width?: number;
  readonly height?: number;
  readonly bits: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha. */
  readonly colorType: number;
  readonly interlaced?: boolean;
  /** Filter of each row: 0 none, 1 sub, 2 up, 3 average, 4 Paeth; without one, all in turn. */
  readonly filter?: number;
  /** Bytes of each IDAT chunk. */
  readonly split?: number;
  readonly level?: number;
  /** Chunks before the pixels. */
  readonly chunks?: readonly Buffer[];
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The seven passes of Adam7: first column and row, then the steps between them. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A smooth sample that differs by channel, as a whole number with the given number of bits. */
function sampleAt(x: number, y: number, channel: number, { width = 32, height = 32, bits }: Kind): number {
  const values = [x / width, y / height, 1 - x / width, 0.25 + (0.75 * (x + y)) / (width + height)];
  return Math.round((values[channel] as number) * (2 ** bits - 1));
}

/** One row without its filter byte, samples packed from the high bits on. */
function packRow(columns: readonly number[], y: number, kind: Kind): Buffer {
  const channels = channelsOf[kind.colorType] as number;
  const samples = columns.flatMap((x) =>
    Array.from({ length: channels }, (_, channel) => sampleAt(x, y, channels === 2 && channel === 1 ? 3 : channel, kind)),
  );
  const row = Buffer.alloc(Math.ceil((samples.length * kind.bits) / 8));
  samples.forEach((sample, index) => {
    if (kind.bits === 16) row.writeUInt16BE(sample, index * 2);
    else {
      const bit = index * kind.bits;
      row[bit >> 3] = (row[bit >> 3] as number) | (sample << (8 - kind.bits - (bit & 7)));
    }
  });
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(estimate - value)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function filterRow(row: Buffer, above: Buffer, filter: number, pixelBytes: number): Buffer {
  const filtered = Buffer.from(row);
  for (let at = 0; at < row.length; at += 1) {
    const left = row[at - pixelBytes] ?? 0;
    const up = above[at] ?? 0;
    const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, above[at - pixelBytes] ?? 0)][filter] as number;
    filtered[at] = (row[at] as number) - predicted;
  }
  return Buffer.concat([Buffer.from([filter]), filtered]);
}

function passRows(kind: Kind, [x0, y0, dx, dy]: readonly [number, number, number, number]): Buffer[] {
  const { width = 32, height = 32, bits, colorType, filter } = kind;
  const pixelBytes = Math.max(1, (bits * (channelsOf[colorType] as number)) >> 3);
  const columns = Array.from({ length: Math.ceil((width - x0) / dx) }, (_, index) => x0 + index * dx);
  if (columns.length === 0) return [];
  const rows: Buffer[] = [];
  let above: Buffer = Buffer.alloc(0);
  for (let y = y0; y < height; y += dy) {
    const row = packRow(columns, y, kind);
    rows.push(filterRow(row, above, filter ?? rows.length % 5, pixelBytes));
    above = row;
  }
  return rows;
}

function headerChunk({ width = 32, height = 32, bits, colorType, interlaced = false }: Kind): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([bits, colorType, 0, 0, Number(interlaced)], 8);
  return pngChunk('IHDR', data);
}

/** As many colors as the bits can name. */
function paletteChunk(bits: number): Buffer {
  const entries = Array.from({ length: 2 ** bits }, (_, index) => {
    const share = index / (2 ** bits - 1);
    return [255 * share, 128 + 127 * Math.sin(share * 6), 255 * (1 - share)].map(Math.round);
  });
  return pngChunk('PLTE', Buffer.from(entries.flat()));
}

function imageChunks(data: Buffer, split = data.length): Buffer[] {
  const parts = Array.from({ length: Math.ceil(data.length / split) }, (_, index) => data.subarray(index * split, (index + 1) * split));
  return parts.map((part) => pngChunk('IDAT', part));
}

function png(kind: Kind): Buffer {
  const passes = kind.interlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  const data = deflateSync(Buffer.concat(passes.flatMap((pass) => passRows(kind, pass))), { level: kind.level ?? 9 });
  const palette = kind.colorType === 3 ? [paletteChunk(kind.bits)] : [];
  return Buffer.concat([
    signature,
    headerChunk(kind),
    ...palette,
    ...(kind.chunks ?? []),
    ...imageChunks(data, kind.split),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const colorTypes = { gray: 0, rgb: 2, palette: 3, 'gray-alpha': 4, rgba: 6 } as const;
const allowedBits: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Each color type with each of its bit depths, from top to bottom and interlaced. */
function colorKinds(): Files {
  const files: Record<string, Buffer> = {};
  for (const [name, colorType] of Object.entries(colorTypes)) {
    for (const bits of allowedBits[colorType] as readonly number[]) {
      files[`${name}-${bits}.png`] = png({ colorType, bits });
      files[`${name}-${bits}-interlaced.png`] = png({ colorType, bits, interlaced: true });
    }
  }
  return files;
}

/** Sizes at which the passes of an interlaced PNG are partly empty. */
function sizeKinds(): Files {
  const files: Record<string, Buffer> = {};
  for (const side of [1, 2, 3, 5, 7, 9]) {
    files[`size-${side}.png`] = png({ colorType: 3, bits: 1, width: side, height: side });
    files[`size-${side}-interlaced.png`] = png({ colorType: 2, bits: 8, width: side, height: side, interlaced: true });
  }
  return { ...files, 'size-1x200.png': png({ colorType: 2, bits: 8, width: 1, height: 200 }) };
}

function filterKinds(): Files {
  return Object.fromEntries([0, 1, 2, 3, 4].map((filter) => [`filter-${filter}.png`, png({ colorType: 2, bits: 8, filter })]));
}

const bytes = (text: string) => Buffer.from(text, 'latin1');
const words = (...values: readonly number[]) => Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));

/** Chunks that change what the samples mean, or carry metadata. */
function chunkKinds(): Files {
  const gray = { colorType: 0, bits: 8 };
  const rgb = { colorType: 2, bits: 8 };
  const palette = { colorType: 3, bits: 4 };
  const text = Buffer.concat([bytes('Comment\0\0'), deflateSync(bytes('A compressed comment'))]);
  const international = Buffer.concat([bytes('Title\0\0\0de\0Titel\0'), Buffer.from('Größe und Maß', 'utf8')]);
  return {
    'transparent-gray.png': png({ ...gray, chunks: [pngChunk('tRNS', words(128))] }),
    'transparent-rgb.png': png({ ...rgb, chunks: [pngChunk('tRNS', words(128, 128, 127))] }),
    'transparent-palette.png': png({ ...palette, chunks: [pngChunk('tRNS', Buffer.from([0, 64, 128]))] }),
    'gamma-1.png': png({ ...rgb, chunks: [pngChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]))] }),
    'significant-bits.png': png({ ...rgb, chunks: [pngChunk('sBIT', Buffer.from([5, 6, 5]))] }),
    'background.png': png({ colorType: 6, bits: 8, chunks: [pngChunk('bKGD', words(255, 200, 0))] }),
    'density.png': png({ ...rgb, chunks: [pngChunk('pHYs', Buffer.from([0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]))] }),
    'texts.png': png({
      ...rgb,
      chunks: [pngChunk('tEXt', bytes('Author\0Nobody')), pngChunk('zTXt', text), pngChunk('iTXt', international)],
    }),
    'split-1.png': png({ ...rgb, width: 8, height: 8, split: 1 }),
    'split-100.png': png({ ...rgb, split: 100 }),
    'stored.png': png({ ...rgb, level: 0 }),
  };
}

/** Changes one byte and leaves the checksums as they were. */
function withByte(png: Buffer, at: number, value: number): Buffer {
  const edited = Buffer.from(png);
  edited[at] = value;
  return edited;
}

function withHeader(sound: Buffer, kind: Kind): Buffer {
  return Buffer.concat([signature, headerChunk(kind), sound.subarray(33)]);
}

function brokenKinds(): Files {
  const kind = { colorType: 2, bits: 8 };
  const sound = png(kind);
  const pixels = sound.indexOf('IDAT');
  return {
    'x-signature.png': withByte(sound, 0, 0x88),
    'x-text-mode.png': Buffer.from(sound.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
    'x-header-checksum.png': withByte(sound, 29, (sound[29] as number) ^ 255),
    'x-pixel-checksum.png': withByte(sound, sound.length - 13, (sound[sound.length - 13] as number) ^ 255),
    'x-color-type-1.png': withHeader(sound, { ...kind, colorType: 1 }),
    'x-bit-depth-99.png': withHeader(sound, { ...kind, bits: 99 }),
    'x-width-0.png': withHeader(sound, { ...kind, width: 0 }),
    'x-no-pixels.png': Buffer.concat([sound.subarray(0, 33), pngChunk('IEND', Buffer.alloc(0))]),
    'x-rows-missing.png': withHeader(sound, { ...kind, height: 33 }),
    'x-cut-in-header.png': sound.subarray(0, 20),
    'x-cut-in-pixels.png': sound.subarray(0, pixels + ((sound.length - pixels) >> 1)),
    'x-damaged-pixels.png': withByte(sound, pixels + 40, (sound[pixels + 40] as number) ^ 255),
  };
}

export function pngs(): Files {
  return { ...colorKinds(), ...sizeKinds(), ...filterKinds(), ...chunkKinds(), ...brokenKinds() };
}
