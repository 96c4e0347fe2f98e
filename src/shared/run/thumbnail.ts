/** A thumbnail to make. */
export interface ThumbnailRequest {
  readonly source: string;
  /** Path of the thumbnail, a WebP file; its folder is created if missing. */
  readonly target: string;
}
