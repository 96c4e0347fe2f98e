import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import type { ResultRules } from '../../shared/run/plan';
import { relativePath } from '../../shared/values/paths';
import type { FoundFile } from '../fs/findFiles';
import { LockFiles } from './lockFile';
import { dependsOnOthers, recipeKey } from './recipeKey';
import { ResultIndex } from './resultIndex';

/** What decides, besides the recipe, where the outputs of a file go: the same on every computer. */
function placeOf({ path, relativeDir, sharedDir }: FoundFile, { outputs }: Recipe, root: string): string {
  if (outputs.every(({ folder }) => folder === undefined)) return '';
  return [relativePath(dirname(path), root), relativeDir, sharedDir].join('\n');
}

/** What a plan knows of the files that earlier runs made. */
export class KnownResults {
  readonly #index: ResultIndex;
  readonly #locks = new LockFiles();
  /** Keys by recipe and place: most files share them. */
  readonly #keys = new Map<Recipe, Map<string, string>>();

  constructor(readonly rules: ResultRules) {
    this.#index = new ResultIndex(rules.folder);
  }

  /**
   * Identifies a recipe and where it writes the outputs of a file. Undefined if its names depend on the other files of the run: then
   * nothing of it is ever up to date.
   */
  keyOf(file: FoundFile, recipe: Recipe, root: string): string | undefined {
    if (dependsOnOthers(recipe)) return undefined;
    const place = placeOf(file, recipe, root);
    const keys = this.#keys.get(recipe) ?? new Map<string, string>();
    this.#keys.set(recipe, keys);
    const known = keys.get(`${root}\n${place}`);
    if (known !== undefined) return known;
    const what = `${recipeKey(recipe, (image) => resolve(root, image))}\n${place}`;
    const key = createHash('sha256').update(what).digest('hex').slice(0, 32);
    keys.set(`${root}\n${place}`, key);
    return key;
  }

  /** Whether the recipe made a file of a source before, and whether somebody edited it since. */
  madeBefore(path: string, source: string, key: string | undefined): 'as-left' | 'edited' | undefined {
    if (key === undefined || !this.#index.isOutputOf(path, source, key)) return undefined;
    return this.#index.result(path) ? 'as-left' : 'edited';
  }

  /** The files of a folder walk without those that a run made from other files of the walk. */
  withoutResults(files: readonly FoundFile[]): FoundFile[] {
    if (this.rules.include) return [...files];
    const paths = new Set(files.map(({ path }) => path));
    return files.filter(({ path, explicit }) => {
      const source = explicit ? undefined : (this.#index.result(path)?.source ?? this.#locks.of(path)?.sourceOf(path));
      return source === undefined || source === path || !paths.has(source);
    });
  }
}
