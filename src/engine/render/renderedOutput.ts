import type { PixelSize } from '../../shared/values/pixelSize';

/** One output as bytes, encoded but not written yet. */
export interface RenderedOutput {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  /** What is worth knowing about the file, as sentences. */
  readonly notes: readonly string[];
  /** Present when the samples of the source were not encoded again. */
  readonly rewritten?: Rewritten;
}

/** How a file was written again around the samples of its source. */
export interface Rewritten {
  /** The size as stored: `width` and `height` are as displayed, with the orientation of the metadata applied. */
  readonly stored: PixelSize;
  /** Why the source cannot become smaller, as a sentence. */
  readonly limit: string;
}
