/**
 * Takes bytes out of a JPEG that belong to no segment: before the first marker, as left by a download with its header,
 * between the segments, and zeros after the pixels. Decoders skip them with a warning. Nothing else is changed: what is missing stays missing.
 * Source: ITU-T T.81, annex B.
 */

/** Furthest start of a JPEG behind other bytes. */
const maxLeadingBytes = 65_536;

const endOfImage = 0xd9;
const startOfScan = 0xda;

/** The offset of the marker that the first image begins with; -1 if there is none. */
function findStart(bytes: Buffer): number {
  return bytes.subarray(0, maxLeadingBytes).indexOf(Buffer.from([0xff, 0xd8, 0xff]));
}

function hasNoLength(kind: number): boolean {
  return kind === 0x01 || (kind >= 0xd0 && kind <= 0xd7);
}

/** The offset of the next marker from an offset on, without fill bytes before it; the end of the bytes if there is none. */
function nextMarker(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const kind = bytes[at + 1] as number;
    if (kind !== 0 && kind !== 0xff) return at;
  }
  return bytes.length;
}

/** The offset after the coded pixels of a scan: that of the next marker other than those inside of the pixels. */
function afterScan(bytes: Buffer, start: number): number {
  let at = nextMarker(bytes, start);
  while (at < bytes.length && hasNoLength(bytes[at + 1] as number)) at = nextMarker(bytes, at + 2);
  return at;
}

/** The offset after a segment, and after the pixels that follow the head of a scan; undefined if the file ends before. */
function afterSegment(bytes: Buffer, at: number): number | undefined {
  const kind = bytes[at + 1] as number;
  if (hasNoLength(kind)) return at + 2;
  if (at + 4 > bytes.length) return undefined;
  const end = at + 2 + bytes.readUInt16BE(at + 2);
  if (end > bytes.length) return undefined;
  return kind === startOfScan ? afterScan(bytes, end) : end;
}

/** Number of zeros with which an encoder filled up the pixels of a scan. A single one may belong to the pixels. */
function paddingBefore(bytes: Buffer, end: number): number {
  let start = end;
  while (bytes[start - 1] === 0) start -= 1;
  return end - start > 1 ? end - start : 0;
}

/** The same JPEG without stray bytes; undefined if it has none. */
export function repairJpeg(bytes: Buffer): Buffer | undefined {
  const leading = findStart(bytes);
  if (leading < 0) return undefined;
  const kept = [bytes.subarray(leading, leading + 2)];
  let hasStrayBytes = leading > 0;
  for (let at = leading + 2; at < bytes.length; ) {
    const marker = nextMarker(bytes, at);
    const isFill = bytes.subarray(at, marker).every((byte) => byte === 0xff);
    hasStrayBytes ||= !isFill;
    const end = marker >= bytes.length || bytes[marker + 1] === endOfImage ? bytes.length : (afterSegment(bytes, marker) ?? bytes.length);
    const kind = bytes[marker + 1];
    const padding = kind === startOfScan ? paddingBefore(bytes, end) : 0;
    hasStrayBytes ||= padding > 0;
    kept.push(bytes.subarray(marker, end - padding));
    at = end;
  }
  return hasStrayBytes ? Buffer.concat(kept) : undefined;
}
