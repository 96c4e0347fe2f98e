import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { carryWebpMetadata } from '../../../src/engine/formats/webp';
import { copyrightOf, hasGps } from '../../../src/engine/metadata/exif';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { SourceHeader } from '../../../src/shared/run/run';
import {
  animation,
  cornersOf,
  gradient,
  oriented,
  p3Profile,
  pngChunk,
  withPngChunks,
  withProfile,
  withTiffTag,
  write,
} from '../fixtures/images';
import { runOn, temporaryFolder } from '../fixtures/runs';

/** The metadata policies of recipes, verified in the outputs. */

type Policy = NonNullable<Profile['metadata']>;
type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';
const formats = ['jpeg', 'png', 'webp', 'avif'] as const;

const exif = {
  IFD0: { Artist: 'Somebody Else', Copyright: 'Nobody Ltd', Make: 'Camera' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
};
const rdf = (inner: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${inner}</rdf:RDF></x:xmpmeta>`;
const placeXmp = rdf('<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30N"/>');
const plainXmp = rdf('<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="image/jpeg"/>');

/** The ways in which XMP contains a location, each next to data to keep. */
const described = (attributes: string, inner: string) =>
  rdf(
    `<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" dc:publisher="Nobody Ltd" ${attributes}>${inner}</rdf:Description>`,
  );
const nested = (name: string) =>
  `<Iptc4xmpExt:${name}><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>London</Iptc4xmpExt:City></rdf:li><rdf:li Iptc4xmpExt:Sublocation="London"/></rdf:Bag></Iptc4xmpExt:${name}>`;
const places = {
  'GPS, an attribute': described('exif:GPSLatitude="51,30N"', ''),
  'GPS, an element': described('', '<exif:GPSLatitude>51,30N</exif:GPSLatitude>'),
  attributes: described(
    `photoshop:City="London" photoshop:State='Greater London' photoshop:Country = "London > UK" Iptc4xmpCore:Location="London Eye" Iptc4xmpCore:CountryCode="GBR"`,
    '',
  ),
  elements: described(
    '',
    '<photoshop:City>London</photoshop:City><photoshop:State>Greater London</photoshop:State><photoshop:Country>London</photoshop:Country><Iptc4xmpCore:Location>London Eye</Iptc4xmpCore:Location><Iptc4xmpCore:CountryCode>GBR</Iptc4xmpCore:CountryCode>',
  ),
  'nested structures': described('', nested('LocationShown') + nested('LocationCreated')),
  'the prefixes of another writer': described(
    'xmlns:ps="http://ns.adobe.com/photoshop/1.0/" ps:City="London"',
    '<ps:State>London</ps:State>',
  ),
};

async function written(image: Sharp | Buffer, name: string, metadata: Policy, format: Format, rest: Profile = {}) {
  const source = await write(join(temporaryFolder(), name), image);
  const outcome = await runOn(source, { steps: [{ operation: 'resize', width: 40 }], outputs: [{ format }], metadata, ...rest });
  expect({ status: outcome.status, message: outcome.message }).toEqual({ status: 'done' });
  const found = await sharp(outcome.target).metadata();
  return { ...outcome, source, found, exif: found.exif, bytes: readFileSync(outcome.target) };
}

const tagged = (xmp = plainXmp) => gradient(60, 40).withExif(exif).withXmp(xmp).jpeg({ quality: 90 });

describe.each(formats)('in %s', (format) => {
  test('keep preserves all metadata', async () => {
    const { exif: block, found, notes } = await written(tagged(placeXmp), 'a.jpg', 'keep', format);
    expect(copyrightOf(block as Buffer)).toEqual({ Artist: 'Somebody Else', Copyright: 'Nobody Ltd' });
    expect(hasGps(block as Buffer)).toBe(true);
    expect(found.xmp?.toString()).toContain('GPSLatitude');
    expect(notes).toBeUndefined();
  });

  test('strip removes all metadata', async () => {
    const { found, notes, bytes } = await written(tagged(placeXmp), 'a.jpg', 'strip', format);
    expect([found.exif, found.xmp, found.iptc]).toEqual([undefined, undefined, undefined]);
    expect(bytes.includes('Nobody')).toBe(false);
    expect(notes).toBeUndefined();
  });

  test('strip-gps removes only the location', async () => {
    const { exif: block, found, notes } = await written(tagged(), 'a.jpg', 'strip-gps', format);
    expect(copyrightOf(block as Buffer)).toEqual({ Artist: 'Somebody Else', Copyright: 'Nobody Ltd' });
    expect(block?.toString('latin1')).toContain('Camera');
    expect(hasGps(block as Buffer)).toBe(false);
    expect(found.xmp?.toString()).toContain('dc:format');
    expect(notes).toBeUndefined();
  });

  test.each(Object.entries(places))('strip-gps removes the location from XMP with %s', async (_, xmp) => {
    const { exif: block, found, notes } = await written(tagged(xmp), 'a.jpg', 'strip-gps', format);
    expect(hasGps(block as Buffer)).toBe(false);
    const text = found.xmp?.toString() as string;
    expect(text).toContain('Nobody Ltd');
    expect(text).not.toMatch(/London|51,30N|GBR/);
    // Whoever reads XML reads it: an SVG may hold any.
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><metadata>${text}</metadata></svg>`;
    expect((await sharp(Buffer.from(svg)).metadata()).width).toBe(9);
    expect(notes).toBeUndefined();
  });

  test('strip-gps removes malformed XMP with a note', async () => {
    const { found, notes } = await written(tagged(placeXmp.replace('</rdf:RDF>', '')), 'a.jpg', 'strip-gps', format);
    expect(found.xmp).toBeUndefined();
    expect(notes).toEqual(['XMP was removed: it is malformed and may contain the location.']);
  });

  test.each(['strip', 'copyright-only'] as const)('%s works on an image with nothing but a color profile', async (policy) => {
    const { found } = await written(gradient(60, 40).withIccProfile('p3').jpeg(), 'a.jpg', policy, format);
    expect({ exif: found.exif, profile: found.icc !== undefined }).toEqual({ exif: undefined, profile: true });
  });

  test('copyright-only keeps only copyright and artist', async () => {
    const { exif: block, found, notes } = await written(tagged(placeXmp), 'a.jpg', 'copyright-only', format);
    expect(copyrightOf(block as Buffer)).toEqual({ Artist: 'Somebody Else', Copyright: 'Nobody Ltd' });
    expect(hasGps(block as Buffer)).toBe(false);
    expect(block?.toString('latin1')).not.toContain('Camera');
    expect(found.xmp).toBeUndefined();
    expect(notes).toBeUndefined();
  });

  test('copyright-only removes everything from an image without a copyright', async () => {
    const bare = gradient(60, 40)
      .withExif({ IFD0: { Make: 'Camera' } })
      .jpeg();
    expect((await written(bare, 'a.jpg', 'copyright-only', format)).exif).toBeUndefined();
  });

  test.each(['keep', 'strip', 'strip-gps', 'copyright-only'] as const)('%s applies the orientation to the pixels', async (policy) => {
    for (const orientation of [3, 6]) {
      const { found, target } = await written(await oriented(orientation, 80, 48), 'a.jpg', policy, format);
      expect(found).toMatchObject({ width: 40, height: 24 });
      expect(found.orientation ?? 1).toBe(1);
      expect(await cornersOf(target)).toBe('red green blue yellow');
    }
  });
});

describe('metadata that a format does not support', () => {
  test.each([
    ['keep', ['Not supported by TIFF, so not kept: EXIF.']],
    ['strip', undefined],
    ['strip-gps', ['Not supported by TIFF, so not kept: EXIF.']],
    ['copyright-only', ['The copyright was lost: TIFF does not support it.']],
  ] as const)('TIFF, %s', async (policy, wanted) => {
    const { notes, exif: block, found } = await written(tagged(), 'a.jpg', policy, 'tiff');
    expect(notes).toEqual(wanted);
    expect(block).toBeUndefined();
    expect(found.xmp !== undefined).toBe(policy === 'keep' || policy === 'strip-gps');
  });
});

describe('strip-gps removes the location from every block of XMP', () => {
  const xmp = places.elements;

  test('in each level of a pyramid', async () => {
    const output = { format: 'tiff', pyramid: true, tileSize: 16 } as const;
    const { bytes, found } = await written(tagged(xmp), 'a.jpg', 'strip-gps', 'tiff', { outputs: [output] });
    expect(found.pages).toBeGreaterThan(1);
    expect([bytes.includes('Nobody Ltd'), bytes.includes('London')]).toEqual([true, false]);
  });

  test('in a block that is copied from WebP to WebP', async () => {
    const still = await gradient(60, 40).withXmp(xmp).withExif(exif).webp().toBuffer();
    const header = { metadata: ['exif', 'xmp'] } as unknown as SourceHeader;
    const frames = carryWebpMetadata(still, await animation(['red', 'blue'], { format: 'webp' }), header);
    expect(frames.includes('London')).toBe(true);
    const { bytes, found } = await written(frames, 'a.webp', 'strip-gps', 'webp');
    expect([found.pages, bytes.includes('Nobody Ltd'), bytes.includes('London')]).toEqual([2, true, false]);
    expect(hasGps(found.exif as Buffer)).toBe(false);
  });
});

describe('from PNG to PNG', () => {
  const text = (keyword: string, value: string) => pngChunk('tEXt', Buffer.from(`${keyword}\0${value}`));
  const comment = text('Comment', 'a small cat');
  const raw = text('Raw profile type exif', '\nexif\n      8\n4750534c61746974\n');
  const lateXmp = pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${placeXmp}`));
  const png = async () => {
    const early = withPngChunks(await gradient(60, 40).png().toBuffer(), comment, raw);
    return Buffer.concat([early.subarray(0, -12), lateXmp, early.subarray(-12)]);
  };

  test('keep preserves every text', async () => {
    const { bytes, notes } = await written(await png(), 'a.png', 'keep', 'png');
    for (const chunk of [comment, raw, lateXmp]) expect(bytes.includes(chunk)).toBe(true);
    expect(notes).toBeUndefined();
  });

  test('strip-gps keeps only texts that cannot contain a location', async () => {
    const { bytes, notes } = await written(await png(), 'a.png', 'strip-gps', 'png');
    expect(bytes.includes(comment)).toBe(true);
    for (const secret of ['GPSLatitude', '4750534c', 'Raw profile']) expect(bytes.includes(secret), secret).toBe(false);
    expect(notes).toEqual(['PNG texts that may contain the location were removed.']);
  });

  test.each(['strip', 'copyright-only'] as const)('%s removes all texts, even next to a color profile', async (policy) => {
    const profiled = withProfile(await png(), await p3Profile());
    const { bytes, found } = await written(profiled, 'a.png', policy, 'png');
    expect(found.icc).toBeDefined();
    for (const word of ['small cat', 'Raw profile', 'GPSLatitude', 'tEXt', 'iTXt']) expect(bytes.includes(word), word).toBe(false);
  });
});

test.each(formats)('in %s, copyright-only keeps the exact text in any script', async (format) => {
  // libvips would write `Jorg` and `(C)`. Here, a value replaces another of the same length in bytes.
  const source = await gradient(60, 40)
    .withExif({ IFD0: { Artist: 'J__rg', Copyright: '__ 2020 __' } })
    .jpeg()
    .toBuffer();
  const edited = Buffer.from(
    source.toString('latin1').replace('J__rg', 'J\xc3\xb6rg').replace('__ 2020 __', '\xc2\xa9 2020 \xc3\x84'),
    'latin1',
  );
  const { exif: block } = await written(edited, 'a.jpg', 'copyright-only', format);
  expect(copyrightOf(block as Buffer)).toEqual({ Artist: 'Jörg', Copyright: '© 2020 Ä' });
});

test('the density is kept by policies that keep metadata', async () => {
  const dense = () => gradient(60, 40).withMetadata({ density: 300 }).jpeg();
  for (const format of ['jpeg', 'png'] as const) expect((await written(dense(), 'a.jpg', 'keep', format)).found.density, format).toBe(300);
});

describe('IPTC', () => {
  /** A Photoshop block with IPTC in 8BIM 0x0404: a by-line and a city (IIM 4.2, 2:80 and 2:90). */
  const record = Buffer.from('\x1c\x02\x50\0\x08Somebody\x1c\x02\x5a\0\x06London', 'latin1');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(record.length);
  const block = Buffer.concat([Buffer.from('8BIM\x04\x04\0\0', 'latin1'), size, record, Buffer.alloc(record.length % 2)]);
  const jpeg = async (gray = false) => {
    const plain = await gradient(60, 40, gray ? 1 : 3)
      .toColorspace(gray ? 'b-w' : 'srgb')
      .jpeg()
      .toBuffer();
    const body = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), block]);
    const head = Buffer.from([0xff, 0xed, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([plain.subarray(0, 2), head, body, plain.subarray(2)]);
  };

  test('is kept by keep', async () => {
    for (const colorProfile of ['keep', 'srgb', 'p3', 'strip'] as const) {
      const { found, notes } = await written(await jpeg(colorProfile === 'strip'), 'a.jpg', 'keep', 'jpeg', { colorProfile });
      expect(found.iptc?.includes('Somebody'), colorProfile).toBe(true);
      expect(notes).toBeUndefined();
    }
  });

  test.each([...formats, 'tiff'] as const)('may contain the location, so strip-gps removes it with a note from %s', async (format) => {
    for (const colorProfile of ['keep', 'srgb', 'p3', 'strip'] as const) {
      const { found, bytes, notes } = await written(await jpeg(), 'a.jpg', 'strip-gps', format, { colorProfile });
      expect([found.iptc, bytes.includes('London')], colorProfile).toEqual([undefined, false]);
      expect(notes).toEqual(['IPTC was removed: it may contain the location.']);
    }
  });

  test.each([
    ['keep', true, undefined],
    ['strip-gps', false, ['IPTC was removed: it may contain the location.']],
    ['strip', false, undefined],
    ['copyright-only', false, undefined],
  ] as const)("in Photoshop's block of a TIFF that has a color profile: %s", async (policy, stays, wanted) => {
    const plain = await gradient(60, 40).withIccProfile('p3').tiff({ compression: 'deflate' }).toBuffer();
    const { bytes, notes, found } = await written(withTiffTag(plain, 34377, block), 'a.tif', policy, 'tiff');
    expect({ london: bytes.includes('London'), notes, profile: found.icc !== undefined }).toEqual({
      london: stays,
      notes: wanted,
      profile: true,
    });
  });
});

test('keepTimestamps gives new files the modification time of their source', async () => {
  const then = new Date('2001-02-03T04:05:06Z');
  for (const keepTimestamps of [true, false]) {
    const source = await write(join(temporaryFolder(), 'a.png'), gradient(60, 40).png());
    utimesSync(source, then, then);
    const { outputs } = await runOn(source, { keepTimestamps, outputs: [{ format: ['webp', 'png'], widths: [30, 60], folder: 'out' }] });
    expect(outputs).toHaveLength(4);
    for (const { target } of outputs) expect(statSync(target).mtimeMs === then.getTime(), target).toBe(keepTimestamps);
  }
});
