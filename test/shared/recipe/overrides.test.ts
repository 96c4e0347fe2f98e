import { expect, test } from 'vitest';
import { matchingOverrides, parseProfile, recipeWithOverrides } from '../../../src/shared/recipe/parseProfile';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';

function recipeOf(profile: Profile): Recipe {
  const parsed = parseProfile('web', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

/** The problems of a profile named web, each as `path: message`. */
function errorsOf(profile: unknown): string[] {
  const parsed = parseProfile('web', profile);
  return parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`);
}

/** The recipe for a file that matches these globs. */
function recipeFor(recipe: Recipe, matches: (globs: readonly string[]) => boolean): Recipe {
  const parsed = recipeWithOverrides(recipe, matchingOverrides(recipe, matches));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

const profile: Profile = {
  steps: [
    { operation: 'resize', width: 800 },
    { operation: 'blur', sigma: 2 },
  ],
  outputs: [{ format: 'webp', quality: 70 }],
  overrides: [
    { include: ['covers/**'], steps: [{ operation: 'resize', longEdge: 2400 }], outputs: { quality: 90 } },
    { include: ['**/soft-*'], steps: [{ operation: 'blur', sigma: 9 }] },
    { include: ['**/soft-x*'], steps: [{ operation: 'blur', sigma: 12 }] },
  ],
};
const matching =
  (...globs: readonly string[]) =>
  (include: readonly string[]) =>
    include.some((glob) => globs.includes(glob));

test('a file that matches no override has none', () => {
  expect(matchingOverrides(recipeOf(profile), () => false)).toEqual([]);
});

test('the second step of an operation in an override changes the second one in the profile', () => {
  const twice: Profile = {
    steps: [
      { operation: 'blur', sigma: 1 },
      { operation: 'blur', sigma: 2 },
    ],
    overrides: [
      {
        include: ['*'],
        steps: [
          { operation: 'blur', sigma: 3 },
          { operation: 'blur', sigma: 4 },
        ],
      },
    ],
  };
  expect(recipeFor(recipeOf(twice), () => true).steps).toMatchObject([{ sigma: 3 }, { sigma: 4 }]);
});

test('an override that gives only the width keeps the height', () => {
  const boxed: Profile = {
    steps: [{ operation: 'resize', width: 300, height: 200 }],
    overrides: [{ include: ['*'], steps: [{ operation: 'resize', width: 900 }] }],
  };
  expect(recipeFor(recipeOf(boxed), () => true).steps).toMatchObject([{ width: 900, height: 200 }]);
});

test('overrides that contradict each other are reported with their indexes', () => {
  const recipe = recipeOf({
    steps: [{ operation: 'resize', width: 10, height: 10, fit: 'cover' }],
    overrides: [
      { include: ['a*'], steps: [{ operation: 'resize', position: 'attention' }] },
      { include: ['*'], steps: [{ operation: 'resize', fit: 'inside' }] },
    ],
  });
  const parsed = recipeWithOverrides(recipe, [0, 1]);
  expect(parsed.ok ? [] : parsed.errors.map(({ path }) => path)).toEqual([expect.stringMatching(/^profiles\.web\.overrides\[0, 1\]/)]);
});

test('an override changes parameters, and its size replaces one specified in another way', () => {
  const changed = recipeFor(recipeOf(profile), matching('covers/**'));
  expect(changed.steps[0]).toMatchObject({ operation: 'resize', longEdge: 2400 });
  expect(changed.steps[0]).not.toHaveProperty('width');
  expect(changed.outputs[0]).toMatchObject({ format: 'webp', quality: 90 });
  expect(changed.steps[1]).toMatchObject({ sigma: 2 });
});

test('several matching overrides apply in order', () => {
  const changed = recipeFor(recipeOf(profile), matching('covers/**', '**/soft-*', '**/soft-x*'));
  expect(changed.steps).toMatchObject([{ longEdge: 2400 }, { sigma: 12 }]);
});

test('a conflict policy decided for the run survives overrides', () => {
  const recipe = { ...recipeOf(profile), conflict: 'skip' as const };
  expect(recipeFor(recipe, () => true).conflict).toBe('skip');
});

test.each<[string, object, string]>([
  [
    'a step that the profile does not have',
    { include: ['*'], steps: [{ operation: 'sepia' }] },
    'profiles.web.overrides[0]: the profile has no sepia step to change',
  ],
  [
    'a value out of bounds',
    { include: ['*'], steps: [{ operation: 'blur', sigma: 0 }] },
    'profiles.web.overrides[0].steps[0].sigma: must be between 0.3 and 1000, got 0',
  ],
  ['an unknown key', { include: ['*'], size: 1 }, 'profiles.web.overrides[0]: unknown key size'],
  ['no globs', { include: [] }, 'profiles.web.overrides[0].include'],
  [
    'a profile that becomes invalid',
    { include: ['*'], outputs: { lossless: true, maxBytes: 1000 } },
    'profiles.web.overrides[0].outputs[0].maxBytes: cannot be combined with lossless',
  ],
])('an override with %s is an error', (_, override, error) => {
  expect(errorsOf({ ...profile, overrides: [override] })[0]).toContain(error);
});
