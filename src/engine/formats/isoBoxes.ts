/** The boxes of the ISO base media file format, in which AVIF is stored. Source: ISO/IEC 14496-12, 4.2. */

export interface IsoBox {
  readonly type: string;
  /** Offset of the box. */
  readonly start: number;
  /** Offset of its content. */
  readonly dataAt: number;
  readonly end: number;
}

/** The boxes in a range; undefined if one exceeds it. */
export function isoBoxes(bytes: Buffer, from: number, to: number): IsoBox[] | undefined {
  const found: IsoBox[] = [];
  for (let at = from; at < to; ) {
    if (at + 8 > to) return undefined;
    const short = bytes.readUInt32BE(at);
    const isLong = short === 1;
    if (isLong && at + 16 > to) return undefined;
    const size = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    const dataAt = at + (isLong ? 16 : 8);
    if (at + size > to || at + size < dataAt) return undefined;
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at, dataAt, end: at + size });
    at += size;
  }
  return found;
}

/** A box with its size. */
export function isoBox(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}
