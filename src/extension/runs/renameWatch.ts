import * as vscode from 'vscode';
import type { Mislabeled } from '../state/renames';
import type { RunStore } from '../state/runStore';

/** Follows files that were renamed here: Undo gives them their wrong names back, Redo the right ones again. */
export class RenameWatch implements vscode.Disposable {
  /** By the addresses before and after. */
  readonly #renamed = new Map<string, Mislabeled>();
  #run: string | undefined;
  readonly #subscription: vscode.Disposable;

  constructor(readonly store: RunStore) {
    this.#subscription = vscode.workspace.onDidRenameFiles(({ files }) => this.#follow(files));
  }

  /** Takes files of the run that is shown, under their new names; those of runs before are forgotten. */
  add(files: readonly Mislabeled[]): void {
    const run = this.store.run?.id;
    if (run !== this.#run) this.#renamed.clear();
    this.#run = run;
    for (const file of files) this.#renamed.set(keyOf(vscode.Uri.file(file.from), vscode.Uri.file(file.to)), file);
  }

  #follow(files: vscode.FileRenameEvent['files']): void {
    if (this.#renamed.size === 0 || this.store.run?.id !== this.#run) return;
    const those = (key: (file: (typeof files)[number]) => string) =>
      files.map((file) => this.#renamed.get(key(file))).filter((file) => file !== undefined);
    const back = those(({ oldUri, newUri }) => keyOf(newUri, oldUri));
    if (back.length > 0) this.store.setRenameUndone(back);
    const again = those(({ oldUri, newUri }) => keyOf(oldUri, newUri));
    if (again.length > 0) this.store.setRenamed(again);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function keyOf(before: vscode.Uri, after: vscode.Uri): string {
  return `${before} ${after}`;
}
