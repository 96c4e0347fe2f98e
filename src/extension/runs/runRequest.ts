import type * as vscode from 'vscode';
import type { Profile, Recipe } from '../../shared/recipe/recipe';

/** A command's request to process images. */
export interface RunRequest {
  readonly selection: readonly vscode.Uri[];
  readonly recipe: Recipe;
  /** The profile that the recipe was parsed from, as the settings would hold it. */
  readonly profile: Profile;
  /** Such as `Resize to 640 px`. */
  readonly title: string;
  /** Such as `Into resized/`. */
  readonly destination: string;
  /** Whether the recipe is from the settings of the workspace, see `PlanRequest`. */
  readonly restricted?: boolean;
  /** Remembers the answers that led to the request, once the user has agreed to its plan. */
  readonly remember?: () => Thenable<void>;
}
