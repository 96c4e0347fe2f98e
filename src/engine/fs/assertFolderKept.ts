import { existsSync, realpathSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { pathKey } from '../../shared/values/paths';
import { realPath } from './containment';

/** Containment at the moment of writing: the plan resolves all links, so a folder that leads elsewhere now was swapped since. */

/**
 * Makes sure that a folder of the plan still is where the plan found it, or where it can be created.
 * @param folder with links resolved
 * @throws FailureError `outside` when it, or a folder above it, has become a link
 */
export function assertFolderKept(folder: string): void {
  const real = realPath(folder);
  // Some file systems ignore case and the form of accents, and show another spelling than the plan has.
  if (real === folder || pathKey(real) === pathKey(folder)) return;
  throw new FailureError(
    'outside',
    l10n.t('The folder {0} now leads to {1}, so nothing was changed there. Check the folder and run again.', folder, real),
  );
}

/**
 * Like {@link assertFolderKept}, but for a folder that has to exist.
 * @throws FailureError `vanished` as well
 */
export function assertFolderThere(folder: string): void {
  try {
    // The usual case takes one call.
    if (realpathSync.native(folder) === folder) return;
  } catch (error) {
    if (!existsSync(folder))
      throw new FailureError('vanished', l10n.t('The folder {0} was moved or deleted during the run. Run again.', folder), {
        cause: error,
      });
  }
  assertFolderKept(folder);
}
