/** One output as bytes, encoded but not written yet. */
export interface RenderedOutput {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  /** What is worth knowing about the file, as sentences. */
  readonly notes: readonly string[];
}
