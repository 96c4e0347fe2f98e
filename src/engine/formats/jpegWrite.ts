/** Segments of a JPEG that libvips does not write without an EXIF block, or at all. Sources: ITU-T T.81 (markers), T.871 (JFIF). */

function segment(kind: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(kind, 0);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** @param density pixels an inch */
function jfif(density: number): Buffer {
  const data = Buffer.from('JFIF\0\x01\x01\x01\0\0\0\0\0\0', 'latin1');
  data.writeUInt16BE(density, 8);
  data.writeUInt16BE(density, 10);
  return segment(0xffe0, data);
}

/** Place behind the application segments that a JPEG starts with. */
function behindApplications(jpeg: Buffer): number {
  let at = 2;
  while ((jpeg.readUInt16BE(at) & 0xfff0) === 0xffe0) at += 2 + jpeg.readUInt16BE(at + 2);
  return at;
}

/** Adds comments, and a density to a JPEG that says none. */
export function withJpegSegments(jpeg: Buffer, comments: readonly Buffer[], density: number | undefined): Buffer {
  if (comments.length === 0 && density === undefined) return jpeg;
  const at = behindApplications(jpeg);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...(density === undefined ? [] : [jfif(density)]),
    jpeg.subarray(2, at),
    ...comments.map((data) => segment(0xfffe, data)),
    jpeg.subarray(at),
  ]);
}
