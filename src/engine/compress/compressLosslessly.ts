import type { SourceFormat } from '../../shared/values/formats';

/** Makes files smaller whose decoded samples stay the same. */

/** Compresses one format. Returns undefined where it cannot do so without loss. */
export type Compressor = (bytes: Buffer) => Promise<Buffer | undefined> | Buffer | undefined;

const compressors: Readonly<Partial<Record<SourceFormat, Compressor>>> = {};

/** A smaller file with the same decoded samples and metadata; undefined where there is no lossless way for its format. */
export async function compressLosslessly(bytes: Buffer, format: SourceFormat): Promise<Buffer | undefined> {
  return compressors[format]?.(bytes);
}
