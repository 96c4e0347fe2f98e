import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../client/pool/isAlive';

/**
 * A folder for files that go with the window. The storage may be shared: by windows without a workspace, and in the browser by
 * windows on the same one. What one of them removes must not be what another shows or writes at that moment, so each has a
 * folder of its own, which bears the number of its process. Imports no vscode.
 */
export class WindowFolder {
  /** Made by whoever writes into it. */
  readonly path: string;

  /** @param parent folder of the folders of all windows */
  constructor(readonly parent: string) {
    this.path = join(parent, `${process.pid}-${randomUUID()}`);
  }

  /** Removes the folders of windows that were killed. Never rejects: what cannot be removed now is so the next time. */
  async sweep(): Promise<void> {
    const names = await readdir(this.parent).catch(() => []);
    await Promise.all(names.filter(isLeft).map((name) => remove(join(this.parent, name))));
  }

  dispose(): void {
    void remove(this.path);
  }
}

function isLeft(name: string): boolean {
  const pid = /^(\d+)-/.exec(name)?.[1];
  return pid !== undefined && !isAlive(Number(pid));
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true }).catch(() => {});
}
