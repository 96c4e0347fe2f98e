import type { Recipe } from '../recipe/recipe';

/** An image to try a recipe on. */
export interface PreviewRequest {
  readonly source: string;
  readonly root: string;
  readonly recipe: Recipe;
  /** Folder for the two files; created if missing. */
  readonly directory: string;
  /** Prefix of both file names. */
  readonly name: string;
}

/** Paths of two small images. */
export interface PreviewFiles {
  readonly before: string;
  readonly after: string;
}

/** A thumbnail to make. */
export interface ThumbnailRequest {
  readonly source: string;
  /** Path of the thumbnail, a WebP file; its folder is created if missing. */
  readonly target: string;
}
