import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import { profilesManifest } from '../../../src/shared/recipe/profilesManifest';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';
import { stepKinds } from '../../../src/shared/recipe/schema/steps';

const resize = { operation: 'resize', longEdge: 640 };
const changed = { steps: [resize] };

/** The problems of a profile named web, each as `path: message`. */
function errorsOf(profile: unknown): string[] {
  const parsed = parseProfile('web', profile);
  return parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`);
}

test('parsing fills in every default', () => {
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

test('a recipe is plain data that can cross processes', () => {
  const parsed = parseProfile('web', { steps: [resize], outputs: [{ format: 'webp' }] });
  expect(structuredClone(parsed)).toEqual(parsed);
});

test.each([
  ['beside the source', {}, '{name}-{profile}'],
  ['in a folder', { outputs: [{ folder: 'small' }] }, '{name}'],
  ['over the source', { replace: true }, '{name}'],
  ['with a template of its own', { outputs: [{ folder: 'small', name: '{name}-{width}' }] }, '{name}-{width}'],
])('a file %s gets the right name template', (_, part, name) => {
  const parsed = parseProfile('web', { steps: [resize], ...part });
  expect(parsed.ok && parsed.recipe.outputs[0]?.name).toBe(name);
});

const oneSize = 'specify only one of: width and height, longEdge, shortEdge, percent, megapixels';

test.each<[string, unknown, string[]]>([
  [
    'quality above the bound',
    { outputs: [{ format: 'webp' }, { quality: 400 }] },
    ['profiles.web.outputs[1].quality: must be between 1 and 100, got 400'],
  ],
  ['quality below the bound', { outputs: [{ quality: 0 }] }, ['profiles.web.outputs[0].quality: must be between 1 and 100, got 0']],
  [
    'a quality that is another word',
    { outputs: [{ quality: 'best' }] },
    ['profiles.web.outputs[0].quality: must be one of auto, a number; got "best"'],
  ],
  ['a fractional quality', { outputs: [{ quality: 1.5 }] }, ['profiles.web.outputs[0].quality: must be a whole number, got 1.5']],
  [
    'an automatic quality without loss',
    { outputs: [{ format: 'webp', quality: 'auto', lossless: true }] },
    ['profiles.web.outputs[0].quality: cannot be automatic with lossless: nothing is lost'],
  ],
  [
    'an automatic quality of near-lossless compression',
    { outputs: [{ format: 'webp', quality: 'auto', nearLossless: true }] },
    ['profiles.web.outputs[0].quality: cannot be automatic with nearLossless'],
  ],
  [
    'an automatic quality of formats without one',
    { outputs: [{ format: ['png', 'gif', 'tiff'], quality: 'auto' }] },
    ['profiles.web.outputs[0].quality: cannot be automatic for png, gif, tiff; it can be for jpeg, webp, avif, jxl'],
  ],
  [
    'a similarity without an automatic quality',
    { outputs: [{ format: 'webp', quality: 80, similarity: 0.9 }] },
    ['profiles.web.outputs[0].similarity: requires "quality": "auto"'],
  ],
  [
    'a similarity above the bound',
    { outputs: [{ format: 'webp', quality: 'auto', similarity: 1.1 }] },
    ['profiles.web.outputs[0].similarity: must be between 0.5 and 1, got 1.1'],
  ],
  [
    'an effort that one of the best formats lacks',
    { outputs: [{ format: 'best', effort: 7 }] },
    ['profiles.web.outputs[0].effort: must be between 1 and 6 for best, got 7'],
  ],
  [
    'an option that none of the best formats has',
    { outputs: [{ format: 'best', pyramid: true }] },
    ['profiles.web.outputs[0].pyramid: does not apply to best; it applies to tiff'],
  ],
  ['a fractional pixel', { steps: [{ ...resize, longEdge: 1.5 }] }, ['profiles.web.steps[0].longEdge: must be a whole number, got 1.5']],
  ['an edge of 0 pixels', { steps: [{ ...resize, longEdge: 0 }] }, ['profiles.web.steps[0].longEdge: must be between 1 and 65535, got 0']],
  [
    'too many pixels',
    { steps: [{ operation: 'resize', width: 65_536 }] },
    ['profiles.web.steps[0].width: must be between 1 and 65535, got 65536'],
  ],
  [
    'a percentage above the bound',
    { steps: [{ operation: 'resize', percent: 1001 }] },
    ['profiles.web.steps[0].percent: must be between 0.01 and 1000, got 1001'],
  ],
  [
    'a string instead of a number',
    { steps: [{ operation: 'resize', width: '5' }] },
    ['profiles.web.steps[0].width: must be of type number, got "5"'],
  ],
  [
    'no size',
    { steps: [{ operation: 'resize' }] },
    ['profiles.web.steps[0]: specify a size: width and height, longEdge, shortEdge, percent, or megapixels'],
  ],
  ['two sizes', { steps: [{ ...resize, percent: 50 }] }, [`profiles.web.steps[0]: ${oneSize}`]],
  ['a box and a long edge', { steps: [{ ...resize, height: 50 }] }, [`profiles.web.steps[0]: ${oneSize}`]],
  [
    'an unknown fit',
    { steps: [{ ...resize, fit: 'crop' }] },
    ['profiles.web.steps[0].fit: must be one of inside, cover, contain, fill, outside; got "crop"'],
  ],
  [
    'an unknown operation',
    { steps: [{ operation: 'swirl' }] },
    [`profiles.web.steps[0].operation: must be one of ${stepKinds.join(', ')}; got "swirl"`],
  ],
  ['no operation', { steps: [{ longEdge: 5 }] }, [`profiles.web.steps[0].operation: must be one of ${stepKinds.join(', ')}; got nothing`]],
  [
    'an unknown format',
    { outputs: [{ format: 'heic' }] },
    ['profiles.web.outputs[0].format: must be one of source, jpeg, png, webp, avif, jxl, gif, apng, tiff, ico, bmp, qoi, best; got "heic"'],
  ],
  ['an unknown key', { steps: [resize], size: 5 }, ['profiles.web: unknown key size']],
  ['unknown keys', { steps: [{ ...resize, w: 1, h: 2 }] }, ['profiles.web.steps[0]: unknown keys w, h']],
  ['no outputs', { steps: [resize], outputs: [] }, ['profiles.web.outputs: must not be empty']],
  ['an empty glob', { steps: [resize], include: ['*.png', ''] }, ['profiles.web.include[1]: must not be empty']],
  [
    'a glob that takes too long to compile',
    { steps: [resize], exclude: [`**/b/*${'[a'.repeat(4000)}`] },
    ['profiles.web.exclude[0]: must not be longer than 1000 characters'],
  ],
  [
    'a name that leaves its folder',
    { steps: [resize], outputs: [{ name: '../{name}' }] },
    ['profiles.web.outputs[0].name: a name must stay inside its folder: no leading / and no ..'],
  ],
  [
    'replace with a folder',
    { steps: [resize], replace: true, outputs: [{ folder: 'x' }] },
    ['profiles.web.outputs[0].folder: replace overwrites the source: remove folder'],
  ],
  [
    'replace with a name',
    { steps: [resize], replace: true, outputs: [{ name: 'x' }] },
    ['profiles.web.outputs[0].name: replace overwrites the source: remove name'],
  ],
  [
    'replace with two outputs',
    { steps: [resize], replace: true, outputs: [{}, {}] },
    ['profiles.web.outputs[1]: replace allows only one output'],
  ],
  ['a profile that changes nothing', {}, ['profiles.web.steps: the profile changes nothing: add a step, a format, or a quality']],
  [
    'an output that would overwrite its source',
    { steps: [resize], outputs: [{ name: '{name}' }], conflict: 'overwrite' },
    ['profiles.web.outputs[0].name: the output would overwrite its source: set a name or folder, or set "replace": true'],
  ],
  ['a number instead of a profile', 5, ['profiles.web: must be of type object, got 5']],
])('%s is an error', (_, profile, errors) => {
  expect(errorsOf(profile)).toEqual(errors);
});

test('all problems are reported at once', () => {
  expect(errorsOf({ steps: [{ ...resize, longEdge: 0 }], outputs: [{ quality: 101 }], conflict: 'ask' })).toEqual([
    'profiles.web.steps[0].longEdge: must be between 1 and 65535, got 0',
    'profiles.web.outputs[0].quality: must be between 1 and 100, got 101',
    'profiles.web.conflict: must be one of unique, skip, overwrite; got "ask"',
  ]);
});

test('the best format takes the options of its formats, and a similarity for its automatic quality', () => {
  for (const output of [{ similarity: 0.9 }, { quality: 'auto' }, { quality: 50 }, { lossless: true, compressionLevel: 9 }, { loop: 2 }])
    expect(errorsOf({ outputs: [{ format: 'best', ...output }] })).toEqual([]);
  expect(errorsOf({ outputs: [{ format: ['best', 'jpeg'], quality: 'auto' }] })).toEqual([]);
});

test('values at the bounds are allowed', () => {
  for (const step of [{ longEdge: 1 }, { longEdge: 65_535 }, { percent: 0.01 }, { percent: 1000 }]) {
    expect(errorsOf({ steps: [{ operation: 'resize', ...step }] })).toEqual([]);
  }
  for (const quality of [1, 100, 'auto']) expect(errorsOf({ outputs: [{ quality }] })).toEqual([]);
});

test('errors start with the given path', () => {
  const parsed = parseProfile('web', 5, 'assetmill.json');
  expect(!parsed.ok && parsed.errors[0]?.path).toBe('assetmill.json');
});

test('the JSON Schema requires no key of a profile', () => {
  const schema = profilesManifest().schema as { additionalProperties: { required?: string[]; properties: Record<string, unknown> } };
  expect(schema.additionalProperties.required ?? []).toEqual([]);
  expect(Object.keys(schema.additionalProperties.properties)).toContain('neverLarger');
});

function recipeOf(profile: Profile): Recipe {
  const parsed = parseProfile('web', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

describe('outputs', () => {
  test('every combination of format and width becomes a file', () => {
    const { outputs } = recipeOf({ outputs: [{ format: ['webp', 'jpeg'], widths: [100, 200] }] });
    expect(outputs.map(({ format, width, name }) => `${format} ${width} ${name}`)).toEqual([
      'webp 100 {name}-{width}',
      'webp 200 {name}-{width}',
      'jpeg 100 {name}-{width}',
      'jpeg 200 {name}-{width}',
    ]);
  });

  test.each<[string, object, string]>([
    ['an option of another format', { format: 'png', mozjpeg: true }, 'outputs[0].mozjpeg: does not apply to png; it applies to jpeg'],
    ['an effort out of bounds', { format: 'webp', effort: 9 }, 'outputs[0].effort: must be between 0 and 6 for webp, got 9'],
    ['widths and densities', { widths: [5], densities: [1] }, 'outputs[0].densities: cannot be combined with widths'],
    ['a tile size that is not a multiple of 16', { format: 'tiff', tileSize: 100 }, 'outputs[0].tileSize: must be a multiple of 16'],
    ['columns without a sheet', { format: 'png', columns: 3 }, 'outputs[0].columns: requires "frames": "sprite"'],
    [
      'an unknown word for frames',
      { format: 'png', frames: 'last' },
      'outputs[0].frames: must be one of keep, first, all, sprite, a number; got "last"',
    ],
    ['an unknown bit depth', { format: 'avif', bitDepth: 9 }, 'outputs[0].bitDepth: must be one of 8, 10, 12; got 9'],
    ['an unknown color', { format: 'jpeg', background: 'whit' }, 'outputs[0].background: not a color: "whit"'],
    ['an unknown format in a list', { format: ['webp', 'heic'] }, 'outputs[0].format'],
    ['an icon set with a format', { set: 'favicon', format: 'webp' }, 'outputs[0].format: cannot be combined with set'],
    ['an icon set of one name', { set: 'favicon', name: 'icon' }, 'outputs[0].name: the files of a set need different names: add {icon}'],
    ['the token of a set without one', { format: 'webp', name: '{icon}' }, 'outputs[0].name: {icon} requires "set": "favicon"'],
    ['a transparent color behind opaque icons', { set: 'favicon', background: '#fff8' }, 'outputs[0].background: must be opaque'],
    ['savings without optimize', { format: 'webp', minSavings: { percent: 5 } }, 'outputs[0].minSavings: requires "optimize": true'],
  ])('an output with %s is an error', (_, output, error) => {
    expect(errorsOf({ outputs: [output] })[0]).toContain(`profiles.web.${error}`);
  });
});

test.each<[string, object, string]>([
  ['a web app manifest without icons', { webManifest: { file: 'a' } }, 'webManifest: requires an output with "set": "favicon"'],
  ['links without icons', { markup: { file: 'a', kind: 'favicon' } }, 'markup.kind: requires an output with "set": "favicon"'],
  ['a base URL of other markup', { markup: { file: 'a', baseUrl: '/' } }, 'markup.baseUrl: requires "kind": "favicon"'],
])('%s are an error', (_, rest, error) => {
  expect(errorsOf({ outputs: [{ format: 'webp' }], ...rest })).toEqual([`profiles.web.${error}`]);
});

test.each<[string, Profile, string]>([
  ['a folder', { outputs: [{ folder: 'out' }] }, 'outputs[0].folder'],
  ['another format', { outputs: [{ format: ['png', 'webp'] }] }, 'outputs[0].format'],
  ['a name by digest', { outputs: [{ name: '{digest}' }] }, 'outputs[0].name'],
  ['a set of icons', { outputs: [{ set: 'favicon' }] }, 'outputs[0].set'],
  ['a manifest', { manifest: { file: 'list.txt' } }, 'manifest'],
  ['markup', { markup: { file: 'list.html' } }, 'markup'],
  ['replaced sources', { replace: true }, 'replace'],
])('%s needs images that are not only packed', (_, profile, path) => {
  const error = `profiles.web.${path}: requires "atlas": { "keepImages": true }`;
  expect(errorsOf({ ...profile, atlas: { file: 'sprites.png' } })).toEqual([error]);
  expect(errorsOf({ ...profile, atlas: { file: 'sprites.png', keepImages: true } })).not.toContain(error);
});

test.each<[string, object, string]>([
  ['another format', { file: 'sprites.jpg' }, 'file: must end with .png or .webp'],
  [
    'an invalid class',
    { file: 'a.png', classPrefix: '1-' },
    'classPrefix: must contain only letters, digits, -, and _, and start with a letter',
  ],
  ['a huge page', { file: 'a.png', maxSize: 100_000 }, 'maxSize: must be between 16 and 8192, got 100000'],
])('an atlas with %s is an error', (_, atlas, error) => {
  expect(errorsOf({ atlas })).toEqual([`profiles.web.atlas.${error}`]);
});

test.each<[string, object, string]>([
  [
    'a web app manifest and a manifest',
    { outputs: [{ set: 'favicon' }], webManifest: { file: 'a' }, manifest: { file: 'a' } },
    'webManifest',
  ],
  ['markup and a manifest', { manifest: { file: 'A.txt' }, markup: { file: './a.txt' } }, 'markup'],
  ['an atlas and a manifest in the place of its JSON file', { manifest: { file: 'out/walk.json' } }, 'atlas'],
  ['an atlas and markup in the place of its CSS file', { markup: { file: 'out/walk.css' } }, 'markup'],
])('%s need different paths', (_, files, kind) => {
  const profile = { ...changed, atlas: { file: 'out/walk.png', keepImages: true }, ...files };
  expect(errorsOf(profile)).toEqual([`profiles.web.${kind}.file: another file of the run has the same path`]);
});

test('an atlas without CSS leaves its path to another file', () => {
  const atlas = { file: 'walk.png', keepImages: true, css: false };
  expect(errorsOf({ ...changed, atlas, manifest: { file: 'walk.css' } })).toEqual([]);
});

describe('steps', () => {
  test.each<[string, object, string]>([
    ['crop without a size', { operation: 'crop' }, 'specify either a box (width, height) or an aspectRatio'],
    ['crop with two sizes', { operation: 'crop', width: 5, aspectRatio: '1:1' }, 'specify either a box'],
    ['an invalid ratio', { operation: 'crop', aspectRatio: 'wide' }, 'must be a ratio such as 16:9, got "wide"'],
    ['pad with two sizes', { operation: 'pad', margin: 3, aspectRatio: '1:1' }, 'specify exactly one of'],
    ['attention without cover', { operation: 'resize', width: 5, height: 5, position: 'attention' }, 'attention requires "fit": "cover"'],
    ['a kernel of the wrong length', { operation: 'convolve', width: 3, height: 3, kernel: [1, 2] }, 'must have 9 values, got 2'],
    ['an even kernel', { operation: 'convolve', width: 4, height: 3, kernel: Array(12).fill(1) }, 'must be an odd number, got 4'],
    ['modulate without parameters', { operation: 'modulate' }, 'specify brightness, saturation, hue, or lightness'],
    ['a watermark without image and text', { operation: 'watermark' }, 'specify either an image or a text'],
    ['normalize with lower above upper', { operation: 'normalize', lower: 60, upper: 40 }, 'lower must be below upper'],
    ['an intensity above 100', { operation: 'sepia', intensity: 101 }, 'must be between 0 and 100, got 101'],
  ])('%s is an error', (_, step, error) => {
    expect(errorsOf({ steps: [step] })[0]).toContain(error);
  });
});
