import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { assertMetadataStripped } from '../../../src/engine/metadata/assertMetadataStripped';
import { gradient, pngChunk, withPngChunks, withTiffTag } from '../fixtures/images';

/** Metadata that a policy removes is found in finished files, whatever left it there. */

const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
const exif = { IFD0: { Copyright: 'Nobody', Artist: 'Somebody' } };
const gps = { ...exif, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } };
const place = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><City>London</City></x:xmpmeta>';
const plain = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><Headline>London</Headline></x:xmpmeta>';
const policies = ['strip', 'strip-gps', 'copyright-only'] as const;

/** The policies that refuse a file, each with the metadata that it names. */
async function refusals(bytes: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const policy of policies) {
    await assertMetadataStripped(bytes, policy).catch(({ code, message }) => {
      expect([code, message]).toEqual(['check-failed', expect.stringMatching(/^The output .+ discarded\. Please report this\.$/)]);
      found[policy] = /\((.+)\)/.exec(message)?.[1] as string;
    });
  }
  return found;
}

describe.each(formats)('a file in %s', (format) => {
  const to = (image: Sharp) => image.toFormat(format).toBuffer();

  test('without metadata passes every policy', async () => {
    expect(await refusals(await to(gradient(30, 20)))).toEqual({});
    expect(await refusals(await to(gradient(30, 20).withIccProfile('p3')))).toEqual({});
  });

  test('with a copyright fails strip', async () => {
    expect(await refusals(await to(gradient(30, 20).withExif(exif)))).toEqual({ strip: 'EXIF' });
  });

  test('with another tag fails strip and copyright-only', async () => {
    const made = await to(gradient(30, 20).withExif({ IFD0: { ...exif.IFD0, Make: 'Camera' } }));
    expect(await refusals(made)).toEqual({ strip: 'EXIF', 'copyright-only': 'EXIF' });
  });

  test('with a location in EXIF fails every policy', async () => {
    const made = await to(gradient(30, 20).withExif(gps));
    expect(await refusals(made)).toEqual({ strip: 'EXIF', 'strip-gps': 'EXIF', 'copyright-only': 'EXIF' });
  });

  test('with XMP fails policies by its content', async () => {
    expect(await refusals(await to(gradient(30, 20).withXmp(plain)))).toEqual({ strip: 'XMP', 'copyright-only': 'XMP' });
    expect(await refusals(await to(gradient(30, 20).withXmp(place)))).toEqual({
      strip: 'XMP',
      'strip-gps': 'XMP',
      'copyright-only': 'XMP',
    });
  });
});

describe('a TIFF', () => {
  const made = (xmp: string) =>
    gradient(64, 64).withXmp(xmp).tiff({ compression: 'deflate', pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 });

  test('with XMP only in a later level of a pyramid is refused', async () => {
    expect(await refusals(await made(plain).toBuffer())).toEqual({ strip: 'XMP', 'copyright-only': 'XMP' });
    const bytes = await made(place).toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBeGreaterThan(1);
    expect(await refusals(bytes)).toEqual({ strip: 'XMP', 'strip-gps': 'XMP', 'copyright-only': 'XMP' });
    const first = Buffer.from(bytes);
    first.fill(' ', first.indexOf('<City>'), first.indexOf('</City>') + 7);
    expect(await refusals(first)).toMatchObject({ 'strip-gps': 'XMP' });
  });

  test.each([33723, 34377])('with IPTC in the tag %i is refused', async (tag) => {
    const bytes = withTiffTag(await gradient(30, 20).tiff().toBuffer(), tag, Buffer.from('8BIM\x04\x04\0\0\0\0\0\0', 'latin1'));
    expect(await refusals(bytes)).toEqual({ strip: 'IPTC', 'strip-gps': 'IPTC', 'copyright-only': 'IPTC' });
  });
});

describe('a PNG, before and after its pixels,', () => {
  const block = async () => ((await sharp(await gradient(9, 9).withExif(gps).jpeg().toBuffer()).metadata()).exif as Buffer).subarray(6);
  test.each<[string, () => Promise<Buffer>, Record<string, string>]>([
    ['a text', async () => pngChunk('tEXt', Buffer.from('Comment\0London')), { strip: 'text comments', 'copyright-only': 'text comments' }],
    [
      'a profile in a text',
      async () => pngChunk('zTXt', Buffer.from('Raw profile type iptc\0\0x')),
      { strip: 'text comments', 'strip-gps': 'text comments', 'copyright-only': 'text comments' },
    ],
    [
      'XMP',
      async () => pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0en\0\0${place}`)),
      { strip: 'XMP', 'strip-gps': 'XMP', 'copyright-only': 'XMP' },
    ],
    [
      'XMP without a place',
      async () => pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${plain}`)),
      { strip: 'XMP', 'copyright-only': 'XMP' },
    ],
    ['EXIF', async () => pngChunk('eXIf', await block()), { strip: 'EXIF', 'strip-gps': 'EXIF', 'copyright-only': 'EXIF' }],
  ])('with %s is refused as expected', async (_, chunk, wanted) => {
    const png = await gradient(30, 20).png().toBuffer();
    expect(await refusals(withPngChunks(png, await chunk()))).toEqual(wanted);
    expect(await refusals(Buffer.concat([png.subarray(0, -12), await chunk(), png.subarray(-12)]))).toEqual(wanted);
  });
});
