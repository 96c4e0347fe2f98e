import { loadSharp } from '../formats/loadSharp';
import { type RiffChunk, readChunks, webpHeadBytes, writeChunk, writeWebp } from '../formats/webp';

/** Recompresses what a WebP stores without loss. There is no lossless way to compress the rest. */

/** A still image without loss, as the content of its chunk. */
async function recompressPixels(chunk: RiffChunk): Promise<RiffChunk> {
  const sharp = await loadSharp();
  // Effort 6 is the highest; `exact` keeps the colors of transparent pixels.
  const smaller = await sharp(writeWebp([chunk]))
    .webp({ lossless: true, exact: true, effort: 6 })
    .toBuffer();
  const found = readChunks(smaller).find(({ type }) => type === 'VP8L');
  return found && found.data.length < chunk.data.length ? found : chunk;
}

async function recompressFrame({ type, data }: RiffChunk): Promise<RiffChunk> {
  const chunks = await recompressChunks(readChunks(data, webpHeadBytes.frame));
  return { type, data: Buffer.concat([data.subarray(0, webpHeadBytes.frame), ...chunks.map(writeChunk)]) };
}

async function recompressChunks(chunks: readonly RiffChunk[]): Promise<RiffChunk[]> {
  const changed: RiffChunk[] = [];
  for (const chunk of chunks) {
    const change = chunk.type === 'VP8L' ? recompressPixels : chunk.type === 'ANMF' ? recompressFrame : undefined;
    changed.push(change ? await change(chunk) : chunk);
  }
  return changed;
}

/** The same image, frames and metadata in fewer bytes; undefined when there is nothing to gain. @param webp an intact file */
export async function recompressWebp(webp: Buffer): Promise<Buffer | undefined> {
  // JUNK is the padding of RIFF files.
  const chunks = readChunks(webp).filter(({ type }) => type !== 'JUNK');
  const smaller = writeWebp(await recompressChunks(chunks));
  return smaller.length < webp.length ? smaller : undefined;
}
