import type { Recipe } from '../recipe/recipe';
import type { ComparedImage } from './comparison';
import type { PlanRequest } from './plan';

/** A recipe to try on one image, without writing beside it. */
export interface TrialRequest {
  /** The request of the run, with this image as its selection. */
  readonly plan: PlanRequest;
  /** Folder for the file to show; created if missing. */
  readonly directory: string;
  /** Name of that file, without its extension. */
  readonly name: string;
  /** See `RunSetup`. */
  readonly timeoutSeconds: number;
}

/** What a run would make of an image. */
export interface Trial {
  /** The output, whose bytes are those that the run would write; absent where it would write none. */
  readonly after?: ComparedImage;
  /** What is worth knowing about the output, as sentences. */
  readonly notes: readonly string[];
  /** Why the run would write no output, as a sentence. */
  readonly message?: string;
}

/** Recipes to draw on a small version of an image. */
export interface SwatchRequest {
  readonly source: string;
  readonly root: string;
  readonly recipes: readonly Recipe[];
  /** Folder for the small images; created if missing. */
  readonly directory: string;
}
