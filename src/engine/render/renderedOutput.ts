import type { OutputFormat } from '../../shared/values/formats';
import type { PixelSize } from '../../shared/values/pixelSize';

/** One output as bytes, encoded but not written yet. */
export interface RenderedOutput {
  readonly bytes: Buffer;
  /** As displayed. */
  readonly width: number;
  readonly height: number;
  /** The size as stored, where an orientation is kept instead of applied. */
  readonly stored?: PixelSize;
  readonly pages: number;
  /** The format that turned out to be the best, where the plan has left it open. */
  readonly format?: OutputFormat;
  /** What is worth knowing about the file, as sentences. */
  readonly notes: readonly string[];
  /** Of a source that was written again around the same samples: why it cannot become smaller, as a sentence. */
  readonly limit?: string;
  /** Whether these are the bytes of the source, since there was nothing to do. */
  readonly isUnchanged?: boolean;
}
