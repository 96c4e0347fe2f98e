import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import type { ResultRules } from '../../shared/run/plan';
import { relativePath } from '../../shared/values/paths';
import type { FoundFile } from '../fs/findFiles';
import { folderFinder } from '../fs/folderFinder';
import { LockFiles, lockFileName } from './lockFile';
import { dependsOnOthers, recipeKey } from './recipeKey';
import { ResultIndex } from './resultIndex';
import { hasShard } from './resultShard';
import { sizesIn, type UpToDateBatch } from './upToDateBatch';

/** What decides, besides the recipe, where the outputs of a file in a folder go: the same on every computer. */
function placeOf({ relativeDir, sharedDir }: FoundFile, folder: string, root: string): string {
  return [relativePath(folder, root), relativeDir, sharedDir].join('\n');
}

/** The keys of a recipe, by place. */
interface RecipeKeys {
  /** Whether an output goes to a folder of its own. */
  readonly hasFolder: boolean;
  readonly byPlace: Map<string, string>;
}

/** What a plan knows of the files that earlier runs made. */
export class KnownResults {
  readonly #index: ResultIndex;
  readonly #locks = new LockFiles();
  /** Keys by recipe and place: most files share them. */
  readonly #keys = new Map<Recipe, RecipeKeys>();
  readonly #folderOf = folderFinder();

  constructor(readonly rules: ResultRules) {
    this.#index = new ResultIndex(rules.folder);
  }

  /**
   * Identifies a recipe and where it writes the outputs of a file. Undefined if its names depend on the other files of the run: then
   * nothing of it is ever up to date.
   */
  keyOf(file: FoundFile, recipe: Recipe, root: string): string | undefined {
    if (dependsOnOthers(recipe)) return undefined;
    const keys = this.#keysOf(recipe);
    const place = keys.hasFolder ? placeOf(file, this.#folderOf(file.path), root) : '';
    const known = keys.byPlace.get(`${root}\n${place}`);
    if (known !== undefined) return known;
    const what = `${recipeKey(recipe, (image) => resolve(root, image))}\n${place}`;
    const key = createHash('sha256').update(what).digest('hex').slice(0, 32);
    keys.byPlace.set(`${root}\n${place}`, key);
    return key;
  }

  #keysOf(recipe: Recipe): RecipeKeys {
    const known = this.#keys.get(recipe);
    if (known) return known;
    const keys = { hasFolder: recipe.outputs.some(({ folder }) => folder !== undefined), byPlace: new Map<string, string>() };
    this.#keys.set(recipe, keys);
    return keys;
  }

  /** Whether anything may be known about a selection, by its first path. */
  knowsAny([first]: readonly string[]): boolean {
    if (first === undefined || this.rules.force) return false;
    const { folder } = this.rules;
    return hasShard(folder, first) || hasShard(folder, dirname(first)) || this.#locks.of(join(first, lockFileName)) !== undefined;
  }

  /** For each source of a batch, its size in bytes if its outputs are up to date, or -1. */
  upToDateSizes(batch: UpToDateBatch): Float64Array<ArrayBuffer> {
    return sizesIn(this.#index, this.#locks, batch);
  }

  /** Whether the recipe made a file of a source before, and whether somebody edited it since. */
  madeBefore(path: string, source: string, key: string | undefined): 'as-left' | 'edited' | undefined {
    if (key === undefined || !this.#index.isOutputOf(path, source, key)) return undefined;
    return this.#index.result(path) ? 'as-left' : 'edited';
  }

  /** Whether a file belongs to an atlas that a run made, and is as it was left. */
  isAtlasFile(path: string): boolean {
    return this.#index.isAtlasFile(path);
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
