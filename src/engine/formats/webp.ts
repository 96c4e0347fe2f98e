import type { MetadataKind, SourceHeader } from '../../shared/run/run';

/** The WebP container. Source: RFC 9649. */

export interface RiffChunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Bytes before the chunks of a file, and of a frame inside its chunk. */
export const webpHeadBytes = { file: 12, frame: 16 } as const;

/** @param start offset of the first chunk */
export function readChunks(webp: Buffer, start: number = webpHeadBytes.file): RiffChunk[] {
  const found: RiffChunk[] = [];
  for (let at = start; at + 8 <= webp.length; ) {
    const length = webp.readUInt32LE(at + 4);
    found.push({ type: webp.toString('latin1', at, at + 4), data: webp.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return found;
}

export function writeChunk({ type, data }: RiffChunk): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

export function writeWebp(chunks: readonly RiffChunk[]): Buffer {
  return writeChunk({ type: 'RIFF', data: Buffer.concat([Buffer.from('WEBP'), ...chunks.map(writeChunk)]) });
}

/** Whether the pixels of a WebP are stored losslessly, in all frames. */
export function isLosslessWebp(webp: Buffer): boolean {
  const inFrames = ({ type, data }: RiffChunk) => (type === 'ANMF' ? readChunks(data, webpHeadBytes.frame) : []);
  const chunks = readChunks(webp);
  const images = [...chunks, ...chunks.flatMap(inFrames)].filter(({ type }) => type === 'VP8 ' || type === 'VP8L');
  return images.length > 0 && images.every(({ type }) => type === 'VP8L');
}

/** The chunks of metadata, and their flags in the header of an extended file. */
const kinds = [
  { kind: 'icc', type: 'ICCP', flag: 0x20 },
  { kind: 'exif', type: 'EXIF', flag: 0x08 },
  { kind: 'xmp', type: 'XMP ', flag: 0x04 },
] as const satisfies readonly { kind: MetadataKind; type: string; flag: number }[];

/**
 * Copies metadata from one WebP to another, an animation that was assembled from frames without metadata.
 * @param header the source, with the kinds of metadata to copy
 */
export function carryWebpMetadata(source: Buffer, written: Buffer, { metadata }: SourceHeader): Buffer {
  const own = readChunks(written);
  const extended = own.find(({ type }) => type === 'VP8X');
  if (!extended) return written;
  const from = readChunks(source);
  const chunkOf = (kind: MetadataKind) => {
    const known = kinds.find((each) => each.kind === kind);
    return metadata.includes(kind) && known && !own.some(({ type }) => type === known.type)
      ? from.find(({ type }) => type === known.type)
      : undefined;
  };
  const head = Buffer.from(extended.data);
  for (const { kind, flag } of kinds) if (chunkOf(kind)) head[0] = (head[0] as number) | flag;
  const rest = own.filter((chunk) => chunk !== extended);
  const [profile, exif, xmp] = kinds.map(({ kind }) => [chunkOf(kind)].filter((chunk) => chunk !== undefined));
  // The profile precedes the frames, the others follow them.
  return writeWebp([{ type: 'VP8X', data: head }, ...(profile ?? []), ...rest, ...(exif ?? []), ...(xmp ?? [])]);
}

/** The blocks of an edited WebP. The EXIF of a file that has none is undefined. */
export interface WebpEdit {
  exif(exif: Buffer | undefined): Buffer;
  xmp(xmp: Buffer): Buffer;
}

/** A copy of an extended WebP with other EXIF and XMP; one without metadata is returned as it is. */
export function editWebpMetadata(webp: Buffer, edit: WebpEdit): Buffer {
  const all = readChunks(webp);
  const extended = all.find(({ type }) => type === 'VP8X');
  if (!extended) return webp;
  const head = Buffer.from(extended.data);
  head[0] = (head[0] as number) | 0x08;
  const exif = edit.exif(all.find(({ type }) => type === 'EXIF')?.data);
  const kept = all.filter(({ type }) => type !== 'EXIF' && type !== 'VP8X' && type !== 'XMP ');
  const xmp = all.filter(({ type }) => type === 'XMP ').map(({ data }) => ({ type: 'XMP ', data: edit.xmp(data) }));
  return writeWebp([{ type: 'VP8X', data: head }, ...kept, { type: 'EXIF', data: exif }, ...xmp]);
}
