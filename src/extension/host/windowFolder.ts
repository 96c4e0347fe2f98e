import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../client/pool/isAlive';

/**
 * A folder for files that live as long as the window. Windows may share the storage: those without a workspace and, in the
 * browser, those with the same workspace. A window must not remove files that another one shows or writes, so each has its own
 * folder, named after the id of its process. Imports no vscode.
 */
export class WindowFolder {
  /** Created by the first one that writes into it. */
  readonly path: string;

  /** @param parent contains the folders of all windows */
  constructor(readonly parent: string) {
    this.path = join(parent, `${process.pid}-${randomUUID()}`);
  }

  /** Removes the folders of windows that were killed. Never rejects: the next window tries again. */
  async removeOrphans(): Promise<void> {
    const names = await readdir(this.parent).catch(() => []);
    await Promise.all(names.filter(isOrphan).map((name) => remove(join(this.parent, name))));
  }

  dispose(): void {
    void remove(this.path);
  }
}

function isOrphan(name: string): boolean {
  const pid = /^(\d+)-/.exec(name)?.[1];
  return pid !== undefined && !isAlive(Number(pid));
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true }).catch(() => {});
}
