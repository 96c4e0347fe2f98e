import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { CallTimeoutError } from '../../client/pool/callWithTimeout';
import type { ComparisonView, ShownComparison, ShownImage } from '../../shared/protocol/comparisonProtocol';
import type { ComparedImage, CompareRequest, Comparison } from '../../shared/run/comparison';
import { ChangeListeners } from './changeListeners';
import type { RunStore } from './runStore';

/** Files of a group. */
export interface ComparedGroup {
  /** Path of the one that is kept. */
  readonly kept: string;
  /** Paths of the others; never empty. */
  readonly others: readonly string[];
  /** Index of the file among the others; -1 if it is kept. */
  readonly index: number;
}

export interface ComparisonOptions {
  /** Has the pool compare two files. */
  compare(request: CompareRequest): Promise<Comparison>;
  /** The URL by which the page loads a file. */
  urlOf(path: string): string;
  /** Folder for the files that the page shows; it may show no others. */
  readonly folder: string;
  /** The files of the group that a file belongs to; undefined if it belongs to none. */
  groupOf(id: number): ComparedGroup | undefined;
  /** The store of runs. */
  readonly runs: string;
  log(error: Error): void;
}

function shown({ path, ...facts }: ComparedImage, urlOf: ComparisonOptions['urlOf']): ShownImage {
  return { ...facts, url: urlOf(path) };
}

/** Why two files cannot be compared. */
function messageOf(error: Error): string {
  return error instanceof CallTimeoutError ? l10n.t('The comparison took too long.') : error.message;
}

/** A row that is compared. */
interface ComparedRow {
  readonly source: string;
  readonly outputs: readonly string[];
}

/** Compares files of the run shown, one at a time, and removes what was written to show them. Imports no vscode. */
export class Comparisons {
  #view: ComparisonView | null = null;
  /** Id of the run whose file is compared. */
  #run: string | undefined;
  /** Folder of the comparison that is shown or being made. */
  #directory: string | undefined;
  /** Settles when the last comparison has been made. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #listeners = new ChangeListeners();
  readonly #changes: { dispose(): void };

  constructor(
    readonly store: RunStore,
    readonly options: ComparisonOptions,
  ) {
    this.#changes = store.onChange(() => this.#closeIfGone());
  }

  /** Calls the listener on every change. */
  onChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** The comparison that the panel shows; null for none. */
  get view(): ComparisonView | null {
    return this.#view;
  }

  #show(view: ComparisonView | null): void {
    this.#view = view;
    this.#listeners.notify();
  }

  /** Another run, or an undo, ends the comparison. */
  #closeIfGone(): void {
    if (!this.#view) return;
    const { id, outputs, grouped } = this.#view;
    const isUndone = !grouped && outputs.length > 0 && this.store.outputsOf(id).length === 0;
    if (isUndone || this.store.run?.id !== this.#run) this.close();
  }

  /** Shows the source of a row beside an output, or alone. Never rejects: an error is shown. */
  async compare(id: number, wanted = 0): Promise<void> {
    const [source, outputs] = [this.store.pathOf(id), this.store.outputsOf(id)];
    if (source === undefined) return;
    // The page may not know yet that a run was undone.
    const output = wanted < outputs.length ? wanted : 0;
    const row = { source, outputs };
    await this.#compare(row, this.#viewOf(id, output, row));
  }

  /** Shows the file that a group keeps beside another one of it. Never rejects: an error is shown. */
  async compareFile(id: number, wanted?: number): Promise<void> {
    const group = this.options.groupOf(id);
    if (!group) return;
    const { kept, others, index } = group;
    const output = Math.max(0, Math.min(others.length - 1, wanted ?? index));
    const { displayPath } = this.store.options;
    const names = { file: displayPath(kept), outputs: others.map(displayPath) };
    await this.#compare({ source: kept, outputs: others }, { id, grouped: true, ...names, output, canKeepOriginal: false });
  }

  async #compare(row: ComparedRow, view: ComparisonView): Promise<void> {
    this.#removeFiles();
    const directory = join(this.options.folder, randomUUID());
    this.#directory = directory;
    this.#run = this.store.run?.id;
    this.#show(view);
    const result = await this.#inTurn(directory, () => this.#resultOf(row, view, directory));
    // It was closed meanwhile, or another one was opened.
    if (this.#directory !== directory) void remove(directory);
    else if (result) this.#show({ ...view, result });
  }

  /** Does work after that of earlier comparisons, unless it is of no use by then: keys that are held lead from file to file. */
  #inTurn<Result>(directory: string, work: () => Promise<Result>): Promise<Result | undefined> {
    const result = this.#last.then(() => (this.#directory === directory ? work() : undefined));
    this.#last = result;
    return result;
  }

  #viewOf(id: number, output: number, { source, outputs }: ComparedRow): ComparisonView {
    const { options, rows, run, active } = this.store;
    const isWanted = (row: number) => outputs.length === 0 || this.store.outputsOf(row).length > 0;
    const [previous, next] = [rows.beside(id, -1, isWanted), rows.beside(id, 1, isWanted)];
    return {
      id,
      grouped: false,
      file: options.displayPath(source),
      outputs: outputs.map(options.displayPath),
      output,
      ...(previous !== undefined && { previous }),
      ...(next !== undefined && { next }),
      canKeepOriginal: outputs.length > 0 && run?.kind === 'process' && !active,
    };
  }

  async #resultOf(
    { source, outputs }: ComparedRow,
    { output: index, grouped }: ComparisonView,
    directory: string,
  ): Promise<ComparisonView['result'] & {}> {
    const { compare, log, runs } = this.options;
    const output = outputs[index];
    // No run has replaced a file of a group.
    const run = grouped ? undefined : this.store.undoId;
    try {
      return this.#shown(
        await compare({ source, ...(output !== undefined && { output }), ...(run !== undefined && { run: join(runs, run) }), directory }),
      );
    } catch (error) {
      log(error as Error);
      return { message: messageOf(error as Error) };
    }
  }

  #shown({ before, after, difference, similarity }: Comparison): ShownComparison {
    const { urlOf } = this.options;
    return {
      before: shown(before, urlOf),
      ...(after && { after: shown(after, urlOf) }),
      ...(difference !== undefined && { difference: urlOf(difference) }),
      similarity,
    };
  }

  /** The output that is compared; undefined if none is. */
  get output(): string | undefined {
    return this.#view && !this.#view.grouped ? this.store.outputsOf(this.#view.id)[this.#view.output] : undefined;
  }

  close(): void {
    this.#removeFiles();
    if (this.#view) this.#show(null);
  }

  #removeFiles(): void {
    if (this.#directory !== undefined) void remove(this.#directory);
    this.#directory = undefined;
  }

  dispose(): void {
    this.#changes.dispose();
    this.#removeFiles();
  }
}

function remove(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true }).catch(() => {});
}
