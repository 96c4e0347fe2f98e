/** The second byte of an SOI and a marker that follows it. Minolta overwrites the first byte of its previews. */
const soiTail = Buffer.from([0xd8, 0xff]);
/** Tables, a frame, an application segment, a comment. */
const followers: ReadonlySet<number> = new Set([0xc0, 0xc4, 0xdb, 0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xfe]);

/** Whether a JPEG may start inside bytes. */
export function containsJpeg(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(soiTail); at >= 0; at = bytes.indexOf(soiTail, at + 1)) {
    if (followers.has(bytes[at + 2] as number)) return true;
  }
  return false;
}
