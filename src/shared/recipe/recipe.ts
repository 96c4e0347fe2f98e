import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { markupKinds } from '../values/markup';
import { usesToken } from '../values/nameTemplate';
import { isLateName } from './lateName';
import { applyOverride, type Override, override } from './overrides';
import { colorProfiles, conflicts, manifestDigests, manifestFormats, metadataPolicies } from './schema/choices';
import { changesSomething, flatten, type OutputRecipe, output } from './schema/outputs';
import { step, stepKinds } from './schema/steps';

/**
 * The recipe schema, written once; its parts are in `schema/`. From it come the types, the run-time validation and the
 * JSON Schema of `assetmill.profiles` in package.json.
 */

export type { Encoding, OutputRecipe } from './schema/outputs';
export { type Step, type StepKind, type StepOf, stepKinds } from './schema/steps';

export const placeholderKinds = ['image', 'color'] as const;
export type Conflict = (typeof conflicts)[number];
export type PlaceholderKind = (typeof placeholderKinds)[number];
export type MetadataPolicy = (typeof metadataPolicies)[number];
export type ColorProfile = (typeof colorProfiles)[number];

const globs = z.array(z.string().min(1)).default([]);
const runFile = z
  .string()
  .min(1)
  .meta({ description: 'Path of the file, relative to the workspace folder. conflict says what becomes of one that is there.' });

const manifest = z.strictObject({
  file: runFile,
  format: z.enum(manifestFormats).default('text').meta({ description: 'text has lines of digest: original, sorted by path.' }),
  digest: z
    .enum(manifestDigests)
    .default('bytes')
    .meta({ description: 'SHA-256 of the bytes of the new files, or of their decoded pixels.' }),
});

const markup = z.strictObject({
  file: runFile,
  kind: z.enum(markupKinds).default('picture').meta({ description: 'What is written for each source.' }),
  sizes: z.string().min(1).optional().meta({ description: 'The attribute sizes.' }),
  placeholder: z
    .enum(placeholderKinds)
    .optional()
    .meta({ description: 'What is shown until an image is there: a tiny version of it, or its average color.' }),
});

export const profileSchema = z
  .strictObject({
    description: z.string().optional().meta({ description: 'Shown below the name of the profile when it is chosen.' }),
    steps: z.array(step).default([]).meta({ description: 'Operations, in order.' }),
    outputs: z.array(output).min(1).max(64).prefault([{}]).meta({ description: 'Files to make from each source.' }),
    include: globs.meta({
      description: 'Globs of the files to take, relative to the workspace folder. Default: every image of the selection.',
    }),
    exclude: globs.meta({ description: 'Globs of files to leave out.' }),
    conflict: z
      .enum(conflicts)
      .default('unique')
      .meta({
        description: 'What to do when the new file exists already.',
        enumDescriptions: [
          'Give the new file a number, so that nothing is replaced.',
          'Leave the old file and skip the source.',
          'Replace the old file; its bytes are kept for Undo Last Run.',
        ],
      }),
    replace: z.boolean().default(false).meta({
      description: 'Replace the sources themselves. Their bytes are kept for Undo Last Run. Takes one output, without name and folder.',
    }),
    neverLarger: z.boolean().default(false).meta({ description: 'Keep the source where the new file would have more bytes.' }),
    metadata: z
      .enum(metadataPolicies)
      .default('keep')
      .meta({
        description: 'What becomes of EXIF, XMP, IPTC and comments. The orientation is applied to the pixels in any case.',
        enumDescriptions: [
          'Keep what the format can hold; what it cannot is told.',
          'Keep nothing.',
          'Keep all but the place where a photo was taken, and IPTC, which may name it.',
          'Keep the copyright notice and the artist alone.',
        ],
      }),
    colorProfile: z
      .enum(colorProfiles)
      .default('keep')
      .meta({
        description: 'What becomes of the color profile (ICC).',
        enumDescriptions: [
          'Keep it, and the colors with it.',
          'Convert the colors to sRGB and say so in the file.',
          'Convert the colors to Display P3 and say so in the file.',
          'Convert the colors to sRGB and leave the profile out.',
        ],
      }),
    keepTimestamps: z.boolean().default(false).meta({ description: 'Give new files the modification time of their source.' }),
    manifest: manifest.optional().meta({ description: 'A list of the new files with their digests, written at the end of a run.' }),
    markup: markup.optional().meta({ description: 'Markup for the new files, written at the end of a run.' }),
    overrides: z
      .array(override)
      .max(1000)
      .default([])
      .meta({ description: 'Other parameters for some of the files; the last that match win.' }),
  })
  .superRefine((profile, context) => {
    const error = (message: string, ...path: (string | number)[]) => context.addIssue({ code: 'custom', path, message });
    const { steps, outputs, replace, conflict } = profile;
    if (replace) {
      outputs.forEach((each, index) => {
        if (index > 0 || flatten(each, true).length > 1 || each.frames === 'all')
          error(l10n.t('replace takes one output'), 'outputs', index);
        for (const key of ['name', 'folder'] as const)
          if (each[key] !== undefined) error(l10n.t('replace writes over the source and takes no {0}', key), 'outputs', index, key);
      });
    }
    outputs.forEach(({ name = '' }, index) => {
      const late = isLateName(name, steps);
      if (late && conflict === 'overwrite')
        error(l10n.t('a name that is known only when the file is made cannot overwrite: choose unique or skip'), 'outputs', index, 'name');
      if (late && isLateName(name.slice(0, name.lastIndexOf('/') + 1), steps))
        error(l10n.t('after trim the size names files, not folders'), 'outputs', index, 'name');
    });
    outputs.forEach(({ name, widths = [], densities = [] }, index) => {
      if (name === undefined || usesToken(name, 'width', 'height', 'digest', 'pixelDigest')) return;
      if (widths.length > 1) error(l10n.t('the files of a set need names of their own: add {width}'), 'outputs', index, 'name');
      else if (densities.length > 1 && !usesToken(name, 'density', 'dpi'))
        error(l10n.t('the files of a set need names of their own: add {density} or {dpi}'), 'outputs', index, 'name');
    });
    const { manifest: list, markup: html } = profile;
    if (list && html && list.file === html.file) error(l10n.t('the manifest is written there'), 'markup', 'file');
    if (!replace && conflict !== 'unique') {
      outputs.forEach(({ name, folder, format: asked }, index) => {
        if (name === '{name}' && folder === undefined && asked === 'source')
          error(l10n.t('the result would be its source: choose another name or a folder, or say replace'), 'outputs', index, 'name');
      });
    }
    const idle = !outputs.some(changesSomething) && profile.metadata === 'keep' && profile.colorProfile === 'keep';
    if (steps.length === 0 && idle) error(l10n.t('the profile changes nothing: add a step, a format or a quality'), 'steps');
  });

/** A profile as the user writes it. */
export type Profile = z.input<typeof profileSchema>;
/** A validated profile with every default filled in; plain data that crosses processes. */
export type Recipe = Omit<z.output<typeof profileSchema>, 'outputs' | 'overrides'> & {
  readonly name: string;
  /** Where the profile stands, for faults that show only when it meets the files. */
  readonly path: string;
  readonly outputs: readonly OutputRecipe[];
  /** With the profile that they change, as it was written. */
  readonly overrides?: { readonly profile: Profile; readonly changes: readonly Override[] };
};

/** A fault in a profile: where, as a path such as `profiles.web.outputs[1].quality`, and what. */
export interface ProfileError {
  readonly path: string;
  readonly message: string;
}

export type ParsedProfile =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly errors: readonly ProfileError[] };

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

function got(value: unknown): string {
  return value === undefined ? l10n.t('nothing') : JSON.stringify(value);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);
}

/** A value that is none of several kinds: the words it may be, or what is wrong with it as the kind that it nearly is. */
function unionMessage(issue: z.core.$ZodIssueInvalidUnion, value: unknown): string {
  if (issue.path.at(-1) === 'operation') return l10n.t('one of {0}; got {1}', stepKinds.join(', '), got(value));
  const errors = issue.errors.flat();
  const inner = errors.find(({ path, code }) => path.length > 0 || code === 'too_big' || code === 'too_small');
  if (inner) return errorMessage(inner, valueAt(value, inner.path));
  const words = errors.flatMap((error) => (error.code === 'invalid_value' ? error.values.map(String) : []));
  const own = errors.find(({ code }) => code === 'custom');
  if (own && typeof value === 'string') return own.message;
  return l10n.t('one of {0}; got {1}', words.join(', '), got(value));
}

/** A fault as a short phrase that names what is wanted and what was found. */
function errorMessage(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'too_small':
    case 'too_big':
      return l10n.t('{0}, got {1}', issue.message, got(value));
    case 'invalid_value':
      return l10n.t('one of {0}; got {1}', issue.values.map(String).join(', '), got(value));
    case 'invalid_union':
      return unionMessage(issue, value);
    case 'unrecognized_keys':
      return issue.keys.length > 1 ? l10n.t('unknown keys {0}', issue.keys.join(', ')) : l10n.t('unknown key {0}', issue.keys.join(', '));
    case 'invalid_type':
      return issue.expected === 'int'
        ? l10n.t('a whole number is wanted, got {0}', got(value))
        : l10n.t('a value of type {0} is wanted, got {1}', issue.expected, got(value));
    default:
      return issue.message;
  }
}

/**
 * Validates a profile and fills in every default.
 * @param name the profile's name; it starts the path of every fault and fills the token `{profile}`
 * @param path how the place of the profile is written in faults
 */
export function parseProfile(name: string, profile: unknown, path = `profiles.${name}`): ParsedProfile {
  const result = profileSchema.safeParse(profile);
  if (!result.success) {
    const errors = result.error.issues.map((issue) => ({
      path: path + pathText(issue.path),
      message: errorMessage(issue, valueAt(profile, issue.path)),
    }));
    return { ok: false, errors };
  }
  const { outputs, overrides, ...rest } = result.data;
  const recipe = { ...rest, name, path, outputs: outputs.flatMap((each) => flatten(each, rest.replace)) };
  if (overrides.length === 0) return { ok: true, recipe };
  const written = profile as Profile;
  const errors = overrides.flatMap((each, index) => overrideErrors(name, written, each, `${path}.overrides[${index}]`));
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, recipe: { ...recipe, overrides: { profile: written, changes: overrides } } };
}

/** What is wrong with a profile once an override has changed it. */
function overrideErrors(name: string, profile: Profile, change: Override, path: string): readonly ProfileError[] {
  const changed = applyOverride(profile, change);
  if (typeof changed === 'string') return [{ path, message: changed }];
  const parsed = parseProfile(name, changed, path);
  return parsed.ok ? [] : parsed.errors;
}

/** The numbers of the overrides that a file matches. @param matches whether it matches one of the globs */
export function matchingOverrides({ overrides }: Recipe, matches: (globs: readonly string[]) => boolean): number[] {
  return overrides?.changes.flatMap(({ include }, index) => (matches(include) ? [index] : [])) ?? [];
}

/** The recipe as some of its overrides change it, in their order. */
export function recipeWith(recipe: Recipe, numbers: readonly number[]): ParsedProfile {
  const { profile, changes } = recipe.overrides ?? { profile: {}, changes: [] };
  const path = `${recipe.path}.overrides[${numbers.join(', ')}]`;
  let changed: Profile | string = profile;
  for (const number of numbers) if (typeof changed !== 'string') changed = applyOverride(changed, changes[number] as Override);
  if (typeof changed === 'string') return { ok: false, errors: [{ path, message: changed }] };
  const parsed = parseProfile(recipe.name, changed, path);
  // What was decided for the whole run, such as numbers for clashes, holds for each of its files.
  return parsed.ok ? { ok: true, recipe: { ...parsed.recipe, path: recipe.path, conflict: recipe.conflict } } : parsed;
}
