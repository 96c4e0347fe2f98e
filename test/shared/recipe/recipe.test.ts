import { expect, test } from 'vitest';
import { profilesManifest } from '../../../src/shared/recipe/profilesManifest';
import { parseProfile, stepKinds } from '../../../src/shared/recipe/recipe';

const resize = { operation: 'resize', longEdge: 640 };

/** Faults of a profile named web, each as `path: message`. */
function errorsOf(profile: unknown): string[] {
  const parsed = parseProfile('web', profile);
  return parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`);
}

test('every default is filled in', () => {
  expect(parseProfile('web', { steps: [{ operation: 'resize', width: 100 }] })).toEqual({
    ok: true,
    recipe: {
      name: 'web',
      path: 'profiles.web',
      steps: [{ operation: 'resize', width: 100, fit: 'inside', position: 'center', kernel: 'lanczos3', enlarge: false }],
      outputs: [
        {
          format: 'source',
          name: '{name}-{profile}',
          frames: 'keep',
          optimize: false,
          copyKept: false,
          minQuality: 30,
          minScale: 25,
        },
      ],
      include: [],
      exclude: [],
      conflict: 'unique',
      replace: false,
      neverLarger: false,
      metadata: 'keep',
      colorProfile: 'keep',
      keepTimestamps: false,
    },
  });
});

test('a recipe is plain data that crosses processes', () => {
  const parsed = parseProfile('web', { steps: [resize], outputs: [{ format: 'webp' }] });
  expect(structuredClone(parsed)).toEqual(parsed);
});

test.each([
  ['beside the source', {}, '{name}-{profile}'],
  ['in a folder', { outputs: [{ folder: 'small' }] }, '{name}'],
  ['over the source', { replace: true }, '{name}'],
  ['where it is given', { outputs: [{ folder: 'small', name: '{name}-{width}' }] }, '{name}-{width}'],
])('the name %s', (_, part, name) => {
  const parsed = parseProfile('web', { steps: [resize], ...part });
  expect(parsed.ok && parsed.recipe.outputs[0]?.name).toBe(name);
});

const oneSize = 'say one size: width and height, longEdge, shortEdge, percent or megapixels, not several';

test.each<[string, unknown, string[]]>([
  ['quality above the bound', { outputs: [{ format: 'webp' }, { quality: 400 }] }, ['profiles.web.outputs[1].quality: 1 to 100, got 400']],
  ['quality below the bound', { outputs: [{ quality: 0 }] }, ['profiles.web.outputs[0].quality: 1 to 100, got 0']],
  ['half a pixel', { steps: [{ ...resize, longEdge: 1.5 }] }, ['profiles.web.steps[0].longEdge: a whole number is wanted, got 1.5']],
  ['no pixel', { steps: [{ ...resize, longEdge: 0 }] }, ['profiles.web.steps[0].longEdge: 1 to 65535, got 0']],
  ['too many pixels', { steps: [{ operation: 'resize', width: 65_536 }] }, ['profiles.web.steps[0].width: 1 to 65535, got 65536']],
  ['percent', { steps: [{ operation: 'resize', percent: 1001 }] }, ['profiles.web.steps[0].percent: 0.01 to 1000, got 1001']],
  [
    'a text for a number',
    { steps: [{ operation: 'resize', width: '5' }] },
    ['profiles.web.steps[0].width: a value of type number is wanted, got "5"'],
  ],
  [
    'no size',
    { steps: [{ operation: 'resize' }] },
    ['profiles.web.steps[0]: say a size: width and height, longEdge, shortEdge, percent or megapixels'],
  ],
  ['two sizes', { steps: [{ ...resize, percent: 50 }] }, [`profiles.web.steps[0]: ${oneSize}`]],
  ['a box and a long edge', { steps: [{ ...resize, height: 50 }] }, [`profiles.web.steps[0]: ${oneSize}`]],
  [
    'an unknown fit',
    { steps: [{ ...resize, fit: 'crop' }] },
    ['profiles.web.steps[0].fit: one of inside, cover, contain, fill, outside; got "crop"'],
  ],
  [
    'an unknown operation',
    { steps: [{ operation: 'swirl' }] },
    [`profiles.web.steps[0].operation: one of ${stepKinds.join(', ')}; got "swirl"`],
  ],
  ['no operation', { steps: [{ longEdge: 5 }] }, [`profiles.web.steps[0].operation: one of ${stepKinds.join(', ')}; got nothing`]],
  [
    'an unknown format',
    { outputs: [{ format: 'bmp' }] },
    ['profiles.web.outputs[0].format: one of source, jpeg, png, webp, avif, gif, tiff, ico; got "bmp"'],
  ],
  ['an unknown key', { steps: [resize], size: 5 }, ['profiles.web: unknown key size']],
  ['unknown keys', { steps: [{ ...resize, w: 1, h: 2 }] }, ['profiles.web.steps[0]: unknown keys w, h']],
  ['no outputs', { steps: [resize], outputs: [] }, ['profiles.web.outputs: Too small: expected array to have >=1 items, got []']],
  [
    'an empty glob',
    { steps: [resize], include: ['*.png', ''] },
    ['profiles.web.include[1]: Too small: expected string to have >=1 characters, got ""'],
  ],
  [
    'a bad name',
    { steps: [resize], outputs: [{ name: '../{name}' }] },
    ['profiles.web.outputs[0].name: a name stays inside its folder: no leading / and no ..'],
  ],
  [
    'replace with a folder',
    { steps: [resize], replace: true, outputs: [{ folder: 'x' }] },
    ['profiles.web.outputs[0].folder: replace writes over the source and takes no folder'],
  ],
  [
    'replace with a name',
    { steps: [resize], replace: true, outputs: [{ name: 'x' }] },
    ['profiles.web.outputs[0].name: replace writes over the source and takes no name'],
  ],
  [
    'replace with two outputs',
    { steps: [resize], replace: true, outputs: [{}, {}] },
    ['profiles.web.outputs[1]: replace takes one output'],
  ],
  ['nothing to do', {}, ['profiles.web.steps: the profile changes nothing: add a step, a format or a quality']],
  [
    'a result that is its source',
    { steps: [resize], outputs: [{ name: '{name}' }], conflict: 'overwrite' },
    ['profiles.web.outputs[0].name: the result would be its source: choose another name or a folder, or say replace'],
  ],
  ['no profile at all', 5, ['profiles.web: a value of type object is wanted, got 5']],
])('fault: %s', (_, profile, errors) => {
  expect(errorsOf(profile)).toEqual(errors);
});

test('every fault is told at once', () => {
  expect(errorsOf({ steps: [{ ...resize, longEdge: 0 }], outputs: [{ quality: 101 }], conflict: 'ask' })).toEqual([
    'profiles.web.steps[0].longEdge: 1 to 65535, got 0',
    'profiles.web.outputs[0].quality: 1 to 100, got 101',
    'profiles.web.conflict: one of unique, skip, overwrite; got "ask"',
  ]);
});

test('the bounds themselves are allowed', () => {
  for (const step of [{ longEdge: 1 }, { longEdge: 65_535 }, { percent: 0.01 }, { percent: 1000 }]) {
    expect(errorsOf({ steps: [{ operation: 'resize', ...step }] })).toEqual([]);
  }
  for (const quality of [1, 100]) expect(errorsOf({ outputs: [{ quality }] })).toEqual([]);
});

test('the place of a profile can be named', () => {
  const parsed = parseProfile('web', 5, 'assetmill.json');
  expect(!parsed.ok && parsed.errors[0]?.path).toBe('assetmill.json');
});

test('the JSON Schema speaks of what a user may leave out', () => {
  const schema = profilesManifest().schema as { additionalProperties: { required?: string[]; properties: Record<string, unknown> } };
  expect(schema.additionalProperties.required ?? []).toEqual([]);
  expect(Object.keys(schema.additionalProperties.properties)).toContain('neverLarger');
});
