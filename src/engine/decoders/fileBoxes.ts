import type { ReadableBytes } from './decoder';
import { DecodingError } from './decodingErrors';

/** A box of a file, of which only the head was read. It may go beyond the end of the file. */
export interface FileBox {
  readonly type: string;
  readonly start: number;
  /** Offset of the content. */
  readonly dataAt: number;
  readonly end: number;
}

/** More boxes than a file needs. Each costs a read. */
const mostBoxes = 10_000;

/** The boxes of a file in the ISO base media format, one after the other. Source: ISO/IEC 14496-12, 4.2. @throws DecodingError */
export function* fileBoxes(file: ReadableBytes): Generator<FileBox> {
  let count = 0;
  for (let start = 0; start < file.size; ) {
    const head = file.read(start, 16);
    if (head.length < 8) return;
    count += 1;
    if (count > mostBoxes) throw new DecodingError('damaged', 'too many boxes');
    const short = head.readUInt32BE(0);
    const isLong = short === 1 && head.length === 16;
    const size = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? file.size - start : short;
    const box = { type: head.toString('latin1', 4, 8), start, dataAt: start + (isLong ? 16 : 8), end: start + size };
    if (box.end < box.dataAt) throw new DecodingError('damaged', 'a box of no size');
    yield box;
    start = box.end;
  }
}
