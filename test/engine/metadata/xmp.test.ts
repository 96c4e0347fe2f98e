import { describe, expect, test } from 'vitest';
import { hasLocations, withoutLocations } from '../../../src/engine/metadata/xmp';

const edited = (xmp: string) => withoutLocations(Buffer.from(xmp))?.toString();

describe('a property with a location becomes spaces', () => {
  test.each([
    ['<a p:City="x" b="y"/>', '<a            b="y"/>'],
    ["<a b='p:City=\"x\"' p:City='>'/>", `<a b='p:City="x"'           />`],
    ['<a><p:City>x</p:City>y</a>', `<a>${' '.repeat(18)}y</a>`],
    ['<a><p:City/></a>', '<a>         </a>'],
    ['<a><p:City><p:City/></p:City></a>', `<a>${' '.repeat(26)}</a>`],
    ['<a drone:GpsLatitude="5"\n/>', '<a                      \n/>'],
    ['<a xmlns:GPS="u" GPS:b="City"/>', '<a xmlns:GPS="u" GPS:b="City"/>'],
    ['<a>p:City="x" GPSLatitude</a>', '<a>p:City="x" GPSLatitude</a>'],
    ['<!-- <p:City> --><?x <p:City> ?><a><![CDATA[<p:City>]]></a>', '<!-- <p:City> --><?x <p:City> ?><a><![CDATA[<p:City>]]></a>'],
    ['<a>ä<City>Zürich</City></a>', '<a>ä                    </a>'],
    ['<a CapacityState="1"/>', '<a CapacityState="1"/>'],
  ])('in %s', (xmp, wanted) => {
    expect(edited(xmp)).toBe(wanted);
    expect(hasLocations(Buffer.from(xmp))).toBe(xmp !== wanted);
    expect(hasLocations(Buffer.from(wanted))).toBe(false);
  });
});

describe('malformed XMP is not edited and counts as containing a location', () => {
  test.each(['<a>', '</a>', '<a></b>', '<a', '<a b="', '<!-- ', '<!DOCTYPE a [<!ENTITY x "City">]><a/>'])('such as %s', (xmp) => {
    expect(edited(xmp)).toBeUndefined();
    expect(hasLocations(Buffer.from(xmp))).toBe(true);
  });

  test('such as UTF-16', () => {
    expect(withoutLocations(Buffer.from('<a p:City="x"/>', 'utf16le'))).toBeUndefined();
    expect(withoutLocations(Buffer.from('\ufeff<a p:City="x"/>', 'utf16le').swap16())).toBeUndefined();
  });
});

// Quadratic work on them would exceed the timeout.
test('megabytes of pseudo tags are processed in linear time', () => {
  for (const text of ['<a ', '<a>', '<a b=" ', '<!--', "<a c='\"'>"])
    expect(withoutLocations(Buffer.from(text.repeat(200_000)))).toBeUndefined();
});
