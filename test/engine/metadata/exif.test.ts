import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { chunks, decodePng } from '../../../src/engine/formats/png';
import { copyrightOf, editExif, hasGps, withoutGps } from '../../../src/engine/metadata/exif';
import { block, type Field, number, type Order, type Part, pointer, rationals, text } from '../fixtures/exifBlocks';
import { gradient, pngChunk, withPngChunks } from '../fixtures/images';

const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
const gpsTag = 0x8825;
const exifTag = 0x8769;

function gps(order: Order, name = 'gps'): Part {
  return {
    name,
    fields: [text(1, 'N'), rationals(order, 2, 51, 30, 7), text(3, 'W'), rationals(order, 4, 1, 2, 3), text(18, 'WGS-84-LONG')],
  };
}

/** A block like a camera's: GPS between other entries, an Exif directory, a second directory with a thumbnail. */
function camera(order: Order): Buffer {
  const thumbnail = { name: 'ifd1', fields: [rationals(order, 0x011a, 72), pointer(gpsTag, 'gps1'), text(0x9c9b, 'kept, too')] };
  return block(order, [
    {
      name: 'ifd0',
      fields: [
        text(0x013b, 'you'),
        { tag: 0x0112, type: 3, count: 1, value: number(order, 1, 2) },
        text(0x8298, 'me and myself'),
        pointer(exifTag, 'exif'),
        pointer(gpsTag, 'gps'),
        text(0xc614, 'behind it'),
      ],
      next: 'ifd1',
    },
    { name: 'exif', fields: [rationals(order, 0x829a, 1), { tag: 0x9286, type: 7, count: 9, value: Buffer.from('ASCII\0\0\0x') }] },
    gps(order),
    thumbnail,
    gps(order, 'gps1'),
  ]);
}

/** Values by directory and tag, read in a simple way. Offsets are omitted, since they may differ. */
function fieldsOf(exif: Buffer): Record<string, string> {
  const bytes = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif;
  const [u16, u32] =
    bytes[0] === 0x49
      ? [(at: number) => bytes.readUInt16LE(at), (at: number) => bytes.readUInt32LE(at)]
      : [(at: number) => bytes.readUInt16BE(at), (at: number) => bytes.readUInt32BE(at)];
  const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
  const fields: Record<string, string> = {};
  const read = (name: string, start: number) => {
    const end = start + 2 + u16(start) * 12;
    for (let at = start + 2; at < end; at += 12) {
      const tag = u16(at);
      const size = (sizes[u16(at + 2)] as number) * u32(at + 4);
      const data = size > 4 ? u32(at + 8) : at + 8;
      if (tag === exifTag) read('exif', u32(at + 8));
      else if (tag === gpsTag) read(`${name}gps`, u32(at + 8));
      else fields[`${name} ${tag.toString(16)}`] = bytes.toString('hex', data, data + size);
    }
    if (name === 'ifd0' && u32(end) !== 0) read('ifd1', u32(end));
  };
  read('ifd0', u32(4));
  return fields;
}

function withoutGpsFields(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.includes('gps')));
}

/** Values of a GPS directory that are too long to occur by chance. */
function gpsValues(exif: Buffer): Buffer[] {
  const values = Object.entries(fieldsOf(exif)).filter(([name, value]) => name.includes('gps') && value.length > 16);
  return values.map(([, value]) => Buffer.from(value, 'hex'));
}

function edit(exif: Buffer): Buffer {
  const edited = withoutGps(exif);
  if (edited === undefined) throw new Error('The block is not in order.');
  return edited;
}

async function exifOf(image: Buffer): Promise<Buffer> {
  return (await sharp(image).metadata()).exif as Buffer;
}

function photo(): Sharp {
  return gradient(48, 32).withExif({
    IFD0: { Copyright: 'me', Artist: 'you', ImageDescription: 'a text that is longer' },
    IFD2: { ExposureTime: '1/50', LensModel: 'a lens' },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '51/1 30/1 7/1',
      GPSLongitudeRef: 'W',
      GPSLongitude: '1/1 2/1 3/1',
      GPSMapDatum: 'WGS-84-LONG',
    },
  });
}

/** A JPEG with a block not written by libvips. */
async function jpegWith(exif: Buffer): Promise<Buffer> {
  const jpeg = await gradient(48, 32).jpeg().toBuffer();
  const data = Buffer.concat([Buffer.from('Exif\0\0'), exif]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), number('MM', data.length + 2, 2), data, jpeg.subarray(2)]);
}

/** Removes GPS from an image, and checks that only GPS is gone. */
async function expectGpsRemoved(written: Buffer): Promise<Buffer> {
  const before = await exifOf(written);
  expect(hasGps(before)).toBe(true);
  const values = gpsValues(before);
  expect(values.length).toBeGreaterThanOrEqual(3);
  const image = editExif(written, before, edit(before));
  expect(image).toHaveLength(written.length);
  const after = await exifOf(image);
  expect(hasGps(after)).toBe(false);
  expect(after).toHaveLength(before.length);
  for (const value of values) expect(image.includes(value)).toBe(false);
  for (const bytes of [Buffer.from([0x25, 0x88]), Buffer.from([0x88, 0x25])]) expect(after.includes(bytes)).toBe(false);
  expect(fieldsOf(after)).toEqual(withoutGpsFields(fieldsOf(before)));
  expect(await sharp(image, { failOn: 'warning' }).raw().toBuffer()).toEqual(await sharp(written).raw().toBuffer());
  return image;
}

describe.each(formats)('GPS in a written %s', (format) => {
  test('is removed, and everything else stays', async () => {
    const image = await expectGpsRemoved(await photo().toFormat(format).toBuffer());
    expect(copyrightOf(await exifOf(image))).toEqual({ Copyright: 'me', Artist: 'you' });
  });

  test.each(['II', 'MM'] as const)('is removed from a block in the byte order %s', async (order) => {
    const written = await sharp(await jpegWith(camera(order)))
      .keepExif()
      .toFormat(format)
      .toBuffer();
    expect((await exifOf(written)).includes(order)).toBe(true);
    const image = await expectGpsRemoved(written);
    expect(copyrightOf(await exifOf(image))).toEqual({ Copyright: 'me and myself', Artist: 'you' });
  });
});

describe.each(['II', 'MM'] as const)('a block in the byte order %s', (order) => {
  const whole = camera(order);
  const ifd0 = (...fields: Field[]): Part => ({ name: 'ifd0', fields });

  test('loses GPS of both directories and nothing else', () => {
    const edited = edit(whole);
    expect(edited).toHaveLength(whole.length);
    expect(whole).toEqual(camera(order));
    for (const value of gpsValues(whole)) expect(edited.includes(value)).toBe(false);
    expect(edited.includes('WGS')).toBe(false);
    expect(fieldsOf(edited)).toEqual(withoutGpsFields(fieldsOf(whole)));
    expect(Object.keys(fieldsOf(edited))).toHaveLength(8);
    expect(edited.subarray(-16)).toEqual(whole.subarray(-16));
    expect([hasGps(whole), hasGps(edited)]).toEqual([true, false]);
    expect(edit(edited)).toEqual(edited);
  });

  test('zeroes exactly the freed bytes', () => {
    const made = block(order, [ifd0(text(0x013b, 'you'), pointer(gpsTag, 'gps')), gps(order)]);
    const bare = block(order, [ifd0(text(0x013b, 'you'))]);
    expect(edit(made)).toEqual(Buffer.concat([bare.subarray(0, -16), Buffer.alloc(made.length - bare.length), bare.subarray(-16)]));
  });

  test('may start with Exif and two null bytes', () => {
    const prefix = Buffer.from('Exif\0\0');
    const prefixed = Buffer.concat([prefix, whole]);
    expect(edit(prefixed)).toEqual(Buffer.concat([prefix, edit(whole)]));
    expect(hasGps(prefixed)).toBe(true);
    expect(copyrightOf(prefixed)).toEqual(copyrightOf(whole));
  });

  test('stays unchanged without GPS', () => {
    const made = block(order, [ifd0(text(0x013b, 'you'))]);
    expect(edit(made)).toEqual(made);
    expect(hasGps(made)).toBe(false);
  });

  test('is not edited if it is truncated inside claimed bytes', () => {
    for (let length = 0; length < whole.length - 16; length += 1) {
      const cut = whole.subarray(0, length);
      expect(withoutGps(cut)).toBeUndefined();
      expect(() => [hasGps(cut), copyrightOf(cut)]).not.toThrow();
    }
    expect(withoutGps(whole.subarray(0, -16))).toBeDefined();
    expect(hasGps(whole.subarray(0, 80))).toBe(true);
  });

  const text9 = text(0x013b, 'nine chars');
  test.each<[string, readonly Part[]]>([
    ['a directory that follows itself', [{ ...ifd0(pointer(gpsTag, 'gps')), next: 'ifd0' }, gps(order)]],
    ['an Exif directory that is IFD0', [ifd0(pointer(exifTag, 'ifd0'), pointer(gpsTag, 'gps')), gps(order)]],
    ['a GPS directory that is IFD0', [ifd0(text9, pointer(gpsTag, 'ifd0'))]],
    ['a GPS directory in the head', [ifd0(text9, pointer(gpsTag, 0))]],
    [
      'a GPS directory that is the Exif directory',
      [ifd0(pointer(exifTag, 'exif'), pointer(gpsTag, 'exif')), { name: 'exif', fields: [text9] }],
    ],
    ['a GPS directory out of the block', [ifd0(pointer(gpsTag, 5000))]],
    ['a next directory out of the block', [{ ...ifd0(pointer(gpsTag, 'gps')), next: 5000 }, gps(order)]],
    ['GPS values out of the block', [ifd0(pointer(gpsTag, 'gps')), { name: 'gps', fields: [{ tag: 2, type: 5, count: 3, value: 5000 }] }]],
    [
      'more GPS values than the block holds',
      [ifd0(pointer(gpsTag, 'gps')), { name: 'gps', fields: [{ tag: 2, type: 5, count: 2 ** 32 - 1, value: 60 }] }],
    ],
    [
      'GPS values in the entries of IFD0',
      [ifd0(text9, pointer(gpsTag, 'gps')), { name: 'gps', fields: [{ tag: 2, type: 5, count: 1, value: 12 }] }],
    ],
    [
      'GPS values in a text of IFD0',
      [ifd0(text9, pointer(gpsTag, 'gps')), { name: 'gps', fields: [{ tag: 2, type: 5, count: 1, value: 40 }] }],
    ],
    [
      'GPS values in the entries of the Exif directory',
      [
        ifd0(pointer(gpsTag, 'gps'), pointer(exifTag, 'exif')),
        { name: 'exif', fields: [text9] },
        { name: 'gps', fields: [{ tag: 2, type: 5, count: 1, value: 'exif' }] },
      ],
    ],
    [
      'GPS values in the thumbnail',
      [
        { ...ifd0(pointer(gpsTag, 'gps')), next: 'ifd1' },
        { name: 'ifd1', fields: [pointer(0x0201, 'gps'), pointer(0x0202, 30)] },
        gps(order),
      ],
    ],
    [
      'GPS values of a type that is not known',
      [ifd0(pointer(gpsTag, 'gps')), { name: 'gps', fields: [{ tag: 2, type: 99, count: 1, value: 8 }] }],
    ],
    [
      'a GPS pointer in the Exif directory',
      [ifd0(pointer(exifTag, 'exif')), { name: 'exif', fields: [pointer(gpsTag, 'gps')] }, gps(order)],
    ],
    // An entry of zeros can be mistaken for a directory without entries.
    [
      'a second directory within the entries that move',
      [{ ...ifd0(pointer(gpsTag, 'gps'), { tag: 0, type: 0, count: 0, value: 0 }), next: 22 }, gps(order)],
    ],
    ['GPS values in the head', [ifd0(text9, pointer(gpsTag, 'gps')), { name: 'gps', fields: [{ tag: 2, type: 5, count: 1, value: 0 }] }]],
  ])('is not edited with %s', (_, parts) => {
    const made = block(order, parts);
    expect(withoutGps(made)).toBeUndefined();
    expect(hasGps(made)).toBe(true);
    expect(() => copyrightOf(made)).not.toThrow();
  });

  test('may have GPS entries that share a value', () => {
    const shared = rationals(order, 2, 51, 30, 7);
    // The directory of two entries starts at 26, and its values at 56.
    const made = block(order, [ifd0(pointer(gpsTag, 'gps')), { name: 'gps', fields: [shared, { ...shared, tag: 4, value: 56 }] }]);
    expect(
      edit(made)
        .subarray(10, -16)
        .equals(Buffer.alloc(made.length - 26)),
    ).toBe(true);
  });

  test('zeroes each byte once even if thousands of entries claim the same megabytes', { timeout: 20_000 }, () => {
    const fields = Array.from({ length: 65_535 }, (_, tag) => ({ tag, type: 1, count: 3_800_000, value: 900_000 + tag }));
    const made = Buffer.concat([block(order, [ifd0(pointer(gpsTag, 'gps')), { name: 'gps', fields }]), Buffer.alloc(4_000_000, 7)]);
    expect(edit(made).includes(7)).toBe(true);
  });

  test('provides copyright and artist', () => {
    const both = (copyright: string, artist: string, type?: number) =>
      copyrightOf(block(order, [ifd0(text(0x013b, artist, type), text(0x8298, copyright, type))]));
    expect(both('© me', 'Jürgen\0\0')).toEqual({ Copyright: '© me', Artist: 'Jürgen' });
    expect(both('© me', 'Jürgen', 129)).toEqual({ Copyright: '© me', Artist: 'Jürgen' });
    expect(both('photographer\0editor', 'you')).toEqual({ Copyright: 'photographer; editor', Artist: 'you' });
    expect(both(' \0editor', '')).toEqual({ Copyright: 'editor' });
    expect(both('\0\0\0\0\0\0', '      ')).toEqual({});
    expect(both('a number', 'another', 3)).toEqual({});
    expect(copyrightOf(block(order, [ifd0({ tag: 0x8298, type: 2, count: 99, value: 5000 })]))).toEqual({});
  });
});

describe('bytes that are not an EXIF block', () => {
  test.each([
    Buffer.alloc(0),
    Buffer.from('Exif\0\0'),
    Buffer.from('II'),
    Buffer.from('II*\0'),
    Buffer.alloc(100),
    Buffer.alloc(100, 0xff),
  ])('contain nothing and are not edited (%#)', (garbage) => {
    expect([withoutGps(garbage), hasGps(garbage), copyrightOf(garbage)]).toEqual([undefined, false, {}]);
  });

  test('after a valid header do no harm', () => {
    const whole = camera('II');
    // A fixed sequence (the minimal standard generator), so that a failure can be reproduced.
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 5000; round += 1) {
      const damaged = Buffer.from(whole);
      for (let hit = 0; hit < 4; hit += 1) damaged[8 + random(damaged.length - 8)] = random(4) === 0 ? random(256) : random(16);
      const edited = withoutGps(damaged);
      if (edited) expect([edited.length, hasGps(edited)]).toEqual([damaged.length, false]);
      hasGps(damaged);
      copyrightOf(damaged);
    }
  });
});

describe('editing an image', () => {
  const exif = camera('MM');

  test('updates the checksum of a PNG', async () => {
    const written = await photo().png().toBuffer();
    const before = await exifOf(written);
    expect(decodePng(editExif(written, before, edit(before)))).toEqual({ width: 48, height: 32 });
    const untouched = Buffer.from(written);
    editExif(written, before, edit(before));
    expect(written).toEqual(untouched);
  });

  test('finds the block of a PNG only in its chunk', async () => {
    const plain = await gradient(48, 32).png().toBuffer();
    const image = withPngChunks(plain, pngChunk('teSt', exif), pngChunk('eXIf', Buffer.concat([Buffer.from('Exif\0\0'), exif])));
    const edited = editExif(image, exif, edit(exif));
    const data = [...chunks(edited)].filter(({ type }) => type === 'teSt' || type === 'eXIf');
    expect(data.map(({ start, length }) => hasGps(edited.subarray(start, start + length)))).toEqual([true, false]);
    expect(decodePng(edited)).toBeDefined();
  });

  test.each(formats)('throws if a %s has another block, or none', async (format) => {
    const other = await photo().toFormat(format).toBuffer();
    const none = await gradient(48, 32).toFormat(format).toBuffer();
    for (const image of [other, none, none.subarray(0, 20), Buffer.alloc(0)])
      expect(() => editExif(image, exif, edit(exif))).toThrow('not found');
    expect(() => editExif(none, Buffer.alloc(0), Buffer.alloc(0))).toThrow('not found');
    expect(() => editExif(other, exif, exif.subarray(1))).toThrow('different length');
  });
});
