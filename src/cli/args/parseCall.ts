import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { ChecksumStyle } from '../../shared/checksums/checksumFile';
import { type DigestAlgorithm, digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import type { Likeness } from '../../shared/duplicates/grouping';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import type { Profile } from '../../shared/recipe/recipe';
import { type ReadOrder, readOrders } from '../../shared/run/inspection';
import { UsageError } from '../environment/usageError';
import { callProfile, changesOf } from './profileFromArgs';

/** Reads the command line: what is asked for, and with which options. */

export interface CommonOptions {
  readonly paths: readonly string[];
  readonly workers?: number;
  readonly timeoutSeconds: number;
  readonly useIgnoreFiles: boolean;
  readonly allowOutside: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** What every command over files of any kind has. */
export interface InspectOptions extends CommonOptions {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly order: ReadOrder;
}

export type HashCall = {
  readonly command: 'hash';
  readonly algorithms: readonly DigestAlgorithm[];
  readonly style: ChecksumStyle;
  /** Checksum file to write; standard output without it. */
  readonly output?: string;
  readonly useCache: boolean;
} & InspectOptions;

export type VerifyCall = { readonly command: 'verify'; readonly list: string } & InspectOptions;

export type DupesCall = {
  readonly command: 'dupes';
  readonly likeness: Likeness;
  readonly threshold: number;
  readonly turned: boolean;
  readonly useCache: boolean;
} & InspectOptions;

export type CheckCall = { readonly command: 'check' } & InspectOptions;

export type Call =
  | DupesCall
  | CheckCall
  | HashCall
  | VerifyCall
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'undo' }
  /** A profile made of options; its name is that of the command. */
  | ({ readonly command: 'process'; readonly profile: Profile; readonly name: string } & CommonOptions)
  | ({
      readonly command: 'run';
      readonly profileName: string;
      readonly settings?: string;
      readonly changes: Partial<Profile>;
    } & CommonOptions);

const options = {
  'long-edge': { type: 'string' },
  'short-edge': { type: 'string' },
  width: { type: 'string' },
  height: { type: 'string' },
  percent: { type: 'string' },
  megapixels: { type: 'string' },
  size: { type: 'string' },
  fit: { type: 'string' },
  enlarge: { type: 'boolean' },
  intensity: { type: 'string' },
  step: { type: 'string', multiple: true },
  format: { type: 'string' },
  quality: { type: 'string' },
  set: { type: 'string', multiple: true },
  widths: { type: 'string' },
  densities: { type: 'string' },
  'max-bytes': { type: 'string' },
  'never-larger': { type: 'boolean' },
  metadata: { type: 'string' },
  'color-profile': { type: 'string' },
  'keep-timestamps': { type: 'boolean' },
  out: { type: 'string' },
  replace: { type: 'boolean' },
  name: { type: 'string' },
  conflict: { type: 'string' },
  manifest: { type: 'string' },
  'manifest-format': { type: 'string' },
  'manifest-digest': { type: 'string' },
  markup: { type: 'string' },
  'markup-kind': { type: 'string' },
  settings: { type: 'string' },
  algorithm: { type: 'string', multiple: true },
  output: { type: 'string' },
  tag: { type: 'boolean' },
  order: { type: 'string' },
  'no-cache': { type: 'boolean' },
  pixels: { type: 'boolean' },
  similar: { type: 'boolean' },
  threshold: { type: 'string' },
  turned: { type: 'boolean' },
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

export type Values = ReturnType<typeof parse>['values'];
type OptionName = keyof typeof options;

/** Options that say where the sources are, and how the work is done. */
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
/** Options of commands that read files and write none of them. */
const inspection: readonly OptionName[] = ['include', 'exclude', 'no-ignore', 'order', 'workers', 'timeout', 'json'];
/** Options that change a profile as a whole. */
const whole: readonly OptionName[] = [
  'never-larger',
  'metadata',
  'color-profile',
  'keep-timestamps',
  'manifest',
  'manifest-format',
  'manifest-digest',
  'markup',
  'markup-kind',
];
const sizes: readonly OptionName[] = ['long-edge', 'short-edge', 'width', 'height', 'percent', 'megapixels', 'fit', 'enlarge'];
const outputs: readonly OptionName[] = ['step', 'format', 'quality', 'set', 'widths', 'densities', 'max-bytes', 'out', 'name'];
const made = [...sizes, ...outputs, ...whole, ...common];

/** The options that each command heeds. Another one is refused, since whoever gives it counts on it. */
const optionsOf: Readonly<Record<string, readonly OptionName[]>> = {
  resize: made,
  convert: made,
  optimize: made,
  filter: [...made, 'intensity'],
  thumbnails: [...outputs, ...whole, ...common, 'size'],
  responsive: made,
  strip: made,
  apply: made,
  run: ['settings', ...whole, ...common],
  hash: [...inspection, 'algorithm', 'output', 'tag', 'no-cache'],
  verify: [...inspection.filter((name) => name !== 'include' && name !== 'exclude'), 'allow-outside'],
  dupes: [...inspection, 'pixels', 'similar', 'threshold', 'turned', 'no-cache'],
  check: inspection,
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

function number(values: Values, name: 'workers' | 'timeout' | 'threshold', least: number, most: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most)) throw new UsageError(`--${name}: ${least} to ${most}, got ${text}`);
  return value;
}

/** What the user names on the command line, the user means: files go there wherever it is. */
function allowedFolders({ out, manifest, markup, ...values }: Values): string[] {
  const lists = [manifest, markup].flatMap((file) => (file === undefined ? [] : [dirname(file)]));
  return [...(values['allow-outside'] ?? []), ...(out === undefined ? [] : [out]), ...lists];
}

function commonOf(values: Values, paths: readonly string[], absolute: (path: string) => string): CommonOptions {
  const workers = number(values, 'workers', 1, 256);
  return {
    paths: paths.map(absolute),
    timeoutSeconds: Math.ceil(number(values, 'timeout', 1, 3600) ?? 300),
    useIgnoreFiles: !values['no-ignore'],
    allowOutside: allowedFolders(values).map(absolute),
    dryRun: values['dry-run'] ?? false,
    json: values.json ?? false,
    ...(workers !== undefined && { workers: Math.floor(workers) }),
  };
}

function oneOf<Name extends string>(names: readonly Name[], text: string, option: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`--${option}: one of ${names.join(', ')}; got ${text}`);
  return found;
}

function inspectionOf(values: Values, paths: readonly string[], absolute: (path: string) => string): InspectOptions {
  const { include = [], exclude = [], order = 'auto' } = values;
  return { ...commonOf(values, paths, absolute), include, exclude, order: oneOf(readOrders, order, 'order') };
}

function hashCall(values: Values, paths: readonly string[], absolute: (path: string) => string): HashCall {
  const { algorithm = ['sha256'], output, tag = false } = values;
  const names = algorithm.flatMap((each) => each.split(',')).map((name) => oneOf(digestAlgorithms, name.trim().toLowerCase(), 'algorithm'));
  const algorithms = [...new Set(names)];
  return {
    command: 'hash',
    algorithms,
    // A line without a tag does not say of which of several algorithms it is.
    style: tag || algorithms.length > 1 ? 'bsd' : 'gnu',
    useCache: !values['no-cache'],
    ...(output !== undefined && { output: absolute(output) }),
    ...inspectionOf(values, paths, absolute),
  };
}

function dupesCall(values: Values, paths: readonly string[], absolute: (path: string) => string): DupesCall {
  const { pixels = false, similar = false, turned = false } = values;
  if (pixels && similar) throw new UsageError('--pixels and --similar exclude each other');
  if (!similar && (turned || values.threshold !== undefined)) throw new UsageError('--threshold and --turned go with --similar');
  const { least, most, usual } = similarityThresholds;
  return {
    command: 'dupes',
    likeness: pixels ? 'pixels' : similar ? 'similar' : 'bytes',
    threshold: Math.floor(number(values, 'threshold', least, most) ?? usual),
    turned,
    useCache: !values['no-cache'],
    ...inspectionOf(values, paths, absolute),
  };
}

function verifyCall(values: Values, paths: readonly string[], absolute: (path: string) => string): VerifyCall {
  const [list, ...others] = paths;
  if (list === undefined || others.length > 0) throw new UsageError('verify takes one checksum file');
  return { command: 'verify', list: absolute(list), ...inspectionOf(values, [], absolute) };
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
  if (command === 'undo') {
    if (rest.length > 0) throw new UsageError('undo takes no paths: it takes back the last run');
    return { command };
  }
  if (command === 'hash') return hashCall(values, rest, absolute);
  if (command === 'dupes') return dupesCall(values, rest, absolute);
  if (command === 'check') return { command, ...inspectionOf(values, rest, absolute) };
  if (command === 'verify') return verifyCall(values, rest, absolute);
  if (command === 'run') {
    const [profileName, ...paths] = rest;
    if (profileName === undefined) throw new UsageError('run takes the name of a profile');
    const { settings } = values;
    const changes = changesOf(values, absolute);
    return { command, profileName, changes, ...(settings !== undefined && { settings }), ...commonOf(values, paths, absolute) };
  }
  const { profile, name, paths } = callProfile(command, values, rest, absolute);
  return { command: 'process', profile, name, ...commonOf(values, paths, absolute) };
}
