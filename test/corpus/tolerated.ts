import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { pngChunk, tiff, withPngChunks, withTiffTag } from '../engine/fixtures/images';
import { type Files, landscapeScene } from './photos';

/** Images with faults around their pixels, in rare kinds of samples, or with their orientation outside of EXIF. */

const latin = (text: string) => Buffer.from(text, 'latin1');

/** A JPEG that begins with a comment, with bytes between it and the next segment. */
export function withStrayBytes(jpeg: Buffer, stray: Buffer): Buffer {
  const comment = Buffer.from([0xff, 0xfe, 0, 4, 0x68, 0x69]);
  return Buffer.concat([jpeg.subarray(0, 2), comment, stray, jpeg.subarray(2)]);
}

const download = latin('HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n');

/** Whole numbers as a TIFF stores them: short, or long. */
type Entry = readonly [tag: number, type: 3 | 4, values: readonly number[]];

/** A little-endian TIFF of one directory. @param entries given where the samples begin */
function directory(entries: (samplesAt: number) => readonly Entry[], samples: Buffer): Buffer {
  const bytesOf = ([, type, values]: Entry) => (type === 3 ? 2 : 4) * values.length;
  const head = 8 + 2 + entries(0).length * 12 + 4;
  const outside = entries(0).reduce((sum, entry) => sum + (bytesOf(entry) > 4 ? bytesOf(entry) : 0), 0);
  const bytes = Buffer.alloc(head + outside);
  bytes.write('II*\0\x08\0\0\0', 'latin1');
  bytes.writeUInt16LE(entries(0).length, 8);
  let free = head;
  entries(head + outside).forEach((entry, index) => {
    const [tag, type, values] = entry;
    const at = 10 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(values.length, at + 4);
    const isInside = bytesOf(entry) <= 4;
    if (!isInside) bytes.writeUInt32LE(free, at + 8);
    values.forEach((value, place) => {
      const size = type === 3 ? 2 : 4;
      bytes.writeUIntLE(value, (isInside ? at + 8 : free) + place * size, size);
    });
    if (!isInside) free += bytesOf(entry);
  });
  return Buffer.concat([bytes, samples]);
}

/** Four tiles for each of three planes. */
function planarTiles(): Buffer {
  const tiles = Array.from({ length: 12 }, (_, index) => index);
  const entries = (at: number): Entry[] => [
    ...([
      [256, 3, [32]],
      [257, 3, [32]],
      [258, 3, [8, 8, 8]],
      [259, 3, [1]],
      [262, 3, [2]],
    ] as const),
    ...([
      [277, 3, [3]],
      [284, 3, [2]],
      [322, 3, [16]],
      [323, 3, [16]],
    ] as const),
    [324, 4, tiles.map((tile) => at + tile * 256)],
    [325, 4, tiles.map(() => 256)],
  ];
  return directory(entries, Buffer.concat(tiles.map((tile) => Buffer.alloc(256, tile * 20))));
}

/** A ramp from below black to above white, sample by sample. */
export function floatRamp(count: number): Buffer {
  const samples = Buffer.alloc(count * 4);
  for (let index = 0; index < count; index += 1) samples.writeFloatLE(-0.1 + (1.2 * index) / (count - 1), index * 4);
  return samples;
}

const floats = { width: 16, height: 16, bits: 32, sampleFormat: 3 } as const;

/** The tags of a map, of which the text lacks its NUL. */
function geoTiff(plain: Buffer): Buffer {
  const scale = withTiffTag(plain, 33_550, Buffer.alloc(24));
  return withTiffTag(withTiffTag(scale, 34_735, Buffer.alloc(8)), 34_737, latin('WGS 84|'), 2);
}

/** EXIF as ImageMagick writes it into a text. */
function rawProfile(exif: Buffer, name = 'exif'): Buffer {
  const bytes = Buffer.concat([latin('Exif\0\0'), exif]);
  const digits = bytes.toString('hex').replace(/.{72}/g, '$&\n');
  return pngChunk(
    'zTXt',
    Buffer.concat([latin(`Raw profile type ${name}\0\0`), deflateSync(latin(`\n${name}\n${bytes.length}\n${digits}\n`))]),
  );
}

const turnedExif = latin('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0');

export const turnedXmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>`;

/** Photos that lie on their side and say so only in XMP, or in a text. */
export async function turnedOutsideExif(): Promise<Files> {
  const lying = await landscapeScene().rotate(270).png().toBuffer();
  const { data, info } = await sharp(lying).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  const withXmp = () => sharp(lying).withXmp(turnedXmp);
  return {
    'turned-by-text.png': withPngChunks(lying, rawProfile(turnedExif)),
    'turned-by-app1-text.png': withPngChunks(lying, rawProfile(turnedExif, 'APP1')),
    'turned-by-xmp.png': await withXmp().png().toBuffer(),
    'turned-by-xmp.jpg': await withXmp().jpeg({ quality: 95 }).toBuffer(),
    'turned-by-xmp.webp': await withXmp().webp({ lossless: true }).toBuffer(),
    'turned-by-xmp.tif': withTiffTag(tiff({ ...size, samples: 3, photometric: 2, data }), 700, Buffer.from(turnedXmp), 1),
  };
}

export async function toleratedImages(): Promise<Files> {
  const scene = () => landscapeScene().resize(48);
  const jpeg = await scene().jpeg().toBuffer();
  const lzw = await scene().tiff({ compression: 'lzw' }).toBuffer();
  return {
    'stray-bytes.jpg': withStrayBytes(jpeg, Buffer.from([0, 0, 7, 8])),
    'bytes-before.jpg': Buffer.concat([download, jpeg]),
    'map.tif': geoTiff(lzw),
    'trailing-bytes.gif': await gifWithTrailingBytes(),
    'unknown-tag.tif': withTiffTag(lzw, 65_000, latin('without its NUL'), 2),
    'no-extra-samples.tif': tiff({ width: 8, height: 8, samples: 4, photometric: 2, data: Buffer.alloc(8 * 8 * 4, 99) }),
    'gray-floats.tif': tiff({ ...floats, samples: 1, photometric: 1, data: floatRamp(256) }),
    'inverted-floats.tif': tiff({ ...floats, samples: 1, photometric: 0, data: floatRamp(256) }),
    'lab.tif': await scene().toColorspace('lab').tiff({ compression: 'none' }).toBuffer(),
    'wrong-text-checksum.png': withPngChunks(await scene().png().toBuffer(), wrongChecksum(pngChunk('tEXt', latin('Comment\0words')))),
    ...(await turnedOutsideExif()),
  };
}

/** A comment after the last image, and bytes after the trailer: libvips takes them for a frame. */
async function gifWithTrailingBytes(): Promise<Buffer> {
  const gif = await landscapeScene().resize(48).gif().toBuffer();
  const comment = Buffer.concat([Buffer.from([0x21, 0xfe, 4]), latin('last'), Buffer.from([0])]);
  return Buffer.concat([gif.subarray(0, -1), comment, gif.subarray(-1), latin('after the trailer')]);
}

function wrongChecksum(chunk: Buffer): Buffer {
  const edited = Buffer.from(chunk);
  edited[edited.length - 1] = (edited[edited.length - 1] as number) ^ 1;
  return edited;
}

/** The same faults with pixels missing, and kinds that the decoders cannot read. */
export async function untolerated(): Promise<Files> {
  const scene = () => landscapeScene().resize(48);
  const jpeg = await scene().jpeg().toBuffer();
  const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 200);
  const avif = await scene().avif({ effort: 2 }).toBuffer();
  const nameless = Buffer.from(avif);
  nameless.write('free', nameless.indexOf('pitm'), 'latin1');
  const map = geoTiff(await scene().tiff({ compression: 'lzw' }).toBuffer());
  const damaged = Buffer.from(map);
  damaged.fill(0xff, 300, 340);
  return {
    'stray-bytes-cut.jpg': cut(withStrayBytes(jpeg, Buffer.from([0, 0, 7, 8]))),
    'bytes-before-cut.jpg': Buffer.concat([download, cut(jpeg)]),
    'map-damaged.tif': damaged,
    'gray-floats-cut.tif': cut(tiff({ ...floats, samples: 1, photometric: 1, data: floatRamp(256) })),
    'planar-tiles.tif': planarTiles(),
    'no-main-image.avif': nameless,
  };
}
