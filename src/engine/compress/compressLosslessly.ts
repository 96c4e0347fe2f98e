import type { SourceFormat } from '../../shared/values/formats';
import { recompressGif } from './recompressGif';
import { recompressJpeg } from './recompressJpeg';
import { recompressPng } from './recompressPng';
import { recompressTiff } from './recompressTiff';
import { recompressWebp } from './recompressWebp';
import { sampleDigest } from './sampleDigest';

/** Makes files smaller whose decoded samples stay the same. */

/** Compresses one format. Returns undefined where it cannot do so without loss. */
type Compressor = (bytes: Buffer) => Promise<Buffer | undefined> | Buffer | undefined;

const compressors: Readonly<Partial<Record<SourceFormat, Compressor>>> = {
  gif: recompressGif,
  jpeg: recompressJpeg,
  png: recompressPng,
  tiff: recompressTiff,
  webp: recompressWebp,
};

/** The result of a compressor. What it cannot read although libvips can, such as a wrong checksum of a text, stays as it is. */
async function compress(bytes: Buffer, format: SourceFormat): Promise<Buffer | undefined> {
  try {
    return await compressors[format]?.(bytes);
  } catch {
    return undefined;
  }
}

async function isSame(compressed: Buffer, samples: string): Promise<boolean> {
  try {
    return (await sampleDigest(compressed)) === samples;
  } catch {
    return false;
  }
}

/**
 * A smaller file with the same decoded samples and metadata, or the input where there is none. Both are decoded and compared, so
 * that a fault here can never damage an image.
 * @throws what sharp throws for a damaged image
 */
export async function compressLosslessly(bytes: Buffer, format: SourceFormat): Promise<Buffer> {
  const samples = await sampleDigest(bytes);
  const compressed = await compress(bytes, format);
  return compressed && compressed.length < bytes.length && (await isSame(compressed, samples)) ? compressed : bytes;
}
