import type { ParserName } from './parsers';

/** Small files that once took hours, or all memory, because the work rose with the square of their size. */

function png(...chunks: readonly (readonly [type: string, data: Buffer])[]): Buffer {
  const parts = chunks.map(([type, data]) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  });
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

/** A text that looks like ImageMagick's EXIF in digits, but for what follows a long space. */
function spaceBeforeDigits(): Buffer {
  const text = Buffer.from(`Raw profile type exif\0\nexif 8 ${' '.repeat(900_000)}!`);
  return png(
    ['IHDR', Buffer.from('\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0', 'latin1')],
    ['tEXt', text],
    ['IDAT', Buffer.alloc(0)],
    ['IEND', Buffer.alloc(0)],
  );
}

/** A directory of a TIFF whose every entry is a list, or the offset, of directories. */
function selfPointing(entries: number, tag: number, listed: number): Buffer {
  const listAt = 10 + entries * 12 + 4;
  const tiff = Buffer.alloc(listAt + listed * 4);
  tiff.write('II*\0\x08\0\0\0', 'latin1');
  tiff.writeUInt16LE(entries, 8);
  for (let index = 0; index < entries; index += 1) {
    const at = 10 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(4, at + 2);
    tiff.writeUInt32LE(listed, at + 4);
    tiff.writeUInt32LE(listAt, at + 8);
  }
  for (let index = 0; index < listed; index += 1) tiff.writeUInt32LE(8, listAt + index * 4);
  return tiff;
}

/** A chain of directories of a few bytes, each with the same long list of strips. */
function sharedStrips(directories: number, strips: number): Buffer {
  const directoryBytes = 2 + 2 * 12 + 4;
  const listAt = 8 + directories * directoryBytes;
  const tiff = Buffer.alloc(listAt + strips * 4);
  tiff.write('II*\0\x08\0\0\0', 'latin1');
  for (let index = 0; index < directories; index += 1) {
    const at = 8 + index * directoryBytes;
    tiff.writeUInt16LE(2, at);
    for (const [entry, tag] of [0x0111, 0x0117].entries()) {
      tiff.writeUInt16LE(tag, at + 2 + entry * 12);
      tiff.writeUInt16LE(4, at + 4 + entry * 12);
      tiff.writeUInt32LE(strips, at + 6 + entry * 12);
      tiff.writeUInt32LE(listAt, at + 10 + entry * 12);
    }
    if (index + 1 < directories) tiff.writeUInt32LE(at + directoryBytes, at + directoryBytes - 4);
  }
  return tiff;
}

/** @returns the inputs, with a title each */
export function hostileInputs(): readonly (readonly [title: string, parser: ParserName, bytes: Buffer])[] {
  return [
    ['a PNG with a text of spaces in place of EXIF', 'png', spaceBeforeDigits()],
    ['EXIF in which each entry lists thousands of directories', 'exif', selfPointing(5000, 0x014a, 60_000)],
    ['a TIFF in which each entry points back to its directory', 'tiff', selfPointing(40_000, 0x8769, 0)],
    ['a TIFF whose pages share a long list of strips', 'tiff', sharedStrips(6000, 60_000)],
    ['XMP with the start of a namespace, over and over', 'xmp', Buffer.from(`<a Thumbnails="" ${'xmlns:'.repeat(300_000)}/>`)],
    [
      'XMP with a location inside of a location, over and over',
      'xmp',
      Buffer.from(`${'<gps>'.repeat(300_000)}${'</gps>'.repeat(300_000)}`),
    ],
  ];
}
