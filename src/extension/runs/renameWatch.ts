import * as vscode from 'vscode';
import type { Mislabeled } from '../state/mislabeledFiles';
import type { RunStore } from '../state/runStore';

/** Follows the editor's Undo and Redo of files that Rename Mislabeled Images renamed. */
export class RenameWatch implements vscode.Disposable {
  /** By the URIs before and after. */
  readonly #renamed = new Map<string, Mislabeled>();
  #run: string | undefined;
  readonly #subscription: vscode.Disposable;

  constructor(readonly store: RunStore) {
    this.#subscription = vscode.workspace.onDidRenameFiles(({ files }) => this.#follow(files));
  }

  /** Adds files of the run shown, under their new names. Files of earlier runs are dropped. */
  add(files: readonly Mislabeled[]): void {
    const run = this.store.run?.id;
    if (run !== this.#run) this.#renamed.clear();
    this.#run = run;
    for (const file of files) this.#renamed.set(renameKey(vscode.Uri.file(file.from), vscode.Uri.file(file.to)), file);
  }

  #follow(files: vscode.FileRenameEvent['files']): void {
    if (this.#renamed.size === 0 || this.store.run?.id !== this.#run) return;
    const renamedFiles = (key: (file: (typeof files)[number]) => string) =>
      files.map((file) => this.#renamed.get(key(file))).filter((file) => file !== undefined);
    const undone = renamedFiles(({ oldUri, newUri }) => renameKey(newUri, oldUri));
    if (undone.length > 0) this.store.setRenameUndone(undone);
    const redone = renamedFiles(({ oldUri, newUri }) => renameKey(oldUri, newUri));
    if (redone.length > 0) this.store.setRenamed(redone);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function renameKey(before: vscode.Uri, after: vscode.Uri): string {
  return `${before} ${after}`;
}
