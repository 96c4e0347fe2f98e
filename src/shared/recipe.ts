import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { outputFormats } from './formats';
import { templateFault } from './nameTemplate';

/**
 * The recipe schema, written once. From it come the types, the run-time validation and the JSON Schema of
 * `assetmill.profiles` in package.json. Bounds mirror sharp's, so that a bad value is refused before sharp sees it.
 */

/** The largest edge that libvips takes for a resize is far higher; 65,535 is the largest that any of the formats can hold. */
export const maxEdge = 65_535;

export const fits = ['inside', 'cover', 'contain', 'fill', 'outside'] as const;
export const conflicts = ['unique', 'skip', 'overwrite'] as const;
export type Fit = (typeof fits)[number];
export type Conflict = (typeof conflicts)[number];

/** A number within bounds; the bounds themselves are the message of a value outside them. */
function within<Schema extends z.ZodNumber>(schema: Schema, least: number, most: number) {
  const error = () => l10n.t('{0} to {1}', least, most);
  return schema.min(least, { error }).max(most, { error });
}

const edge = within(z.int(), 1, maxEdge);

const resizeStep = z
  .strictObject({
    operation: z.literal('resize').meta({ description: 'Change the size in pixels. The shape is kept unless fit says otherwise.' }),
    width: edge.optional().meta({ description: 'Width of the box to fit into, in pixels.' }),
    height: edge.optional().meta({ description: 'Height of the box to fit into, in pixels.' }),
    longEdge: edge.optional().meta({ description: 'Length of the longer side, in pixels. Instead of width and height.' }),
    percent: within(z.number(), 0.01, 1000).optional().meta({ description: 'Size in percent of the source. Instead of width and height.' }),
    fit: z
      .enum(fits)
      .default('inside')
      .meta({
        description: 'How the picture meets the box of width and height.',
        enumDescriptions: [
          'Shrink until it fits inside the box; nothing is cut off.',
          'Fill the box and cut off what overhangs.',
          'Fit inside the box and fill the rest (transparent, or white where the format has no transparency).',
          'Stretch to the box; the shape is not kept.',
          'Shrink until the box is just covered; nothing is cut off.',
        ],
      }),
    enlarge: z.boolean().default(false).meta({ description: 'Also enlarge pictures that are smaller than asked for.' }),
  })
  .superRefine((step, context) => {
    const box = step.width !== undefined || step.height !== undefined;
    const given = [box, step.longEdge !== undefined, step.percent !== undefined].filter(Boolean).length;
    if (given !== 1) {
      context.addIssue({
        code: 'custom',
        message:
          given === 0
            ? l10n.t('say a size: width and height, longEdge or percent')
            : l10n.t('say one size: width and height, longEdge or percent, not several'),
      });
    }
  })
  .meta({ title: 'resize' });

/** One operation of a recipe. A new operation adds its schema here. */
const step = z.discriminatedUnion('operation', [resizeStep]);

const nameTemplate = z
  .string()
  .superRefine((template, context) => {
    const fault = templateFault(template);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({
    description:
      'Name of the new file without its extension. Tokens: {name} {ext} {dir} {relativeDir} {width} {height} {format} {profile}. Default: {name} in a folder, {name}-{profile} beside the source.',
  });

const output = z.strictObject({
  format: z
    .enum(['source', ...outputFormats])
    .default('source')
    .meta({ description: 'Format of the new file; source keeps the format of the source.' }),
  quality: within(z.int(), 1, 100)
    .optional()
    .meta({ description: 'Quality of JPEG, WebP, AVIF and TIFF. PNG and GIF are written without loss of quality and have none.' }),
  name: nameTemplate.optional(),
  folder: z.string().min(1).optional().meta({
    description:
      'Folder for the new files, relative to the workspace folder; the tree below the selection is mirrored into it. Default: beside the source.',
  }),
});

const globs = z.array(z.string().min(1)).default([]);

export const profileSchema = z
  .strictObject({
    description: z.string().optional().meta({ description: 'Shown below the name of the profile when it is chosen.' }),
    steps: z.array(step).default([]).meta({ description: 'Operations, in order.' }),
    outputs: z.array(output).min(1).max(64).prefault([{}]).meta({ description: 'Files to make from each source.' }),
    include: globs.meta({
      description: 'Globs of the files to take, relative to the workspace folder. Default: every picture of the selection.',
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
  })
  .superRefine((profile, context) => {
    if (profile.replace) {
      profile.outputs.forEach((each, index) => {
        if (index > 0) context.addIssue({ code: 'custom', path: ['outputs', index], message: l10n.t('replace takes one output') });
        for (const key of ['name', 'folder'] as const) {
          if (each[key] !== undefined)
            context.addIssue({
              code: 'custom',
              path: ['outputs', index, key],
              message: l10n.t('replace writes over the source and takes no {0}', key),
            });
        }
      });
    }
    // One pipeline of sharp resizes once; of several the last would be done alone.
    profile.steps.forEach((each, index) => {
      if (each.operation === 'resize' && profile.steps.findIndex(({ operation }) => operation === 'resize') < index)
        context.addIssue({ code: 'custom', path: ['steps', index], message: l10n.t('a profile resizes once') });
    });
    const idle = profile.outputs.every((each) => each.format === 'source' && each.quality === undefined);
    if (profile.steps.length === 0 && idle) {
      context.addIssue({
        code: 'custom',
        path: ['steps'],
        message: l10n.t('the profile changes nothing: add a step, a format or a quality'),
      });
    }
  });

/** A profile as the user writes it. */
export type Profile = z.input<typeof profileSchema>;
export type Step = z.output<typeof step>;
export type StepKind = Step['operation'];
export type ResizeStep = Extract<Step, { operation: 'resize' }>;
/** One output of a recipe, its name filled in. */
export type OutputRecipe = z.output<typeof output> & { readonly name: string };
/** A validated profile with every default filled in; plain data that crosses processes. */
export type Recipe = Omit<z.output<typeof profileSchema>, 'outputs'> & { readonly name: string; readonly outputs: readonly OutputRecipe[] };

/** A fault in a profile: where, as a path such as `profiles.web.outputs[1].quality`, and what. */
export interface ProfileFault {
  readonly path: string;
  readonly message: string;
}

export type ParsedProfile =
  | { readonly ok: true; readonly recipe: Recipe }
  | { readonly ok: false; readonly faults: readonly ProfileFault[] };

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

function got(value: unknown): string {
  return value === undefined ? l10n.t('nothing') : JSON.stringify(value);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);
}

/** A fault as a short phrase that names what is wanted and what was found. */
function faultMessage(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'too_small':
    case 'too_big':
      return l10n.t('{0}, got {1}', issue.message, got(value));
    case 'invalid_value':
      return l10n.t('one of {0}; got {1}', issue.values.map(String).join(', '), got(value));
    case 'invalid_union':
      return l10n.t('one of {0}; got {1}', step.options.map((option) => option.shape.operation.value).join(', '), got(value));
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

/** The default name of an output: its own name is free in a folder, and must differ beside the source. */
function defaultName(replace: boolean, folder: string | undefined): string {
  return replace || folder !== undefined ? '{name}' : '{name}-{profile}';
}

/**
 * Validates a profile and fills in every default.
 * @param name the profile's name; it starts the path of every fault and fills the token `{profile}`
 * @param path how the place of the profile is written in faults
 */
export function parseProfile(name: string, profile: unknown, path = `profiles.${name}`): ParsedProfile {
  const result = profileSchema.safeParse(profile);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => ({
      path: path + pathText(issue.path),
      message: faultMessage(issue, valueAt(profile, issue.path)),
    }));
    return { ok: false, faults };
  }
  const { outputs, ...rest } = result.data;
  const named = outputs.map((each) => ({ ...each, name: each.name ?? defaultName(rest.replace, each.folder) }));
  return { ok: true, recipe: { ...rest, name, outputs: named } };
}
