import { expect, test } from 'vitest';
import { repairJpeg } from '../../../src/engine/jpeg/repairJpeg';
import { withStrayBytes } from '../../corpus/tolerated';
import { gradient } from '../fixtures/images';

const jpeg = await gradient(60, 40).jpeg().toBuffer();
const progressive = await gradient(60, 40).jpeg({ progressive: true }).toBuffer();

test('a JPEG without stray bytes is not changed', () => {
  for (const sound of [jpeg, progressive, Buffer.concat([jpeg, Buffer.from('behind')])]) expect(repairJpeg(sound)).toBeUndefined();
});

test('stray bytes are taken out, and nothing else', () => {
  for (const sound of [jpeg, progressive]) {
    expect(repairJpeg(Buffer.concat([Buffer.from('\r\nbefore'), sound]))).toEqual(sound);
    expect(repairJpeg(withStrayBytes(sound, Buffer.from([0, 1, 2])))).toEqual(sound);
  }
});

test('what is missing stays missing', () => {
  const cut = jpeg.subarray(0, jpeg.length - 50);
  expect(repairJpeg(cut)).toBeUndefined();
  expect(repairJpeg(withStrayBytes(cut, Buffer.from([9])))).toEqual(cut);
  for (const length of [0, 2, 3, 10, 30]) expect(() => repairJpeg(jpeg.subarray(0, length))).not.toThrow();
});
