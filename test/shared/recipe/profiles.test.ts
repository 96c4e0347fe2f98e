import { describe, expect, test } from 'vitest';
import {
  convertProfile,
  filterProfile,
  optimizeProfile,
  responsiveExample,
  responsiveProfile,
  stripProfile,
  thumbnailProfile,
} from '../../../src/shared/recipe/commandProfiles';
import { exampleProfiles } from '../../../src/shared/recipe/exampleProfiles';
import { filterNames, filterStep, parseIntensity } from '../../../src/shared/recipe/filters';
import type { Destination } from '../../../src/shared/recipe/presets';
import { matchingOverrides, type Profile, parseProfile, type Recipe, recipeWith } from '../../../src/shared/recipe/recipe';

function recipeOf(profile: Profile): Recipe {
  const parsed = parseProfile('web', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

function errorsOf(profile: unknown): string[] {
  const parsed = parseProfile('web', profile);
  return parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`);
}

/** The recipe for a file that matches these globs. */
function recipeFor(recipe: Recipe, matches: (globs: readonly string[]) => boolean): Recipe {
  const parsed = recipeWith(recipe, matchingOverrides(recipe, matches));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

describe('overrides', () => {
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

  test('a file that none matches has none', () => {
    expect(matchingOverrides(recipeOf(profile), () => false)).toEqual([]);
  });

  test('the second of an operation changes the second', () => {
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

  test('of a size, what stays the same kind stays', () => {
    const boxed: Profile = {
      steps: [{ operation: 'resize', width: 300, height: 200 }],
      overrides: [{ include: ['*'], steps: [{ operation: 'resize', width: 900 }] }],
    };
    expect(recipeFor(recipeOf(boxed), () => true).steps).toMatchObject([{ width: 900, height: 200 }]);
  });

  test('overrides that do not go together are told, with their numbers', () => {
    const recipe = recipeOf({
      steps: [{ operation: 'resize', width: 10, height: 10, fit: 'cover' }],
      overrides: [
        { include: ['a*'], steps: [{ operation: 'resize', position: 'attention' }] },
        { include: ['*'], steps: [{ operation: 'resize', fit: 'inside' }] },
      ],
    });
    const parsed = recipeWith(recipe, [0, 1]);
    expect(parsed.ok ? [] : parsed.errors.map(({ path }) => path)).toEqual([expect.stringMatching(/^profiles\.web\.overrides\[0, 1\]/)]);
  });

  test('change parameters, and a size takes the place of another', () => {
    const changed = recipeFor(recipeOf(profile), matching('covers/**'));
    expect(changed.steps[0]).toMatchObject({ operation: 'resize', longEdge: 2400 });
    expect(changed.steps[0]).not.toHaveProperty('width');
    expect(changed.outputs[0]).toMatchObject({ format: 'webp', quality: 90 });
    expect(changed.steps[1]).toMatchObject({ sigma: 2 });
  });

  test('several that match are taken in order', () => {
    const changed = recipeFor(recipeOf(profile), matching('covers/**', '**/soft-*', '**/soft-x*'));
    expect(changed.steps).toMatchObject([{ longEdge: 2400 }, { sigma: 12 }]);
  });

  test('what was decided for the run holds', () => {
    const recipe = { ...recipeOf(profile), conflict: 'skip' as const };
    expect(recipeFor(recipe, () => true).conflict).toBe('skip');
  });

  test.each<[string, object, string]>([
    [
      'a step that is not there',
      { include: ['*'], steps: [{ operation: 'sepia' }] },
      'profiles.web.overrides[0]: the profile has no step sepia to change',
    ],
    [
      'a value out of bounds',
      { include: ['*'], steps: [{ operation: 'blur', sigma: 0 }] },
      'profiles.web.overrides[0].steps[0].sigma: 0.3 to 1000, got 0',
    ],
    ['an unknown key', { include: ['*'], size: 1 }, 'profiles.web.overrides[0]: unknown key size'],
    ['no files', { include: [] }, 'profiles.web.overrides[0].include'],
    [
      'a result that is wrong',
      { include: ['*'], outputs: { lossless: true, maxBytes: 1000 } },
      'profiles.web.overrides[0].outputs[0].maxBytes: a lossless file',
    ],
  ])('fault: %s', (_, override, error) => {
    expect(errorsOf({ ...profile, overrides: [override] })[0]).toContain(error);
  });
});

describe('outputs', () => {
  test('several formats and widths are files of their own', () => {
    const { outputs } = recipeOf({ outputs: [{ format: ['webp', 'jpeg'], widths: [100, 200] }] });
    expect(outputs.map(({ format, width, name }) => `${format} ${width} ${name}`)).toEqual([
      'webp 100 {name}-{width}',
      'webp 200 {name}-{width}',
      'jpeg 100 {name}-{width}',
      'jpeg 200 {name}-{width}',
    ]);
  });

  test.each<[string, object, string]>([
    ['an option of another format', { format: 'png', mozjpeg: true }, 'outputs[0].mozjpeg: png has no mozjpeg; it goes with jpeg'],
    ['an effort out of bounds', { format: 'webp', effort: 9 }, 'outputs[0].effort: 0 to 6 of webp, got 9'],
    ['widths and densities', { widths: [5], densities: [1] }, 'outputs[0].densities: widths and densities exclude each other'],
    ['a tile of no multiple', { format: 'tiff', tileSize: 100 }, 'outputs[0].tileSize: a multiple of 16 is wanted'],
    ['columns without a sheet', { format: 'png', columns: 3 }, 'outputs[0].columns: columns goes with frames: sprite'],
    ['an unknown word for frames', { format: 'png', frames: 'last' }, 'outputs[0].frames: one of keep, first, all, sprite; got "last"'],
    ['a bit depth', { format: 'avif', bitDepth: 9 }, 'outputs[0].bitDepth: one of 8, 10, 12; got 9'],
    ['a color', { format: 'jpeg', background: 'whit' }, 'outputs[0].background: not a color: "whit"'],
    ['a format of a list', { format: ['webp', 'bmp'] }, 'outputs[0].format'],
    ['savings without optimize', { format: 'webp', minSavings: { percent: 5 } }, 'outputs[0].minSavings: minSavings goes with optimize'],
  ])('fault: %s', (_, output, error) => {
    expect(errorsOf({ outputs: [output] })[0]).toContain(`profiles.web.${error}`);
  });
});

describe('steps', () => {
  test.each<[string, object, string]>([
    ['crop without anything', { operation: 'crop' }, 'say a box (width, height) or an aspectRatio'],
    ['crop with both', { operation: 'crop', width: 5, aspectRatio: '1:1' }, 'say a box'],
    ['a ratio that is none', { operation: 'crop', aspectRatio: 'wide' }, 'a ratio such as 16:9 is wanted, got "wide"'],
    ['pad with two', { operation: 'pad', margin: 3, aspectRatio: '1:1' }, 'say one of'],
    ['attention without cover', { operation: 'resize', width: 5, height: 5, position: 'attention' }, 'attention goes with fit cover alone'],
    ['a kernel of the wrong length', { operation: 'convolve', width: 3, height: 3, kernel: [1, 2] }, '9 values are wanted, got 2'],
    ['an even kernel', { operation: 'convolve', width: 4, height: 3, kernel: Array(12).fill(1) }, 'an odd number is wanted, got 4'],
    ['modulate without anything', { operation: 'modulate' }, 'say brightness, saturation, hue or lightness'],
    ['a watermark of nothing', { operation: 'watermark' }, 'say an image or a text'],
    ['percentiles crossed', { operation: 'normalize', lower: 60, upper: 40 }, 'lower must be below upper'],
    ['an intensity above all', { operation: 'sepia', intensity: 101 }, '0 to 100, got 101'],
  ])('fault: %s', (_, step, error) => {
    expect(errorsOf({ steps: [step] })[0]).toContain(error);
  });
});

describe('shipped profiles', () => {
  test.each(Object.entries(exampleProfiles()))('the example %s is valid and says what it is for', (_, profile) => {
    expect(errorsOf(profile)).toEqual([]);
    expect(profile.description).toBeTruthy();
  });

  const destinations: readonly Destination[] = [{ kind: 'beside' }, { kind: 'folder', folder: 'out' }, { kind: 'replace' }];
  test.each(destinations)('those of the commands are valid: $kind', (destination) => {
    const several = destination.kind === 'replace' ? [] : [responsiveProfile([100, 200], ['webp', 'jpeg'], destination)];
    const all = [
      convertProfile('webp', destination),
      optimizeProfile(destination),
      thumbnailProfile(200, destination),
      stripProfile('strip-gps', destination),
      ...several,
    ];
    for (const profile of all) expect(errorsOf(profile), JSON.stringify(profile)).toEqual([]);
  });

  test('the example of a responsive set is of the formats that were chosen', () => {
    expect(responsiveExample([480, 960], ['webp', 'jpeg'])).toBe('photo-480.webp');
    expect(responsiveExample([100], ['jpeg'])).toBe('photo-100.jpg');
  });

  test('a responsive set cannot replace, and that is said', () => {
    expect(errorsOf(responsiveProfile([100, 200], ['webp'], { kind: 'replace' }))[0]).toContain('replace takes one output');
  });

  test.each(filterNames)('the filter %s is valid at every intensity', (filter) => {
    for (const intensity of [1, 37.5, 50, 100]) {
      expect(errorsOf(filterProfile(filter, intensity, { kind: 'beside' })), String(intensity)).toEqual([]);
      expect(filterStep(filter, intensity)).toBeTruthy();
    }
  });

  test('intensities as they are typed', () => {
    expect(['50', ' 7 ', '100%', '2.5', '0', '101', '', 'much'].map(parseIntensity)).toEqual([
      50,
      7,
      100,
      2.5,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
