import { expect, test } from 'vitest';
import { qoi } from '../../../src/engine/decoders/qoi';
import { decoded } from '../fixtures/rasters';

const end = [0, 0, 0, 0, 0, 0, 0, 1];

function file(width: number, height: number, channels: number, ...chunks: readonly number[]): Buffer {
  const head = Buffer.from('qoif\0\0\0\0\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(width, 4);
  head.writeUInt32BE(height, 8);
  head.writeUInt8(channels, 12);
  return Buffer.concat([head, Buffer.from([...chunks, ...end])]);
}

test('each kind of chunk is decoded', async () => {
  const chunks = [
    ...[0xfe, 10, 20, 30], // RGB
    ...[0x40 | (3 << 4) | (1 << 2) | 0], // differences +1, -1, -2
    ...[0x80 | (32 + 5), (8 + 2) * 16 + (8 - 3)], // luma: green +5, red +5+2, blue +5-3
    ...[0xff, 1, 2, 3, 4], // RGBA
    ...[0xc0 | 1], // a run of 2
    ...[(10 * 3 + 20 * 5 + 30 * 7 + 255 * 11) % 64], // the first color again
    ...[0xfe, 0, 0, 0, 0x40], // black, then differences of -2, which wrap around
  ];
  const { image } = await decoded(qoi, file(3, 3, 4, ...chunks));
  const pixels = [
    ...[10, 20, 30, 255, 11, 19, 28, 255, 18, 24, 30, 255],
    ...[1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4],
    ...[10, 20, 30, 255, 0, 0, 0, 255, 254, 254, 254, 255],
  ];
  expect([...image.samples]).toEqual(pixels);
});

test('alpha of a file with three channels is left out', async () => {
  const { header, image } = await decoded(qoi, file(2, 1, 3, 0xff, 1, 2, 3, 4, 0xc0));
  expect(header).toEqual({ width: 2, height: 1, bits: 8, space: 'rgb', alpha: false, pages: 1, metadata: {} });
  expect([...image.samples]).toEqual([1, 2, 3, 1, 2, 3]);
});

test('missing pixels and a missing end mark are refused', () => {
  const whole = file(2, 1, 3, 0xfe, 1, 2, 3, 0xc0);
  expect(() => qoi.decode(whole.subarray(0, -1))).toThrow('truncated');
  expect(() => qoi.decode(file(2, 1, 3, 0xfe, 1, 2, 3, 0xc0, 0xc0))).toThrow('damaged');
  expect(() => qoi.decode(file(60_000, 60_000, 3, 0xfe, 1, 2, 3))).toThrow('truncated');
  expect(() => qoi.decode(file(0, 1, 3))).toThrow('damaged');
});
