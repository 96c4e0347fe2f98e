import {
  convertProfile,
  filterProfile,
  optimizeProfile,
  responsiveFormats,
  responsiveProfile,
  responsiveWidths,
  stripProfile,
  thumbnailProfile,
} from '../../shared/recipe/commandProfiles';
import { defaultIntensity, type FilterName, filterNames, parseIntensity } from '../../shared/recipe/filters';
import type { MetadataPolicy } from '../../shared/recipe/options';
import { type Destination, resizeProfile } from '../../shared/recipe/presets';
import type { Profile } from '../../shared/recipe/recipe';
import type { OutputFormat } from '../../shared/values/formats';
import { UsageError } from '../environment/usageError';
import type { Values } from './parseCall';

/** The profile that a command with its options stands for. What only the schema judges is passed as it is written. */

type StepInput = NonNullable<Profile['steps']>[number];
type OutputInput = NonNullable<Profile['outputs']>[number];

export interface CallProfile {
  readonly profile: Profile;
  readonly name: string;
  readonly paths: readonly string[];
}

/** Keys of a record whose value is given. */
function given(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** A number where the text is one, so that the schema tells what is wrong with all else. */
function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

function listOf(text: string | undefined): unknown[] | undefined {
  return text?.split(',').map((part) => parseValue(part.trim()));
}

function pair(text: string, option: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--${option}: KEY=VALUE is wanted, got ${text}`);
  return [text.slice(0, at).trim(), parseValue(text.slice(at + 1).trim())];
}

/** Reads `blur`, `crop:aspectRatio=16:9,gravity=north` or a JSON object. */
function parseStep(text: string): StepInput {
  if (text.trim().startsWith('{')) {
    try {
      return JSON.parse(text) as StepInput;
    } catch (error) {
      throw new UsageError(`--step: ${(error as Error).message}`);
    }
  }
  const [, operation = '', parameters] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  // Only before a key: values may hold commas, as rgb(1,2,3).
  const pairs = parameters ? parameters.split(/,(?=\s*\w+=)/).map((part) => pair(part, 'step')) : [];
  return { operation: operation.trim(), ...Object.fromEntries(pairs) } as unknown as StepInput;
}

const sizeOptions = {
  'long-edge': 'longEdge',
  'short-edge': 'shortEdge',
  width: 'width',
  height: 'height',
  percent: 'percent',
  megapixels: 'megapixels',
} as const;

/** The resize that the size options ask for. */
function sizeStep(values: Values): StepInput | undefined {
  const entries = Object.entries(sizeOptions).flatMap(([option, key]) => {
    const text = values[option as keyof typeof sizeOptions];
    return text === undefined ? [] : [[key, parseValue(text)] as const];
  });
  const kinds = new Set(entries.map(([key]) => (key === 'width' || key === 'height' ? 'box' : key)));
  if (kinds.size > 1) throw new UsageError('say one size: --long-edge, --short-edge, --percent, --megapixels, or --width and --height');
  if (entries.length === 0) {
    if (values.fit !== undefined || values.enlarge) throw new UsageError('--fit and --enlarge go with a size');
    return undefined;
  }
  return {
    operation: 'resize',
    ...Object.fromEntries(entries),
    ...given({ fit: values.fit, enlarge: values.enlarge }),
  } as unknown as StepInput;
}

function destinationOf(values: Values, absolute: (path: string) => string): Destination {
  if (values.replace && values.out !== undefined) throw new UsageError('--out and --replace exclude each other');
  if (values.replace) return { kind: 'replace' };
  return values.out === undefined ? { kind: 'beside' } : { kind: 'folder', folder: absolute(values.out) };
}

/** What options say of a profile as a whole. @param absolute makes a path absolute, from the working folder */
export function changesOf(values: Values, absolute: (path: string) => string): Partial<Profile> {
  const { manifest, markup } = values;
  const list = (file: string | undefined, rest: Record<string, unknown>) =>
    file === undefined ? undefined : { file: absolute(file), ...given(rest) };
  for (const option of ['manifest-format', 'manifest-digest', 'markup-kind'] as const) {
    const needed = option.startsWith('manifest') ? manifest : markup;
    if (values[option] !== undefined && needed === undefined) throw new UsageError(`--${option} goes with --${option.split('-')[0]}`);
  }
  return given({
    include: values.include,
    exclude: values.exclude,
    conflict: values.conflict,
    replace: values.replace,
    neverLarger: values['never-larger'],
    metadata: values.metadata,
    colorProfile: values['color-profile'],
    keepTimestamps: values['keep-timestamps'],
    manifest: list(manifest, { format: values['manifest-format'], digest: values['manifest-digest'] }),
    markup: list(markup, { kind: values['markup-kind'] }),
  }) as Partial<Profile>;
}

/** What options say of the output. */
function outputOf(values: Values): Partial<OutputInput> {
  const formats = values.format?.split(',');
  return {
    ...given({
      format: formats?.length === 1 ? formats[0] : formats,
      quality: values.quality === undefined ? undefined : parseValue(values.quality),
      widths: listOf(values.widths),
      densities: listOf(values.densities),
      maxBytes: values['max-bytes'] === undefined ? undefined : parseValue(values['max-bytes']),
      name: values.name,
    }),
    ...Object.fromEntries((values.set ?? []).map((text) => pair(text, 'set'))),
  } as Partial<OutputInput>;
}

function filterOf(values: Values, name: string | undefined, destination: Destination): Profile {
  if (name === undefined || !filterNames.includes(name as FilterName))
    throw new UsageError(`filter takes the name of one: ${filterNames.join(', ')}`);
  const intensity = values.intensity === undefined ? defaultIntensity(name as FilterName) : parseIntensity(values.intensity);
  if (intensity === undefined) throw new UsageError(`--intensity: 1 to 100, got ${values.intensity}`);
  return filterProfile(name as FilterName, intensity, destination);
}

function thumbnailsOf(values: Values, destination: Destination): Profile {
  const size = parseValue(values.size ?? '200');
  if (typeof size !== 'number') throw new UsageError(`--size: a number of pixels is wanted, got ${values.size}`);
  return thumbnailProfile(size, destination);
}

/** The name of a new file beside its source where a resize says no other. */
function resizeOf(values: Values, destination: Destination): Profile {
  const size = sizeStep(values);
  if (!size) throw new UsageError('resize takes a size: --long-edge, --short-edge, --percent, --megapixels, or --width and --height');
  const { operation: _, fit: _f, enlarge: _e, ...numbers } = size as { operation: string; fit?: string; enlarge?: boolean };
  return resizeProfile(numbers as Parameters<typeof resizeProfile>[0], destination);
}

/** The profile of a command, before its options for steps and outputs are added. */
function baseProfile(command: string, values: Values, positional: string | undefined, destination: Destination): Profile {
  switch (command) {
    case 'resize':
      return { ...resizeOf(values, destination), steps: [] };
    case 'convert':
      if (values.format === undefined) throw new UsageError('convert takes a --format');
      return convertProfile(values.format.split(',')[0] as OutputFormat, destination);
    case 'optimize':
      return optimizeProfile(destination);
    case 'filter':
      return filterOf(values, positional, destination);
    case 'thumbnails':
      return thumbnailsOf(values, destination);
    case 'responsive':
      return responsiveProfile(responsiveWidths, responsiveFormats, destination);
    case 'strip':
      return stripProfile((values.metadata ?? 'strip') as Exclude<MetadataPolicy, 'keep'>, destination);
    default:
      if (!values.step) throw new UsageError('apply takes at least one --step');
      return { outputs: [destination.kind === 'folder' ? { folder: destination.folder } : {}], replace: destination.kind === 'replace' };
  }
}

/**
 * The profile of a call.
 * @param positionals what stands behind the command
 * @throws UsageError
 */
export function callProfile(
  command: string,
  values: Values,
  positionals: readonly string[],
  absolute: (path: string) => string,
): CallProfile {
  const [first, ...others] = positionals;
  const isFilter = command === 'filter';
  const base = baseProfile(command, values, first, destinationOf(values, absolute));
  const size = sizeStep(values);
  const steps = [...(base.steps ?? []), ...(size ? [size] : []), ...(values.step ?? []).map(parseStep)];
  const outputs = (base.outputs ?? [{}]).map((each) => ({ ...each, ...outputOf(values) }));
  const profile = { ...base, ...changesOf(values, absolute), steps, outputs } as Profile;
  return { profile, name: command, paths: isFilter ? others : positionals };
}
