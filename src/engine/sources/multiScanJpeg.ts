/**
 * Makes a JPEG decoder read all samples before it returns the first row. Decoders that return rows as they read them report a
 * warning with the next rows, so one about the last rows is lost, and they never find out that data are left over. Source: ITU-T T.81, B.2.2.
 */

const baselineFrames: ReadonlySet<number> = new Set([0xc0, 0xc1]);
const startOfScan = 0xda;
/** Five components: of four, libvips would convert the colors as inks, which takes longer than decoding. */
const componentsWithOthers = 5;
/** An identifier that no encoder uses. */
const firstOtherComponent = 0xf0;

/** A baseline frame with components that no scan contains, which makes the only scan one of several. */
function withOtherComponents(frame: Buffer): Buffer | undefined {
  const count = frame[9];
  if (count !== 1 && count !== 3) return undefined;
  const head = Buffer.from(frame);
  const added = componentsWithOthers - count;
  head.writeUInt16BE(frame.readUInt16BE(2) + 3 * added, 2);
  head[9] = componentsWithOthers;
  const table = frame[12] as number;
  const others = Array.from({ length: added }, (_, index) => [firstOtherComponent + index, 0x11, table]);
  return Buffer.concat([head, Buffer.from(others.flat())]);
}

/** The same samples, read as a whole, with components that mean nothing; undefined for a JPEG that is not a usual baseline one of gray or color. */
export function asOneOfSeveralScans(jpeg: Buffer): Buffer | undefined {
  for (let at = 2; at + 18 < jpeg.length && jpeg[at] === 0xff; ) {
    const kind = jpeg[at + 1] as number;
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (kind === startOfScan || end > jpeg.length) return undefined;
    if (baselineFrames.has(kind)) {
      const frame = withOtherComponents(jpeg.subarray(at, end));
      return frame && Buffer.concat([jpeg.subarray(0, at), frame, jpeg.subarray(end)]);
    }
    at = end;
  }
  return undefined;
}
