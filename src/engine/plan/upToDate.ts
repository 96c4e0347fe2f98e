import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { Skip } from '../../shared/run/plan';
import type { FoundFile } from '../fs/findFiles';
import { exists } from '../fs/tempFile';
import type { UpToDateBatch } from '../results/upToDateBatch';
import type { ProbingElsewhere } from './probedFiles';
import { writtenPaths } from './runFileErrors';
import type { SourceRecipes } from './sourceRecipes';

/** Files of a batch. After each, the event loop gets a turn, so that a cancel arrives. */
const batchFiles = 1000;
/** So many files are looked at here: for them it would take longer to wait for the worker threads to start. */
const mostHere = 20_000;

/** A manifest and markup list all files of a run, and an atlas has them all. So either nothing has to be made, or everything. */
function mustMakeAll(recipe: Recipe, roots: readonly string[], isAllUpToDate: boolean): boolean {
  const files = writtenPaths(recipe, roots);
  return files.length > 0 && !(isAllUpToDate && files.every(({ path }) => exists(path)));
}

/** A batch with its files. */
interface FileBatch {
  readonly files: readonly FoundFile[];
  readonly batch: UpToDateBatch;
}

/** The files that may be up to date, in batches. */
function* batchesOf(files: readonly FoundFile[], recipes: SourceRecipes, store: string): Generator<FileBatch> {
  const plan = randomUUID();
  for (let at = 0; at < files.length; at += batchFiles) {
    const keyed = files.slice(at, at + batchFiles).flatMap((file) => {
      const key = recipes.knownKeyOf(file);
      return key === undefined ? [] : [{ file, key }];
    });
    const indexes = new Map([...new Set(keyed.map(({ key }) => key))].map((key, index) => [key, index]));
    const paths = keyed.map(({ file }) => file.path);
    const keyOf = Uint32Array.from(keyed, ({ key }) => indexes.get(key) as number);
    yield { files: keyed.map(({ file }) => file), batch: { plan, store, paths, keys: [...indexes.keys()], keyOf } };
  }
}

interface UpToDateHelp {
  /** Looks at many files in parallel; without it, this process does. */
  readonly elsewhere: ProbingElsewhere | undefined;
  /** Called before others look. */
  onProbing?(): void;
  readonly signal: AbortSignal;
}

/**
 * Finds the files whose outputs are up to date, with their sizes in bytes.
 * @throws an AbortError when the signal is raised
 */
export async function findUpToDate(
  files: readonly FoundFile[],
  recipes: SourceRecipes,
  { elsewhere, onProbing, signal }: UpToDateHelp,
): Promise<ReadonlyMap<FoundFile, number>> {
  const found = new Map<FoundFile, number>();
  const { results } = recipes;
  if (!results || results.rules.force) return found;
  const batches = batchesOf(files, recipes, results.rules.folder);
  const there = files.length > mostHere ? elsewhere : undefined;
  if (there) onProbing?.();
  const lane = async () => {
    for (const { files: some, batch } of batches) {
      const sizes = there ? await there.upToDate(batch) : results.upToDateSizes(batch);
      for (const [index, file] of some.entries()) if ((sizes[index] as number) >= 0) found.set(file, sizes[index] as number);
      await setImmediate();
      signal.throwIfAborted();
    }
  };
  // The lanes take turns at the batches.
  await Promise.all(Array.from({ length: there?.atOnce ?? 1 }, lane));
  const roots = [...new Set(files.map(({ path }) => recipes.rootOf(path)))];
  return mustMakeAll(recipes.request.recipe, roots, found.size === files.length) ? new Map() : found;
}

/** Why a file that is up to date is left out. */
export function upToDateSkip({ path }: FoundFile, bytes: number): Omit<Skip, 'id'> {
  return {
    source: path,
    bytes,
    status: 'skipped',
    code: 'up-to-date',
    message: l10n.t('Up to date: the same recipe made its outputs before.'),
  };
}
