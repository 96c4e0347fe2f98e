import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { OutputRecipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { PlanRequest } from '../../shared/run/plan';
import { isInside, realPath, rootOf } from '../fs/containment';
import { folderIsFile, isBlockedByFile } from '../fs/folders';
import { hiddenPart, isInGit } from '../fs/hiddenPaths';
import { outputFolder } from '../naming/outputPath';

/** Where outputs may be: inside the root of their source, but not in places of other programs, unless the user confirmed the folder (safety invariant 5). */
export class OutputPlaces {
  /** Folders that outputs would need and that the user has not confirmed. */
  readonly unconfirmed = new Set<string>();
  /** Folders that the user confirmed, links resolved. */
  readonly allowed: readonly string[];
  /** Folders with their links resolved, each resolved once. */
  readonly #realFolders = new Map<string, string>();
  /** Output folders that are fine for the sources of a root. */
  readonly #fineFor = new Map<string, string>();

  constructor(readonly request: PlanRequest) {
    this.allowed = request.allowedFolders.map(realPath);
  }

  /** A folder with its links resolved. @throws FailureError when it, or one above it, is a file */
  realFolder(path: string): string {
    const known = this.#realFolders.get(path);
    if (known !== undefined) return known;
    const real = realPath(path);
    if (isBlockedByFile(real)) throw folderIsFile();
    this.#realFolders.set(path, real);
    return real;
  }

  /**
   * Refuses a folder where an output may not be.
   * @param folder with links resolved
   * @throws FailureError `outside`
   */
  assertFine(
    folder: string,
    { source, output, root }: { readonly source: string; readonly output: OutputRecipe; readonly root: string },
  ): void {
    if (this.#fineFor.get(folder) === root) return;
    const isInRoot = this.request.roots.includes(root) && isInside(folder, root);
    const isConfirmed = rootOf(folder, this.allowed) !== undefined;
    const isForeign = isInRoot && this.#isForeign(folder, root, dirname(source));
    if (isConfirmed || (isInRoot && !isForeign)) {
      // A hidden folder is fine only for the sources in it.
      if (hiddenPart(folder, root) === undefined || isConfirmed) this.#fineFor.set(folder, root);
      return;
    }
    const named = outputFolder(output, root);
    this.unconfirmed.add(named === undefined ? folder : realPath(named));
    throw new FailureError(
      'outside',
      isForeign
        ? l10n.t('The output would be in {0}, which belongs to another program. Confirm that folder or choose another one.', folder)
        : l10n.t('The output would be in {0}, outside the folder of the source. Confirm that folder or choose another one.', folder),
    );
  }

  /** Whether a folder inside a root belongs to another program. A profile of the workspace may have been written by anybody, so it may use no hidden folder but that of the source. */
  #isForeign(folder: string, root: string, sourceFolder: string): boolean {
    if (isInGit(folder, root)) return true;
    const hidden = this.request.restricted ? hiddenPart(folder, root) : undefined;
    return hidden !== undefined && !isInside(sourceFolder, hidden);
  }
}
