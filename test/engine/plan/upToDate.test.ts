import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stateIn } from '../../../src/engine/fs/fileState';
import type { FoundFile } from '../../../src/engine/fs/findFiles';
import { SourceRecipes } from '../../../src/engine/plan/sourceRecipes';
import { findUpToDate } from '../../../src/engine/plan/upToDate';
import { KnownResults } from '../../../src/engine/results/knownResults';
import { readShard, writeShard } from '../../../src/engine/results/resultShard';
import { upToDateSizes } from '../../../src/engine/results/upToDateBatch';
import { SoloGate } from '../../../src/pool/soloGate';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-up-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const found = (path: string): FoundFile => ({ path, relativeDir: '', sharedDir: '', explicit: false, plain: true });

function recipeOf(profile: Profile): Recipe {
  const parsed = parseProfile('test', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

const plain = recipeOf({ steps: [{ operation: 'resize', longEdge: 10 }] });

function recipesOf(recipe: Recipe, force = false): SourceRecipes {
  const results = { folder: join(folder, 'store'), include: false, force };
  const request = { selection: [folder], roots: [folder], allowedFolders: [], recipe, excludeGlobs: [], useIgnoreFiles: true, results };
  return new SourceRecipes(request, undefined, new KnownResults(results));
}

/** Sources that a recipe has processed, by one link each to a small file. */
function processed(count: number, recipes: SourceRecipes): FoundFile[] {
  const original = join(folder, 'original');
  writeFileSync(original, 'content');
  mkdirSync(join(folder, 'images'));
  const files = Array.from({ length: count }, (_, index) => found(join(folder, 'images', `${index}.jpg`)));
  const shard = readShard(join(folder, 'store'), join(folder, 'images'));
  for (const file of files) {
    linkSync(original, file.path);
    // Without the time of the last change, which each link is.
    const state = stateIn(statSync(file.path));
    const key = recipes.knownKeyOf(file);
    if (key !== undefined) shard.addSource(file.path.slice(join(folder, 'images').length + 1), key, { ...state, outputs: [] });
  }
  writeShard(join(folder, 'store'), shard);
  return files;
}

describe('what is up to date', () => {
  test('is the same whether this process or others look', async () => {
    const recipes = recipesOf(plain);
    const files = processed(20_200, recipes);
    rmSync((files[10] as FoundFile).path);
    writeFileSync((files[20] as FoundFile).path.replace('20.jpg', 'x'), '');
    let batches = 0;
    const upToDate = async (batch: Parameters<typeof upToDateSizes>[0]) => {
      batches += 1;
      // As a message to a thread would.
      return structuredClone(upToDateSizes(structuredClone(batch)));
    };
    const elsewhere = { atOnce: 3, gate: new SoloGate(), upToDate, probe: async () => Promise.reject(new Error('nothing is probed')) };
    let announced = 0;
    const onProbing = () => {
      announced += 1;
      expect(batches, 'before others look').toBe(0);
    };
    const here = await findUpToDate(files, recipes, { elsewhere: undefined, onProbing, signal });
    expect(announced).toBe(0);
    const there = await findUpToDate(files, recipes, { elsewhere, onProbing, signal });
    expect(announced).toBe(1);
    expect(batches).toBe(21);
    expect(there.size).toBe(20_199);
    expect(new Set(there.keys())).toEqual(new Set(here.keys()));
    expect(there.get(files[0] as FoundFile)).toBe(7);
  });

  test('depends on the recipe, but not on its name, its selection, or what it does about existing files', async () => {
    const files = processed(1, recipesOf(plain));
    const isUpToDate = async (profile: Profile, force = false) =>
      (await findUpToDate(files, recipesOf(recipeOf(profile), force), { elsewhere: undefined, signal })).size === 1;
    const steps = [{ operation: 'resize' as const, longEdge: 10 }];
    expect(await isUpToDate({ steps, description: 'other words', include: ['**/*.jpg'], conflict: 'skip' })).toBe(true);
    expect(await isUpToDate({ steps }, true), 'forced').toBe(false);
    expect(await isUpToDate({ steps: [{ operation: 'resize', longEdge: 11 }] })).toBe(false);
    expect(await isUpToDate({ steps, outputs: [{ quality: 50 }] })).toBe(false);
    expect(await isUpToDate({ steps, outputs: [{ folder: 'out' }] })).toBe(false);
  });

  test('includes the image that a recipe lays over others, and nothing whose name depends on other files', async () => {
    writeFileSync(join(folder, 'mark.png'), 'one');
    const marked = recipeOf({ steps: [{ operation: 'watermark', image: 'mark.png' }] });
    const files = processed(1, recipesOf(marked));
    const count = async () => (await findUpToDate(files, recipesOf(marked), { elsewhere: undefined, signal })).size;
    expect(await count()).toBe(1);
    writeFileSync(join(folder, 'mark.png'), 'another');
    expect(await count()).toBe(0);
    const numbered = recipesOf(recipeOf({ outputs: [{ format: 'webp', name: '{index}', folder: 'out' }] }));
    expect(numbered.knownKeyOf(files[0] as FoundFile)).toBeUndefined();
  });

  test.each(['walk.png', 'walk.json', 'walk.css'])('is nothing while %s of its atlas is missing', async (name) => {
    const packed = recipeOf({ steps: [{ operation: 'flip' }], atlas: { file: 'walk.png', keepImages: true } });
    const files = processed(1, recipesOf(packed));
    for (const each of ['walk.png', 'walk.json', 'walk.css']) writeFileSync(join(folder, each), '');
    const count = async () => (await findUpToDate(files, recipesOf(packed), { elsewhere: undefined, signal })).size;
    expect(await count()).toBe(1);
    rmSync(join(folder, name));
    expect(await count()).toBe(0);
  });
});
