import { scanSamples } from './scanSamples';
import { isRestart, marker, nextMarker, segmentKind } from './segments';

/**
 * Takes bytes out of a JPEG that belong to no segment: before the first marker, as left by a download with its header,
 * between the segments, and zeros after the pixels. Decoders skip them with a warning. Nothing else is changed: what is missing stays missing.
 * Source: ITU-T T.81, annex B.
 */

/** Furthest start of a JPEG behind other bytes. */
const maxLeadingBytes = 65_536;

/** The offset of the marker that the first image begins with; -1 if there is none. */
function findStart(bytes: Buffer): number {
  return bytes.subarray(0, maxLeadingBytes).indexOf(Buffer.from([0xff, 0xd8, 0xff]));
}

/**
 * Segments that decide what the pixels look like: tables, frames, and the restart interval. Bytes that follow one of them may be the end of
 * it, after others were inserted into it.
 */
function decidesPixels(kind: number): boolean {
  return kind === segmentKind.quantization || kind === segmentKind.restartInterval || (kind >= 0xc0 && kind <= 0xcf);
}

function hasNoLength(kind: number): boolean {
  return kind === 0x01 || isRestart(kind);
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
  return kind === marker.startOfScan ? afterScan(bytes, end) : end;
}

/** Number of zeros before an offset. */
function zerosBefore(bytes: Buffer, end: number): number {
  let start = end;
  while (bytes[start - 1] === 0) start -= 1;
  return end - start;
}

/** Number of zeros at the end of a scan that do not belong to its pixels, of those that are there. */
type Padding = (zeros: number) => number;

const noPadding: Padding = () => 0;
/** A single zero often belongs to the pixels. Several of them may as well, if they are the bits of a plain area. */
const likelyPadding: Padding = (zeros) => (zeros > 1 ? zeros : 0);

/** A JPEG with bytes that belong to no segment. */
export interface StrayBytes {
  /** The JPEG without them. */
  readonly repaired: Buffer;
  /** Whether they leave it in doubt what the pixels look like. */
  readonly areDoubtful: boolean;
}

/** Takes out bytes between the segments, and padding of scans. Undefined if there are none. */
function takeOut(bytes: Buffer, paddingOf: Padding): StrayBytes | undefined {
  const leading = findStart(bytes);
  if (leading < 0) return undefined;
  const kept = [bytes.subarray(leading, leading + 2)];
  let previous: number = marker.startOfImage;
  let [areThere, areDoubtful] = [leading > 0, false];
  for (let at = leading + 2; at < bytes.length; ) {
    const start = nextMarker(bytes, at);
    const isFill = bytes.subarray(at, start).every((byte) => byte === 0xff);
    areThere ||= !isFill;
    areDoubtful ||= !isFill && decidesPixels(previous);
    const end =
      start >= bytes.length || bytes[start + 1] === marker.endOfImage ? bytes.length : (afterSegment(bytes, start) ?? bytes.length);
    const kind = bytes[start + 1] as number;
    const padding = kind === marker.startOfScan ? paddingOf(zerosBefore(bytes, end)) : 0;
    areThere ||= padding > 0;
    kept.push(bytes.subarray(start, end - padding));
    previous = kind;
    at = end;
  }
  return areThere ? { repaired: Buffer.concat(kept), areDoubtful } : undefined;
}

/**
 * Looks for bytes that belong to no segment. Zeros at the end of a scan are taken out if it is known that they do not belong to the
 * pixels, or if there is nothing else that a decoder could object to.
 * @returns undefined if there are none
 */
export function findStrayBytes(bytes: Buffer): StrayBytes | undefined {
  const between = takeOut(bytes, noPadding);
  const rest = between?.repaired ?? bytes;
  const known = scanSamples(rest)?.padding;
  const unknown = between ? noPadding : likelyPadding;
  const padding = takeOut(rest, known === undefined ? unknown : (zeros) => Math.min(known, zeros));
  return padding ? { ...padding, areDoubtful: between?.areDoubtful ?? false } : between;
}

/** The same JPEG without stray bytes. Undefined if it has none, or doubtful ones, which a decoder has to judge. */
export function repairJpeg(bytes: Buffer): Buffer | undefined {
  const stray = findStrayBytes(bytes);
  return stray?.areDoubtful ? undefined : stray?.repaired;
}
