/** The bytes of one output, encoded and not yet written. */
export interface RenderedOutput {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  readonly pages: number;
  readonly notes: readonly string[];
}
