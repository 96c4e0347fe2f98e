/** A file with less metadata, and notes for the report. */
export interface FilteredFile {
  readonly bytes: Buffer;
  readonly notes: readonly string[];
}
