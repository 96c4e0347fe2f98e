import { isAbsolute, resolve } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import { type RunFileKind, runFileKinds } from '../../shared/recipe/runFileKinds';
import { commonFolder } from '../../shared/values/paths';

/** A file that describes the outputs of some of the roots. */
export interface RunFile {
  readonly kind: RunFileKind;
  readonly path: string;
  readonly roots: readonly string[];
  /** The folder that paths in a manifest are relative to. */
  readonly base: string;
}

/**
 * The files that a recipe asks for. A relative path makes one file in each root, an absolute path one file for all roots. Without
 * roots, there is nothing to describe: only a list may be empty.
 */
export function runFilePaths(recipe: Recipe, roots: readonly string[]): RunFile[] {
  return runFileKinds.flatMap((kind) => {
    const file = recipe[kind]?.file;
    if (file === undefined || (roots.length === 0 && kind !== 'manifest')) return [];
    if (isAbsolute(file)) return [{ kind, path: resolve(file), roots, base: commonFolder(roots) }];
    return roots.map((root) => ({ kind, path: resolve(root, file), roots: [root], base: root }));
  });
}
