import type { MetadataKind, SourceHeader } from '../../shared/run/run';

/** The WebP container. Source: RFC 9649. */

interface RiffChunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Bytes before the chunks: of a file, and of a frame in its chunk. */
const headBytes = { file: 12, frame: 16 } as const;

function readChunks(webp: Buffer, start: number = headBytes.file): RiffChunk[] {
  const found: RiffChunk[] = [];
  for (let at = start; at + 8 <= webp.length; ) {
    const length = webp.readUInt32LE(at + 4);
    found.push({ type: webp.toString('latin1', at, at + 4), data: webp.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return found;
}

function writeChunks(all: readonly RiffChunk[]): Buffer {
  const parts = all.map(({ type, data }) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  });
  const body = Buffer.concat([Buffer.from('WEBP'), ...parts]);
  const head = Buffer.alloc(8);
  head.write('RIFF');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** Whether the pixels of a WebP are stored without loss; of an animation, those of every frame. */
export function isLosslessWebp(webp: Buffer): boolean {
  const inFrames = ({ type, data }: RiffChunk) => (type === 'ANMF' ? readChunks(data, headBytes.frame) : []);
  const chunks = readChunks(webp);
  const images = [...chunks, ...chunks.flatMap(inFrames)].filter(({ type }) => type === 'VP8 ' || type === 'VP8L');
  return images.length > 0 && images.every(({ type }) => type === 'VP8L');
}

/** Chunks of metadata, and their flags in the head of an extended file. */
const kinds = [
  { kind: 'icc', type: 'ICCP', flag: 0x20 },
  { kind: 'exif', type: 'EXIF', flag: 0x08 },
  { kind: 'xmp', type: 'XMP ', flag: 0x04 },
] as const satisfies readonly { kind: MetadataKind; type: string; flag: number }[];

/**
 * Puts the metadata of one WebP into another, an animation that was made of frames without it.
 * @param wanted what is to be kept of the source
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
  // The profile stands before the frames, the others behind them.
  return writeChunks([{ type: 'VP8X', data: head }, ...(profile ?? []), ...rest, ...(exif ?? []), ...(xmp ?? [])]);
}
