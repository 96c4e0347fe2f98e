import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { apng } from '../../../src/engine/decoders/apng';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { pngSignature } from '../../../src/engine/formats/png';
import { type ApngFrame, apngOf, frameOf } from '../fixtures/apngFiles';
import { pngChunk } from '../fixtures/images';

const [red, green, blue, half] = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
  [0, 0, 255, 128],
] as const;
type Color = readonly number[];
const none: Color = [0, 0, 0, 0];

/** A frame of one color. */
const filled = (width: number, height: number, color: Color, rest: Partial<ApngFrame> = {}): ApngFrame => ({
  ...frameOf(width, height, Buffer.from(Array.from({ length: width * height }, () => color).flat())),
  ...rest,
});

/** The pixels of each frame as displayed. */
async function shown(file: Buffer): Promise<Color[][]> {
  const images = await apng.decode(file);
  return images.map(({ samples }) => Array.from({ length: samples.length / 4 }, (_, at) => [...samples.subarray(at * 4, at * 4 + 4)]));
}

/** What happens to the area of a frame after it. */
const [none0, background, previous] = [0, 1, 2];

describe('frames', () => {
  test('the header says what decoding gives', async () => {
    const frames = [
      filled(3, 2, red, { delay: [1, 10] }),
      filled(3, 2, green, { delay: [3, 0] }),
      filled(3, 2, blue, { delay: [65, 1000] }),
    ];
    const file = apngOf(3, 2, frames, { loop: 4 });
    const header = apng.readHeader(readableBuffer(file));
    expect(header).toEqual({
      ...{ width: 3, height: 2, bits: 8, space: 'rgb', alpha: true, pages: 3, metadata: {} },
      // A denominator of 0 stands for 100.
      animation: { delays: [100, 30, 65], loop: 4 },
    });
    expect(await shown(file)).toEqual([red, green, blue].map((color) => Array.from({ length: 6 }, () => [...color])));
  });

  test.each([
    ['stays', none0, [green, green, red]],
    ['is cleared', background, [none, none, red]],
    ['gives way to what was before', previous, [red, red, red]],
  ] as const)('a frame that %s', async (_, disposal, expected) => {
    const frames = [filled(3, 1, red), filled(2, 1, green, { disposal }), filled(1, 1, none, { left: 2, isBlended: true })];
    const found = await shown(apngOf(3, 1, frames));
    expect(found[1]).toEqual([green, green, red].map((color) => [...color]));
    expect(found[2]).toEqual(expected.map((color) => [...color]));
  });

  test('the first frame may give way to an empty canvas', async () => {
    const frames = [filled(2, 1, red, { disposal: previous }), filled(1, 1, green)];
    expect((await shown(apngOf(2, 1, frames)))[1]).toEqual([[...green], [...none]]);
  });

  test('blending mixes colors by their alpha, replacing does not', async () => {
    const over = (isBlended: boolean) => apngOf(2, 1, [filled(2, 1, red), filled(1, 1, half, { left: 1, isBlended })]);
    expect((await shown(over(true)))[1]?.[1]).toEqual([127, 0, 128, 255]);
    expect((await shown(over(false)))[1]?.[1]).toEqual([...half]);
    const onNothing = apngOf(2, 1, [filled(2, 1, none), filled(2, 1, half, { isBlended: true })]);
    expect((await shown(onNothing))[1]?.[0]).toEqual([...half]);
    // 128 of 255 over 128 of 255, as in "Compositing digital images" (Porter and Duff).
    const twice = apngOf(1, 1, [filled(1, 1, [255, 0, 0, 128]), filled(1, 1, half, { isBlended: true })]);
    expect((await shown(twice))[1]?.[0]).toEqual([85, 0, 170, 192]);
  });

  test('offsets', async () => {
    const [, second] = await shown(apngOf(3, 3, [filled(3, 3, red), filled(1, 2, green, { left: 2, top: 1 })]));
    expect(second?.flatMap((color, at) => (color[1] === 255 ? [at] : []))).toEqual([5, 8]);
  });

  test('a default image that is no frame is left out', async () => {
    const file = apngOf(2, 2, [filled(2, 2, green), filled(1, 1, red)], { still: filled(2, 2, blue) });
    const found = await shown(file);
    expect(apng.readHeader(readableBuffer(file)).pages).toBe(2);
    expect(found[0]?.[0]).toEqual([...green]);
    expect(found[1]?.slice(0, 2)).toEqual([[...red], [...green]]);
  });

  test('pixels in several chunks, other chunks between them, and bytes after the end', async () => {
    const file = apngOf(9, 9, [filled(9, 9, red), filled(9, 9, green)], { chunkBytes: 5, between: pngChunk('tEXt', Buffer.from('a\0b')) });
    expect((await shown(Buffer.concat([file, Buffer.alloc(40, 7)]))).map(([first]) => first)).toEqual([[...red], [...green]]);
  });
});

describe('kinds of samples', () => {
  test('a palette with transparency', async () => {
    const palette = [pngChunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9])), pngChunk('tRNS', Buffer.from([255, 0, 99]))];
    const row = (...indices: readonly number[]) => ({ ...frameOf(4, 1, Buffer.from(indices), { color: 3, depth: 2 }) });
    const found = await shown(apngOf(4, 1, [row(0b00_01_10_00), row(0b10_10_00_00)], { chunks: palette, color: 3, depth: 2 }));
    expect(found[0]).toEqual([
      [1, 2, 3, 255],
      [4, 5, 6, 0],
      [7, 8, 9, 99],
      [1, 2, 3, 255],
    ]);
    expect(found[1]?.[0]).toEqual([7, 8, 9, 99]);
  });

  test('gray, with a transparent level', async () => {
    const frames = [0, 200].map((level) => frameOf(2, 1, Buffer.from([level, 90]), { color: 0, depth: 8 }));
    const found = await shown(apngOf(2, 1, frames, { chunks: [pngChunk('tRNS', Buffer.from([0, 90]))], color: 0, depth: 8 }));
    expect(found.map(([first]) => first)).toEqual([
      [0, 0, 0, 255],
      [200, 200, 200, 255],
    ]);
    expect(found[0]?.[1]?.[3]).toBe(0);
  });

  test.each([0, 2, 4, 6])('16 bits become 8: color type %i', async (color) => {
    const channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[color] as number;
    const samples = Array.from({ length: channels }, (_, channel) => [[40, 90, 140, 190][channel] as number, 0x80]).flat();
    const frame = frameOf(1, 1, Buffer.from(samples), { color, depth: 16 });
    const [pixel] = (await shown(apngOf(1, 1, [frame, frame], { color, depth: 16 })))[1] ?? [];
    const colors = color % 4 === 0 ? [40, 40, 40] : [40, 90, 140];
    const alpha = { 0: 255, 2: 255, 4: 90, 6: 190 }[color] as number;
    expect(pixel?.every((value, at) => Math.abs(value - ([...colors, alpha][at] as number)) <= 1)).toBe(true);
  });

  test('a profile is applied to each frame', async () => {
    const p3 = await sharp(Buffer.from([100, 200, 100]), { raw: { width: 1, height: 1, channels: 3 } })
      .withIccProfile('p3', { attach: true })
      .png()
      .toBuffer();
    const stored = [...(await sharp(p3, { ignoreIcc: true }).raw().toBuffer()), 255];
    const at = p3.indexOf('iCCP');
    const profile = p3.subarray(at - 4, at + 8 + p3.readUInt32BE(at - 4));
    const [pixel] = (await shown(apngOf(1, 1, [filled(1, 1, stored)], { chunks: [profile] })))[0] ?? [];
    expect(stored[0]).toBeGreaterThan(105);
    for (const [channel, value] of [100, 200, 100, 255].entries()) expect(Math.abs((pixel?.[channel] ?? 0) - value)).toBeLessThanOrEqual(2);
  });

  test('EXIF before and after the pixels', () => {
    const exif = Buffer.from('4d4d002a00000008000000000000', 'hex');
    const block = pngChunk('eXIf', exif);
    const before = apngOf(1, 1, [filled(1, 1, red)], { chunks: [block] });
    const after = apngOf(1, 1, [filled(1, 1, red)], { last: block });
    for (const file of [before, after]) expect(apng.readHeader(readableBuffer(file)).metadata).toEqual({ exif });
  });
});

describe('what is refused', () => {
  const [first, second] = [filled(3, 3, red), filled(3, 3, green)];
  const failure = async (file: Buffer): Promise<string> => {
    try {
      apng.readHeader(readableBuffer(file));
      await apng.decode(file);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test('frames outside of the image, without pixels, or of no size', async () => {
    expect(await failure(apngOf(3, 3, [first, filled(2, 2, green, { left: 2 })]))).toContain('damaged');
    expect(await failure(apngOf(3, 3, [first, filled(0, 2, green)]))).toContain('damaged');
    expect(await failure(apngOf(3, 3, [first, { ...second, rows: Buffer.alloc(0) }]))).toContain('damaged');
  });

  test('fewer frames than announced, and a wrong checksum', async () => {
    expect(await failure(apngOf(3, 3, [first, second], { announced: 3 }))).toContain('truncated: 2 of 3 frames');
    const file = apngOf(3, 3, [first, second]);
    file[file.lastIndexOf('fdAT') + 9] = 0x55;
    expect(await failure(file)).toContain('damaged: a wrong checksum of fdAT');
  });

  test('a file without frames or a head', async () => {
    expect(await failure(apngOf(3, 3, [], { still: first }))).toContain('no frames');
    expect(await failure(Buffer.concat([pngSignature, pngChunk('IEND', Buffer.alloc(0))]))).toContain('no pixels');
  });
});
