/** Adds segments to a JPEG that libvips writes only with an EXIF block, or not at all. Sources: ITU-T T.81 (markers), T.871 (JFIF). */

function segment(kind: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(kind, 0);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** @param density pixels per inch */
function jfif(density: number): Buffer {
  const data = Buffer.from('JFIF\0\x01\x01\x01\0\0\0\0\0\0', 'latin1');
  data.writeUInt16BE(density, 8);
  data.writeUInt16BE(density, 10);
  return segment(0xffe0, data);
}

/** The offset after the application segments at the start of a JPEG. */
function afterApplicationSegments(jpeg: Buffer): number {
  let at = 2;
  while ((jpeg.readUInt16BE(at) & 0xfff0) === 0xffe0) at += 2 + jpeg.readUInt16BE(at + 2);
  return at;
}

/** Adds comments to a JPEG, and a density if it has none. @param density pixels per inch */
export function withJpegSegments(jpeg: Buffer, comments: readonly Buffer[], density: number | undefined): Buffer {
  if (comments.length === 0 && density === undefined) return jpeg;
  const at = afterApplicationSegments(jpeg);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...(density === undefined ? [] : [jfif(density)]),
    jpeg.subarray(2, at),
    ...comments.map((data) => segment(0xfffe, data)),
    jpeg.subarray(at),
  ]);
}
