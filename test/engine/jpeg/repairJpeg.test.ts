import sharp from 'sharp';
import { expect, test } from 'vitest';
import { findStrayBytes, repairJpeg } from '../../../src/engine/jpeg/repairJpeg';
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
    expect(repairJpeg(withStrayBytes(sound, Buffer.from([0, 1, 2])))).toEqual(withStrayBytes(sound, Buffer.alloc(0)));
  }
});

test.each([true, false])(
  'zeros that are the pixels of a plain area stay, while stray bytes are taken out: progressive %s',
  async (isProgressive) => {
    const plain = await sharp({ create: { width: 640, height: 640, channels: 3, background: '#808080' } })
      .toColorspace('b-w')
      .jpeg({ progressive: isProgressive, optimizeCoding: true })
      .toBuffer();
    expect(plain.toString('latin1'), 'a scan ends with two zeros').toMatch(/\0\0\xff[\xc4\xd9\xda]/);
    expect(repairJpeg(Buffer.concat([Buffer.from('HTTP'), plain]))).toEqual(plain);
  },
);

test('what is missing stays missing', () => {
  const cut = jpeg.subarray(0, jpeg.length - 50);
  expect(repairJpeg(cut)).toBeUndefined();
  expect(repairJpeg(withStrayBytes(cut, Buffer.from([9])))).toEqual(withStrayBytes(cut, Buffer.alloc(0)));
  for (const length of [0, 2, 3, 10, 30]) expect(() => repairJpeg(jpeg.subarray(0, length))).not.toThrow();
});

test('bytes after a table may be its end, after others were inserted into it: the pixels are in doubt, so nothing is taken out', () => {
  for (const sound of [jpeg, progressive])
    for (const kind of [0xdb, 0xc4]) {
      const table = sound.indexOf(Buffer.from([0xff, kind]));
      const inside = table + 10;
      const shifted = Buffer.concat([sound.subarray(0, inside), Buffer.from([1, 2, 3]), sound.subarray(inside)]);
      expect(findStrayBytes(shifted)).toMatchObject({ areDoubtful: true });
      expect(repairJpeg(shifted)).toBeUndefined();
    }
  expect(findStrayBytes(withStrayBytes(jpeg, Buffer.from([1])))).toMatchObject({ areDoubtful: false });
});
