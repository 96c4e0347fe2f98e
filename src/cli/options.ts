import { parseArgs } from 'node:util';
import { outputFormats } from '../shared/formats';
import { type Destination, resizeProfile, type Size } from '../shared/presets';
import { conflicts, type Profile } from '../shared/recipe';
import { fits } from '../shared/schema/geometrySteps';

/** The command line's words, and what is asked for with them. */

export const usage = `assetmill: bulk asset processing

  assetmill resize SIZE [options] PATH...   resize pictures; folders are walked
  assetmill run PROFILE [options] PATH...   run a profile of assetmill.profiles
  assetmill undo                            take back the last run that is not undone yet

SIZE is one of
  --long-edge N     the longer side, in pixels
  --width N, --height N   a box; with --fit ${fits.join(', ')} (default inside)
  --percent N

Options
  --format F        ${outputFormats.join(', ')} (default: as the source)
  --quality N       1 to 100, for JPEG, WebP, AVIF and TIFF
  --enlarge         also enlarge what is smaller
  --out DIR         write into a folder; the tree is mirrored (default: beside the source)
  --replace         replace the sources; "assetmill undo" gives them back
  --name TEMPLATE   name of the new file, such as {name}-{width}
  --conflict C      ${conflicts.join(', ')} (default unique)
  --settings FILE   settings.json with assetmill.profiles (default: the nearest .vscode/settings.json)
  --include GLOB, --exclude GLOB   which files of folders; may be given again
  --no-ignore       also take what .gitignore leaves out
  --allow-outside DIR   also write into this folder, when a link or a profile leads there
  --workers N       default: the number of cores
  --timeout S       most seconds for one file (default 300)
  --dry-run         show what would be done; nothing is written
  --json            one JSON object per outcome on a line, then a summary
  --help, --version

Exit code: 0 all well, 1 some files failed, 2 the call was wrong or nothing could be done.`;

/** A wrong call; the message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface CommonOptions {
  readonly paths: readonly string[];
  readonly workers?: number;
  readonly timeoutSeconds: number;
  readonly useIgnoreFiles: boolean;
  readonly allowOutside: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
}

export type Call =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'undo' }
  | ({ readonly command: 'resize'; readonly profile: Profile; readonly name: string } & CommonOptions)
  | ({
      readonly command: 'run';
      readonly profileName: string;
      readonly settings?: string;
      readonly changes: Partial<Profile>;
    } & CommonOptions);

const options = {
  'long-edge': { type: 'string' },
  width: { type: 'string' },
  height: { type: 'string' },
  percent: { type: 'string' },
  fit: { type: 'string' },
  format: { type: 'string' },
  quality: { type: 'string' },
  enlarge: { type: 'boolean' },
  out: { type: 'string' },
  replace: { type: 'boolean' },
  name: { type: 'string' },
  conflict: { type: 'string' },
  settings: { type: 'string' },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  'no-ignore': { type: 'boolean' },
  'allow-outside': { type: 'string', multiple: true },
  workers: { type: 'string' },
  timeout: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];
type OptionName = keyof typeof options;

const common: readonly OptionName[] = [
  'conflict',
  'replace',
  'include',
  'exclude',
  'no-ignore',
  'allow-outside',
  'workers',
  'timeout',
  'dry-run',
  'json',
];

/** The options that each command heeds. Another one is refused, since whoever gives it counts on it. */
const optionsOf: Readonly<Record<string, readonly OptionName[]>> = {
  resize: ['long-edge', 'width', 'height', 'percent', 'fit', 'format', 'quality', 'enlarge', 'out', 'name', ...common],
  run: ['settings', ...common],
  undo: [],
};

function refuseForeign(command: string, values: Values): void {
  const heeded = optionsOf[command];
  if (!heeded) throw new UsageError(`unknown command ${command}; known are ${Object.keys(optionsOf).join(', ')}`);
  const foreign = (Object.keys(values) as OptionName[]).find((name) => !heeded.includes(name));
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign}`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function number(
  values: Values,
  name: 'long-edge' | 'width' | 'height' | 'percent' | 'quality' | 'workers' | 'timeout',
  least: number,
  most: number,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) throw new UsageError(`--${name}: ${least} to ${most}, got ${text}`);
  return value;
}

function sizeOf(values: Values): Size {
  const longEdge = number(values, 'long-edge', 1, 65_535);
  const percent = number(values, 'percent', 0.01, 1000);
  const width = number(values, 'width', 1, 65_535);
  const height = number(values, 'height', 1, 65_535);
  const box = width !== undefined || height !== undefined;
  if ([longEdge !== undefined, percent !== undefined, box].filter(Boolean).length !== 1) {
    throw new UsageError('resize takes one size: --long-edge, --percent, or --width and --height');
  }
  if (longEdge !== undefined) return { longEdge };
  if (percent !== undefined) return { percent };
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
}

function destinationOf(values: Values): Destination {
  if (values.replace && values.out !== undefined) throw new UsageError('--out and --replace exclude each other');
  if (values.replace) return { kind: 'replace' };
  return values.out === undefined ? { kind: 'beside' } : { kind: 'folder', folder: values.out };
}

/** Keys of a record whose value is given. */
function given<Key extends string, Value>(record: Record<Key, Value | undefined>): Partial<Record<Key, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<Record<Key, Value>>;
}

function changesOf(values: Values): Partial<Profile> {
  return given({
    include: values.include,
    exclude: values.exclude,
    conflict: values.conflict,
    replace: values.replace,
  }) as Partial<Profile>;
}

/** The profile of a `resize` call. Values that only the schema judges (fit, format, conflict) are passed as they are. */
function resizeCall(values: Values, cwdFolder: (folder: string) => string): Profile {
  const destination = destinationOf(values);
  const placed: Destination = destination.kind === 'folder' ? { kind: 'folder', folder: cwdFolder(destination.folder) } : destination;
  const profile = resizeProfile(sizeOf(values), placed, changesOf(values));
  const step = { ...profile.steps?.[0], ...given({ fit: values.fit, enlarge: values.enlarge }) };
  const output = {
    ...profile.outputs?.[0],
    ...given({ format: values.format, quality: number(values, 'quality', 1, 100), name: values.name }),
  };
  return { ...profile, steps: [step], outputs: [output] } as Profile;
}

/**
 * Reads the arguments after the program's name.
 * @param absolute makes a path absolute, from the working folder
 * @throws UsageError
 */
export function parseCall(args: readonly string[], absolute: (path: string) => string): Call {
  const { values, positionals } = parse(args);
  if (values.help || (positionals.length === 0 && !values.version)) return { command: 'help' };
  if (values.version) return { command: 'version' };
  const [command = '', ...rest] = positionals;
  refuseForeign(command, values);
  const workers = number(values, 'workers', 1, 256);
  const shared = {
    timeoutSeconds: Math.ceil(number(values, 'timeout', 1, 3600) ?? 300),
    useIgnoreFiles: !values['no-ignore'],
    allowOutside: [...(values['allow-outside'] ?? []), ...(values.out === undefined ? [] : [values.out])].map(absolute),
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
    ...(workers !== undefined && { workers: Math.floor(workers) }),
  };
  switch (command) {
    case 'undo':
      if (rest.length > 0) throw new UsageError('undo takes no paths: it takes back the last run');
      return { command };
    case 'resize':
      return { command, profile: resizeCall(values, absolute), name: 'resize', paths: rest.map(absolute), ...shared };
    case 'run': {
      const [profileName, ...paths] = rest;
      if (profileName === undefined) throw new UsageError('run takes the name of a profile');
      return {
        command,
        profileName,
        changes: changesOf(values),
        ...given({ settings: values.settings }),
        paths: paths.map(absolute),
        ...shared,
      };
    }
    default:
      throw new UsageError(`unknown command ${command}`);
  }
}
