import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isIco } from '../../../src/engine/formats/ico';
import { isPng } from '../../../src/engine/formats/png';
import { mediaBrands, signatures } from '../../../src/engine/formats/signatures';
import { sniffContentType } from '../../../src/engine/formats/sniffContentType';
import { diagnose } from '../../../src/engine/sources/diagnose';
import { isUndecodableExtension } from '../../../src/shared/values/formats';
import { place, temporaryFolder } from '../fixtures/runs';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const media = (brand: string) => bytes(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1heic`);

/** Heads of files, without anything that could be decoded. */
const decodable: readonly (readonly [name: string, head: Buffer])[] = [
  ['JPEG', bytes('\xff\xd8\xff\xe0\0\x10JFIF\0')],
  ['PNG', bytes('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR')],
  ['GIF', bytes('GIF89a\x05\0\x05\0\0\0\0')],
  ['WebP', bytes('RIFF\x24\0\0\0WEBPVP8 ')],
  ['TIFF', bytes('II*\0\x08\0\0\0\0\0')],
  ['TIFF', bytes('MM\0+\0\x08\0\0\0\0')],
  ['AVIF', bytes('\0\0\0\x14ftypavif\0\0\0\0avif')],
  ['AVIF', bytes('\0\0\0\x18ftypmif1\0\0\0\0mif1avif')],
  ['SVG', bytes('<?xml version="1.0"?><svg width="5">')],
  ['compressed SVG', gzipSync('<svg/>')],
  ['BMP', bytes('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
  ['Windows icon (ICO)', bytes('\0\0\x01\0\x02\0\x10\x10\0\0')],
  ['Windows cursor (CUR)', bytes('\0\0\x02\0\x01\0\x10\x10\0\0')],
  ['JPEG 2000', bytes('\0\0\0\x0cjP  \r\n\x87\n')],
  ['JPEG 2000', bytes('\xff\x4f\xff\x51\0\x2f')],
  ['JPEG XL', bytes('\xff\x0a\xfa\x7f')],
  ['JPEG XL', bytes('\0\0\0\x0cJXL \r\n\x87\n')],
  ['HEIC', media('heic')],
  ['camera raw', bytes('\0\0\0\x18ftypcrx \0\0\0\x01crx isom')],
  ['camera raw', bytes('IIRO\x08\0\0\0')],
  ['camera raw', bytes('IIU\0\x18\0\0\0')],
  ['Photoshop', bytes('8BPS\0\x01\0\0')],
  ['QOI', bytes('qoif\0\0\0\x08')],
  ['Netpbm (PNM)', bytes('P6\n# a comment\n4 4\n255\n')],
  ['Netpbm (PNM)', bytes('P7\nWIDTH 4\n')],
  ['Netpbm (PNM)', bytes('PF\n4 4\n-1.0\n')],
  ['camera raw', bytes('FUJIFILMCCD-RAW 0201')],
];

const foreign: readonly (readonly [name: string, head: Buffer])[] = [
  ['DirectDraw surface (DDS)', bytes('DDS \x7c\0\0\0')],
  ['OpenEXR', bytes('\x76\x2f\x31\x01\x02\0\0\0')],
  ['Radiance HDR', bytes('#?RADIANCE\n')],
  ['PCX', bytes('\x0a\x05\x01\x08\0\0\0\0')],
  ['SGI', bytes('\x01\xda\x01\x01\0\x03\0\x08')],
  ['Apple icon (ICNS)', bytes('icns\0\0\x10\0')],
  ['GIMP (XCF)', bytes('gimp xcf v011\0')],
  ['FLIF', bytes('FLIF\x33\x31\0\x09')],
  ['BPG', bytes('BPG\xfb\x20\0')],
  ['JPEG XR', bytes('II\xbc\x01\x08\0\0\0')],
  ['X bitmap (XBM)', bytes('#define test_width 16\n#define test_height 7\n')],
  ['X pixmap (XPM)', bytes('/* XPM */\nstatic char *test[] = {')],
  ['FITS', bytes('SIMPLE  =                    T')],
  ['DICOM', Buffer.concat([Buffer.alloc(128), bytes('DICM\x02\0\0\0')])],
  ['KTX texture', bytes('\xabKTX 11\xbb\r\n\x1a\n')],
  ['KTX 2 texture', bytes('\xabKTX 20\xbb\r\n\x1a\n')],
  ['PowerVR texture (PVR)', bytes('PVR\x03\0\0\0\0')],
  ['ASTC texture', bytes('\x13\xab\xa1\x5c\x04\x04\x01')],
  ['Blizzard texture (BLP)', bytes('BLP2\x01\0\0\0')],
  ['Valve texture (VTF)', bytes('VTF\0\x07\0\0\0')],
  ['DjVu', bytes('AT&TFORM\0\0\x10\0DJVU')],
  ['MNG', bytes('\x8aMNG\r\n\x1a\n')],
  ['JNG', bytes('\x8bJNG\r\n\x1a\n')],
  ['Windows metafile (WMF)', bytes('\xd7\xcd\xc6\x9a\0\0')],
  ['Enhanced metafile (EMF)', Buffer.concat([bytes('\x01\0\0\0'), Buffer.alloc(36), bytes(' EMF')])],
  ['Sun raster', bytes('\x59\xa6\x6a\x95\0\0\0\x04')],
  ['DPX', bytes('SDPX\0\0\x08\0')],
  ['Amiga (ILBM)', bytes('FORM\0\0\x10\0ILBMBMHD')],
  ['Sigma raw', bytes('FOVb\0\0\x02\0')],
  ['Minolta raw', bytes('\0MRM\0\0\x10\0')],
  ['Canon raw (CRW)', bytes('II\x1a\0\0\0HEAPCCDR')],
  ['PDF', bytes('%PDF-1.7\n')],
  ['PostScript', bytes('%!PS-Adobe-3.0 EPSF-3.0\n')],
  ['video (Matroska or WebM)', bytes('\x1a\x45\xdf\xa3\x01\0')],
  ['video (AVI)', bytes('RIFF\0\0\0\0AVI LIST')],
  ['video (QuickTime)', bytes('\0\0\0\x14ftypqt  \0\0\0\0qt  ')],
  ['video (MP4)', bytes('\0\0\0\x14ftypisom\0\0\0\0isom')],
];

const others: readonly (readonly [name: string, head: Buffer])[] = [
  ['web page (HTML)', bytes('<!DOCTYPE html><svg></svg>')],
  ['ZIP archive', bytes('PK\x03\x04\x14\0')],
  ['archive', bytes('7z\xbc\xaf\x27\x1c\0\x04')],
];

const unknown: readonly (readonly [name: string, head: Buffer])[] = [
  ['an uncompressed TGA', bytes('\0\0\x02\0\0\0\0\0\0\0\0\0\x04\0\x04\0')],
  ['a text that starts with BM', bytes('BM is not enough')],
  ['an icon without images', bytes('\0\0\x01\0\0\0\0\0')],
  ['the start of a JPEG 2000 box', bytes('\0\0\0\x0cjPxx')],
];

const failureOf = (head: Buffer) => diagnose(place(join(temporaryFolder(), 'file'), head), new Error('no decoder'));

describe('sniffing and diagnosing agree', () => {
  test.each(decodable)('that %s is a format which can be decoded', async (name, head) => {
    expect(sniffContentType(head)).toMatchObject({ name, kind: 'image', format: expect.any(String) });
    expect((await failureOf(head)).code).toMatch(/^(truncated|corrupt|unsupported)$/);
  });

  test.each(foreign)('that %s is a format without a decoder', async (name, head) => {
    const type = sniffContentType(head);
    expect(type).toMatchObject({ name });
    expect(type).not.toHaveProperty('format');
    expect(await failureOf(head)).toMatchObject({
      code: 'unsupported',
      message: `${name} files are not supported yet. Convert the file with another program.`,
    });
  });

  test.each(others)('that %s is not an image', async (name, head) => {
    expect(sniffContentType(head)).toMatchObject({ name, kind: 'other' });
    expect(await failureOf(head)).toMatchObject({ code: 'not-an-image' });
  });

  test.each(unknown)('that %s is unknown', async (_, head) => {
    expect(sniffContentType(head)).toBeUndefined();
    expect(await failureOf(head)).toMatchObject({ code: 'not-an-image' });
  });
});

test('the containers that are read without libvips are recognized by the same bytes', () => {
  for (const [name, head] of [...decodable, ...foreign, ...others, ...unknown]) {
    expect(isPng(head), name).toBe(name === 'PNG');
    expect(isIco(head), name).toBe(name === 'Windows icon (ICO)');
  }
});

test('every type of the table has a sample here', () => {
  const sampled = new Set([...decodable, ...foreign, ...others].map(([name]) => name));
  for (const [, { name }] of [...signatures, ...mediaBrands]) expect([...sampled]).toContain(name);
});

test('images without a decoder are found by their usual extension', () => {
  for (const [, { kind, format, extensions }] of [...signatures, ...mediaBrands])
    if (kind === 'image' && format === undefined) expect(isUndecodableExtension(extensions[0] as string), extensions[0]).toBe(true);
});
