import { gzipSync } from 'node:zlib';
import { packIco } from '../../src/engine/formats/ico';
import { animation, apng, cmykTiff, gradient, grayProfile, solid, tiff, withProfile } from '../engine/fixtures/images';
import { gainMapJpeg } from './gainMap';
import { type Files, landscapeScene } from './photos';

/** Images that are sound and awkward: rare color spaces, sample sizes, metadata, pages, frames, shapes and names. */

const drawing = `<!-- A comment before the root element. -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><rect width="60" height="40" fill="#246"/>
<circle cx="30" cy="20" r="12" fill="#fc3"/></svg>`;

async function jpegs(): Promise<Files> {
  const scene = landscapeScene;
  const plain = await scene().jpeg().toBuffer();
  return {
    'cmyk.jpg': await scene().toColorspace('cmyk').jpeg().toBuffer(),
    'gray.jpg': await scene().grayscale().toColorspace('b-w').jpeg().toBuffer(),
    'progressive.jpg': await scene().jpeg({ progressive: true }).toBuffer(),
    'full-chroma.jpg': await scene().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
    'display-p3.jpg': await scene().withIccProfile('p3').jpeg().toBuffer(),
    'location.jpg': await scene()
      .withExif({
        IFD0: { Copyright: 'CC0', ImageDescription: 'A landscape' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .withDensity(300)
      .jpeg()
      .toBuffer(),
    'comment.jpg': Buffer.concat([plain.subarray(0, 2), Buffer.from('\xff\xfe\0\x0bA comment', 'latin1'), plain.subarray(2)]),
    'bytes-after-the-end.jpg': Buffer.concat([plain, Buffer.from('These bytes belong to no image.')]),
    'gain-map.jpg': await gainMapJpeg(),
    '1x1.jpg': await solid(1, 1, '#808080').jpeg().toBuffer(),
  };
}

async function webps(): Promise<Files> {
  return {
    'lossless.webp': await landscapeScene().webp({ lossless: true }).toBuffer(),
    'transparent.webp': await gradient(40, 30, 4).webp({ quality: 60 }).toBuffer(),
    'animated.webp': await animation(['red', 'lime', 'blue'], { format: 'webp', delay: [50, 100, 150], loop: 3 }),
    'tall.webp': await gradient(4, 5000).webp({ quality: 20 }).toBuffer(),
    'turned.webp': await landscapeScene().withMetadata({ orientation: 6 }).webp().toBuffer(),
  };
}

/** Sets how each frame of a GIF is disposed of (GIF89a, section 23): 2 background, 3 previous. */
function withDisposal(gif: Buffer, disposal: number): Buffer {
  const edited = Buffer.from(gif);
  const control = Buffer.from([0x21, 0xf9, 0x04]);
  for (let at = edited.indexOf(control); at >= 0; at = edited.indexOf(control, at + 1))
    edited[at + 3] = ((edited[at + 3] as number) & ~0x1c) | (disposal << 2);
  return edited;
}

async function gifs(): Promise<Files> {
  const film = await animation(['red', 'lime', 'blue', 'black'], { delay: [0, 20, 100, 1000], loop: 2 });
  return {
    'animated.gif': film,
    'dispose-background.gif': withDisposal(film, 2),
    'dispose-previous.gif': withDisposal(film, 3),
    'transparent.gif': await gradient(40, 30, 4).gif().toBuffer(),
    'two-colors.gif': await solid(30, 20, '#fff').gif({ colors: 2 }).toBuffer(),
  };
}

async function tiffs(): Promise<Files> {
  const data = (length: number, step: number) => Buffer.from(Array.from({ length }, (_, index) => (index * step) & 255));
  const page = (bits = 8) => ({ width: 16, height: 16, samples: 1, photometric: 1, bits, data: data(2 * 16 * bits, 7) });
  const floats = tiff({ width: 8, height: 8, samples: 3, photometric: 2, bits: 32, sampleFormat: 3, data: Buffer.alloc(8 * 8 * 12) });
  const scene = landscapeScene();
  return {
    '1-bit.tif': tiff(page(1)),
    '4-bit.tif': tiff(page(4)),
    '16-bit.tif': await scene.clone().resize(30).toColorspace('rgb16').tiff({ compression: 'deflate', predictor: 'horizontal' }).toBuffer(),
    'cmyk.tif': cmykTiff(16, 12, [200, 40, 0, 20]),
    'jpeg-compressed.tif': await scene.clone().tiff({ compression: 'jpeg' }).toBuffer(),
    'lzw.tif': await scene.clone().tiff({ compression: 'lzw' }).toBuffer(),
    'packbits.tif': await scene.clone().resize(30).tiff({ compression: 'packbits' }).toBuffer(),
    'pyramid.tif': await scene.clone().tiff({ pyramid: true, tile: true, tileWidth: 16, tileHeight: 16, compression: 'jpeg' }).toBuffer(),
    'two-pages.tif': tiff(page(), page()),
    'big-endian.tif': bigEndianTiff(),
    'floating-point.tif': floats,
    'pages-of-different-sizes.tif': tiff(
      { width: 6, height: 5, samples: 3, photometric: 2, data: Buffer.alloc(90, 40) },
      { width: 8, height: 5, samples: 3, photometric: 2, data: Buffer.alloc(120, 90) },
    ),
  };
}

/** One gray row of 4 pixels, most significant byte first. */
function bigEndianTiff(): Buffer {
  const entries = [
    [256, 3, 4],
    [257, 3, 1],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 122],
    [277, 3, 1],
    [278, 3, 1],
    [279, 4, 4],
  ] as const;
  const bytes = Buffer.alloc(126);
  bytes.write('MM\0*', 'latin1');
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(entries.length, 8);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    bytes.writeUInt16BE(tag, at);
    bytes.writeUInt16BE(type, at + 2);
    bytes.writeUInt32BE(1, at + 4);
    if (type === 3) bytes.writeUInt16BE(value, at + 8);
    else bytes.writeUInt32BE(value, at + 8);
  });
  bytes.set([0, 80, 160, 240], 122);
  return bytes;
}

/** PNGs whose oddity is not in how they are coded. */
async function pngs(): Promise<Files> {
  const gray = await gradient(32, 24, 1).toColorspace('b-w').png().toBuffer();
  return {
    'animated.png': apng(await gradient(32, 24).png().toBuffer()),
    'gray-profile.png': withProfile(gray, grayProfile(1.8)),
    'display-p3.png': await landscapeScene().withIccProfile('p3').png().toBuffer(),
    'transparent.png': await gradient(32, 24, 4).png().toBuffer(),
    'wide-16-bit.png': await gradient(400, 2).toColorspace('rgb16').png().toBuffer(),
  };
}

async function others(): Promise<Files> {
  const icon = await Promise.all(
    [16, 32].map(async (side) => ({ width: side, height: side, png: await gradient(side, side, 4).png().toBuffer() })),
  );
  return {
    'drawing.svg': Buffer.from(drawing),
    'drawing.svgz': gzipSync(drawing),
    'icon-of-pngs.ico': packIco(icon),
    'photo.avif': await landscapeScene().avif({ effort: 2 }).toBuffer(),
    'turned.avif': await landscapeScene().withMetadata({ orientation: 6 }).avif({ effort: 2 }).toBuffer(),
    '10-bit.avif': await landscapeScene().avif({ effort: 2, bitdepth: 10 }).toBuffer(),
    'png-named.jpg': await gradient(32, 24).png().toBuffer(),
    'jpeg-named.png': await gradient(32, 24).jpeg().toBuffer(),
    'UPPER CASE, ünï.JPG': await gradient(32, 24).jpeg().toBuffer(),
  };
}

export async function oddImages(): Promise<Files> {
  return { ...(await jpegs()), ...(await webps()), ...(await gifs()), ...(await tiffs()), ...(await pngs()), ...(await others()) };
}
