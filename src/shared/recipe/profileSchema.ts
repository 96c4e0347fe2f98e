import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { usesToken } from '../values/nameTemplate';
import { pathKey } from '../values/paths';
import { isLateName } from './isLateName';
import { override } from './overrideSchema';
import { atlas, manifest, markupFile, webManifest } from './runFileSchemas';
import { glob } from './schema/glob';
import { changesSomething, expandOutput, output } from './schema/outputs';
import { colorProfiles, conflicts, metadataPolicies } from './schema/profileChoices';
import { step } from './schema/steps';

/**
 * The schema of a profile, written once; its parts are in `schema/`. The types, the validation, docs/operations and the JSON
 * Schema of `assetmill.profiles` in package.json are made from it.
 */

// A program parses a profile or two: compiling a parser for each schema takes longer than it saves.
z.config({ jitless: true });

const globs = z.array(glob).default([]);
const profileShape = z.strictObject({
  description: z
    .string()
    .optional()
    .meta({ description: 'Description shown below the name of the profile in the list of profiles.', examples: ['For the site'] }),
  steps: z
    .array(step)
    .default([])
    .meta({ description: 'Operations to apply, in order.', examples: [[{ operation: 'resize', longEdge: 1920 }]] }),
  outputs: z
    .array(output)
    .min(1)
    .max(64)
    .prefault([{}])
    .meta({ description: 'Files to create from each source.', examples: [[{ format: ['avif', 'jpeg'], folder: 'public/images' }]] }),
  include: globs.meta({
    description: 'Globs of the files to process, relative to the workspace folder. Default: every image in the selection.',
    examples: [['photos/**']],
  }),
  exclude: globs.meta({ description: 'Globs of files to exclude, relative to the workspace folder.', examples: [['**/raw/**']] }),
  conflict: z
    .enum(conflicts)
    .default('unique')
    .meta({
      description: 'What to do if an output file already exists.',
      enumDescriptions: [
        'Add a number to the name of the new file.',
        'Keep the existing file and skip the source.',
        'Overwrite the existing file. Undo Last Run restores it.',
      ],
    }),
  replace: z.boolean().default(false).meta({
    description: 'Replace the source files. Undo Last Run restores them. Requires a single output without name and folder.',
  }),
  neverLarger: z.boolean().default(false).meta({ description: 'Keep the source if the new file would be larger.' }),
  metadata: z
    .enum(metadataPolicies)
    .default('keep')
    .meta({
      description: 'How to treat EXIF, XMP, IPTC, and comments. The EXIF orientation is always applied to the pixels.',
      enumDescriptions: [
        'Keep everything the output format supports. The report lists what is lost.',
        'Remove all metadata.',
        'Remove the location, and IPTC, which may contain it. Keep everything else.',
        'Keep only the copyright notice and the artist.',
      ],
    }),
  colorProfile: z
    .enum(colorProfiles)
    .default('keep')
    .meta({
      description: 'How to treat the ICC color profile.',
      enumDescriptions: [
        'Keep the profile and the colors.',
        'Convert to sRGB and embed the profile.',
        'Convert to Display P3 and embed the profile.',
        'Convert to sRGB and embed no profile.',
      ],
    }),
  keepTimestamps: z.boolean().default(false).meta({ description: 'Give new files the modification time of their source.' }),
  manifest: manifest.optional().meta({
    description: 'List of the new files with their digests, written at the end of the run.',
    examples: [{ file: 'public/images/list.json', format: 'json' }],
  }),
  webManifest: webManifest.optional().meta({
    description: 'Web app manifest with the icons of an output with "set": "favicon", written at the end of the run.',
    examples: [{ file: 'public/site.webmanifest', name: 'Example' }],
  }),
  atlas: atlas
    .optional()
    .meta({ description: 'Pack the new images into one, written at the end of the run.', examples: [{ file: 'public/sprites.png' }] }),
  markup: markupFile.optional().meta({
    description: 'Markup for the new files, written at the end of the run.',
    examples: [{ file: 'public/images/markup.html', placeholder: 'image' }],
  }),
  overrides: z
    .array(override)
    .max(1000)
    .default([])
    .meta({
      description: 'Different parameters for some of the files. If several match a file, later ones win.',
      examples: [[{ include: ['covers/**'], steps: [{ operation: 'resize', longEdge: 3840 }] }]],
    }),
});

type CheckedProfile = z.output<typeof profileShape>;
type ReportProfile = (message: string, ...path: (string | number)[]) => void;

function checkReplace({ outputs, replace }: CheckedProfile, report: ReportProfile): void {
  if (!replace) return;
  outputs.forEach((each, index) => {
    if (index > 0 || expandOutput(each, true).length > 1 || each.frames === 'all')
      report(l10n.t('replace allows only one output'), 'outputs', index);
    for (const key of ['name', 'folder'] as const)
      if (each[key] !== undefined) report(l10n.t('replace overwrites the source: remove {0}', key), 'outputs', index, key);
  });
}

function checkLateNames({ outputs, steps, conflict }: CheckedProfile, report: ReportProfile): void {
  outputs.forEach(({ name = '' }, index) => {
    const late = isLateName(name, steps);
    if (late && conflict === 'overwrite')
      report(
        l10n.t('this name depends on the finished file, so it cannot overwrite: set conflict to unique or skip'),
        'outputs',
        index,
        'name',
      );
    if (late && isLateName(name.slice(0, name.lastIndexOf('/') + 1), steps))
      report(l10n.t('after trim, the size can be part of a file name, but not of a folder name'), 'outputs', index, 'name');
  });
}

/** The files of a set (several widths or densities) need different names. */
function checkSetNames({ outputs }: CheckedProfile, report: ReportProfile): void {
  outputs.forEach(({ name, widths = [], densities = [] }, index) => {
    if (name === undefined || usesToken(name, 'width', 'height', 'digest', 'pixelDigest')) return;
    if (widths.length > 1) report(l10n.t('the files of a set need different names: add {width}'), 'outputs', index, 'name');
    else if (densities.length > 1 && !usesToken(name, 'density', 'dpi'))
      report(l10n.t('the files of a set need different names: add {density} or {dpi}'), 'outputs', index, 'name');
  });
}

/** A path as it is compared: `./a` and `A` may be the same file. */
function comparedPath(file: string): string {
  const parts = file.split(/[\\/]/).filter((part, index) => part !== '.' && (part !== '' || index === 0));
  return pathKey(parts.join('/'));
}

/** The paths of the first page of an atlas, and of what describes it. */
function atlasFiles({ file, css }: NonNullable<CheckedProfile['atlas']>): string[] {
  const stem = file.slice(0, file.lastIndexOf('.'));
  return [file, `${stem}.json`, ...(css ? [`${stem}.css`] : [])];
}

/** The files about the run need different names. */
function checkDistinctFiles(profile: CheckedProfile, report: ReportProfile): void {
  const used = new Set<string>();
  for (const kind of ['manifest', 'webManifest', 'atlas', 'markup'] as const) {
    const file = profile[kind]?.file;
    if (file === undefined) continue;
    const paths = (kind === 'atlas' && profile.atlas ? atlasFiles(profile.atlas) : [file]).map(comparedPath);
    if (paths.some((path) => used.has(path))) report(l10n.t('another file of the run has the same path'), kind, 'file');
    for (const path of paths) used.add(path);
  }
}

/** What the files about the icons of a website require. */
function checkIconFiles({ markup: html, webManifest: app, outputs }: CheckedProfile, report: ReportProfile): void {
  const hasIcons = outputs.some(({ set }) => set === 'favicon');
  if (app && !hasIcons) report(l10n.t('requires an output with "set": "favicon"'), 'webManifest');
  if (html?.kind === 'favicon' && !hasIcons) report(l10n.t('requires an output with "set": "favicon"'), 'markup', 'kind');
  if (html?.baseUrl !== undefined && html.kind !== 'favicon') report(l10n.t('requires "kind": "favicon"'), 'markup', 'baseUrl');
}

/** Images that are only packed are PNGs that nobody sees. */
function checkAtlas(profile: CheckedProfile, report: ReportProfile): void {
  const { atlas: packed, outputs, replace } = profile;
  if (!packed || packed.keepImages) return;
  const needsFiles = l10n.t('requires "atlas": { "keepImages": true }');
  if (replace) report(needsFiles, 'replace');
  for (const key of ['manifest', 'markup', 'webManifest'] as const) if (profile[key]) report(needsFiles, key);
  outputs.forEach((each, index) => {
    if (![each.format].flat().every((format) => format === 'source' || format === 'png')) report(needsFiles, 'outputs', index, 'format');
    for (const key of ['folder', 'set', 'maxBytes'] as const) if (each[key] !== undefined) report(needsFiles, 'outputs', index, key);
    if (each.name !== undefined && isLateName(each.name, profile.steps)) report(needsFiles, 'outputs', index, 'name');
  });
}

function checkOverwrites({ outputs, replace, conflict, atlas: packed }: CheckedProfile, report: ReportProfile): void {
  if ((packed && !packed.keepImages) || replace || conflict === 'unique') return;
  outputs.forEach(({ name, folder, format }, index) => {
    if (name === '{name}' && folder === undefined && format === 'source')
      report(l10n.t('the output would overwrite its source: set a name or folder, or set "replace": true'), 'outputs', index, 'name');
  });
}

function checkEffect({ outputs, steps, metadata, colorProfile, atlas: packed }: CheckedProfile, report: ReportProfile): void {
  if (packed) return;
  const idle = !outputs.some(changesSomething) && metadata === 'keep' && colorProfile === 'keep';
  if (steps.length === 0 && idle) report(l10n.t('the profile changes nothing: add a step, a format, or a quality'), 'steps');
}

export const profileSchema = profileShape.superRefine((profile, context) => {
  const report: ReportProfile = (message, ...path) => context.addIssue({ code: 'custom', path, message });
  for (const check of [
    checkReplace,
    checkLateNames,
    checkSetNames,
    checkDistinctFiles,
    checkIconFiles,
    checkAtlas,
    checkOverwrites,
    checkEffect,
  ])
    check(profile, report);
});
