import type { Files } from './photos';

/** Files of formats that libvips does not read: whole ones that are decoded, heads of such files, and files that are only recognized. */

/** Two by two pixels of 24 bits (Windows bitmap, BITMAPINFOHEADER). */
function bmp(): Buffer {
  const bytes = Buffer.alloc(54 + 16);
  bytes.write('BM', 'latin1');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(2, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  bytes.fill(0x80, 54);
  return bytes;
}

/** An icon that holds a bitmap of one pixel. */
function icoOfBitmap(): Buffer {
  const bitmap = Buffer.alloc(40 + 4 + 4);
  bitmap.writeUInt32LE(40, 0);
  bitmap.writeInt32LE(1, 4);
  bitmap.writeInt32LE(2, 8); // The mask counts as a second row.
  bitmap.writeUInt16LE(1, 12);
  bitmap.writeUInt16LE(32, 14);
  const head = Buffer.from([0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0, bitmap.length, 0, 0, 0, 22, 0, 0, 0]);
  return Buffer.concat([head, bitmap]);
}

/** Two by two pixels of 24 bits behind a comment of five bytes (Truevision TGA); the format has no signature at its start. */
function tga(): Buffer {
  return Buffer.concat([
    Buffer.from([5, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 24, 0]),
    Buffer.from('Targa'),
    Buffer.alloc(12, 0x80),
  ]);
}

function mediaHead(brand: string): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1${brand}`, 'latin1'), Buffer.alloc(40)]);
}

const head = (text: string) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(40)]);

/** Small images that are decoded without libvips. */
export function decodedFiles(): Files {
  return {
    'bitmap.bmp': bmp(),
    'icon-of-bitmaps.ico': icoOfBitmap(),
    'targa.tga': tga(),
    'picture.ppm': head('P6\n2 2\n255\n'),
  };
}

/** Files that end after their head. */
export function heads(): Files {
  return {
    'head.heic': mediaHead('heic'),
    'head.jp2': head('\0\0\0\x0cjP  \r\n\x87\n'),
    'head.jxl': head('\0\0\0\x0cJXL \r\n\x87\n'),
    'head.psd': head('8BPS\0\x01'),
    'head.qoi': head('qoif\0\0\0\x02'),
  };
}

/** Files that are recognized and not decoded; most are no more than their head. */
export function foreignFiles(): Files {
  return {
    'icon.icns': head('icns\0\0\0\x30'),
    'texture.ktx2': head('\xabKTX 20\xbb\r\n\x1a\n'),
    'document.pdf': Buffer.from('%PDF-1.4\n%%EOF\n'),
    'document.jpg': Buffer.from('%PDF-1.4\n%%EOF\n'),
    'archive.png': head('PK\x03\x04'),
    'utf-16.svg': Buffer.from('\ufeff<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>', 'utf16le'),
  };
}
