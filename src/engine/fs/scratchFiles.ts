import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives out paths of files that exist only while one source is in progress. */
export interface ScratchFiles {
  path(name: string): string;
}

/** Scratch files in the folder of the system, which is made with the first of them. */
export class TemporaryFiles implements ScratchFiles {
  #folder: string | undefined;

  path(name: string): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'assetmill-'));
    return join(this.#folder, name);
  }

  dispose(): void {
    try {
      if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Windows does not delete a file that is still being read. The system empties its folder.
    }
  }
}
