import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { raw } from '../../../src/engine/decoders/raw';
import { readableBuffer } from '../../../src/engine/decoders/readBytes';
import { isoBox } from '../../../src/engine/formats/isoBoxes';
import { block, type Field, number, type Order, type Part } from '../fixtures/exifBlocks';
import { corners, cornersOf, fromRaw, oriented } from '../fixtures/images';
import { decoded } from '../fixtures/rasters';

/** Camera raw files are put together here as cameras do, since real ones are large and belong to others. */

const jpegOf = (width: number, height: number) =>
  fromRaw(corners(width, height)).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
const [large, small] = [await jpegOf(96, 64), await jpegOf(32, 24)];

/** Samples of a sensor as a lossless JPEG (SOF3), larger than any preview. */
function losslessJpeg(width: number, height: number): Buffer {
  const size = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xc3, 0, 11]),
    size,
    Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0, 9, 9, 0xff, 0xd9]),
  ]);
}

const tag = {
  compression: 259,
  offsets: 273,
  orientation: 274,
  lengths: 279,
  subDirectories: 330,
  jpegOffset: 513,
  jpegLength: 514,
} as const;

const short = (order: Order, id: number, value: number): Field => ({ tag: id, type: 3, count: 1, value: number(order, value, 2) });
const long = (order: Order, id: number, value: number | string): Field => ({
  tag: id,
  type: 4,
  count: 1,
  value: typeof value === 'string' ? value : number(order, value, 4),
});
const file = (name: string, bytes: Buffer): Part => ({ name, fields: [], raw: bytes });
/** A strip that is one JPEG. */
const strip = (order: Order, compression: number, name: string, bytes: Buffer): readonly Field[] => [
  short(order, tag.compression, compression),
  long(order, tag.offsets, name),
  long(order, tag.lengths, bytes.length),
];

async function expectPreview(bytes: Buffer, width: number, height: number) {
  const { header, image } = await decoded(raw, bytes);
  const remarks = [`The preview in the camera raw file was used (${width} x ${height} pixels), without its metadata.`];
  expect(header).toEqual({ width, height, bits: 8, space: 'rgb', alpha: false, pages: 1, metadata: {}, remarks });
  const shown = await sharp(image.samples, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  expect(await cornersOf(shown)).toBe('red green blue yellow');
}

describe.each(['II', 'MM'] as const)('a TIFF with the byte order %s', (order) => {
  test('has its largest JPEG in SubIFDs, as in DNG', async () => {
    const sensor = losslessJpeg(500, 400);
    const subDirectories = { tag: tag.subDirectories, type: 4, count: 2, value: Buffer.alloc(8) };
    const parts = (first: number, second: number): Part[] => [
      {
        name: 'main',
        fields: [
          ...strip(order, 7, 'small', small),
          { ...subDirectories, value: Buffer.concat([number(order, first, 4), number(order, second, 4)]) },
        ],
      },
      { name: 'sensor', fields: strip(order, 7, 'lossless', sensor) },
      { name: 'preview', fields: strip(order, 7, 'large', large) },
      file('small', small),
      file('lossless', sensor),
      file('large', large),
    ];
    // The main directory with 4 entries, and 8 bytes of offsets.
    const sensorAt = 8 + 6 + 4 * 12 + 8;
    await expectPreview(block(order, parts(sensorAt, sensorAt + 6 + 3 * 12)), 96, 64);
  });

  test('has it in JPEGInterchangeFormat of the second directory, as in NEF and CR2', async () => {
    const bytes = block(order, [
      { name: 'main', fields: strip(order, 6, 'small', small), next: 'second' },
      { name: 'second', fields: [long(order, tag.jpegOffset, 'large'), long(order, tag.jpegLength, large.length)] },
      file('small', small),
      file('large', large),
    ]);
    await expectPreview(bytes, 96, 64);
  });

  test('turns the preview by the orientation of the main directory', async () => {
    const turned = await sharp(await oriented(6, 64, 96))
      .keepExif()
      .toBuffer();
    const pixels = await sharp(turned).jpeg({ quality: 95 }).toBuffer();
    const bytes = block(order, [
      { name: 'main', fields: [...strip(order, 7, 'jpeg', pixels), short(order, tag.orientation, 6)] },
      file('jpeg', pixels),
    ]);
    await expectPreview(bytes, 64, 96);
    // The orientation in the preview itself does not count in addition.
    const both = block(order, [
      { name: 'main', fields: [...strip(order, 7, 'jpeg', turned), short(order, tag.orientation, 6)] },
      file('jpeg', turned),
    ]);
    await expectPreview(both, 64, 96);
  });

  test('is refused without a preview that can be decoded', () => {
    const sensor = losslessJpeg(500, 400);
    const bytes = block(order, [{ name: 'main', fields: strip(order, 7, 'lossless', sensor) }, file('lossless', sensor)]);
    expect(() => raw.readHeader(readableBuffer(bytes))).toThrow('unsupported: a camera raw file without a preview');
  });

  test('is truncated if the preview is cut', () => {
    const bytes = block(order, [
      { name: 'main', fields: [long(order, tag.jpegOffset, 'large'), long(order, tag.jpegLength, large.length)] },
      file('large', large),
    ]);
    expect(() => raw.readHeader(readableBuffer(bytes.subarray(0, -100)))).toThrow('truncated');
  });

  test('with directories in a circle is read once', async () => {
    const bytes = block(order, [
      { name: 'main', fields: strip(order, 7, 'large', large), next: 'second' },
      { name: 'second', fields: strip(order, 7, 'small', small), next: 'main' },
      file('large', large),
      file('small', small),
    ]);
    await expectPreview(bytes, 96, 64);
  });
});

test('the JPEG of a Panasonic is a value of its directory', async () => {
  const value = Buffer.concat([large, Buffer.alloc(large.length % 2)]);
  const bytes = block('II', [{ name: 'main', fields: [{ tag: 0x2e, type: 7, count: value.length, value }] }]);
  bytes.write('IIU\0', 0, 'latin1');
  await expectPreview(bytes, 96, 64);
});

test.each(['IIRO', 'IIRS', 'MMOR'])('an Olympus with the signature %s', async (signature) => {
  const order = signature.startsWith('II') ? 'II' : 'MM';
  const bytes = block(order, [{ name: 'main', fields: strip(order, 6, 'large', large) }, file('large', large)]);
  bytes.write(signature, 0, 'latin1');
  await expectPreview(bytes, 96, 64);
});

test('a Fujifilm names its JPEG in the head', async () => {
  const head = Buffer.alloc(160);
  head.write('FUJIFILMCCD-RAW 0201FF383501', 0, 'latin1');
  head.writeUInt32BE(head.length, 84);
  head.writeUInt32BE(large.length, 88);
  await expectPreview(Buffer.concat([head, large, losslessJpeg(500, 400)]), 96, 64);
});

test('a Canon CR3 has its largest JPEG in the media data', async () => {
  const boxes = [
    isoBox('ftyp', Buffer.from('crx \0\0\0\x01crx isom')),
    isoBox('moov', small),
    isoBox('mdat', large, losslessJpeg(500, 400)),
  ];
  await expectPreview(Buffer.concat(boxes), 96, 64);
});

test('a preview that is damaged is refused', async () => {
  const bytes = Buffer.from(block('II', [{ name: 'main', fields: strip('II', 7, 'large', large) }, file('large', large)]));
  bytes.fill(0xff, bytes.length - large.length / 2, bytes.length - 16);
  await expect(raw.decode(bytes)).rejects.toThrow('damaged');
});
