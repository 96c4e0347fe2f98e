import { resolve } from 'node:path';
import type { Destination } from '../../shared/recipe/presets';
import type { Profile } from '../../shared/recipe/recipe';
import type { SelectionOptions } from '../args/commonOptions';
import type { DestinationOptions, OutputOptions, ProfileOptions, SizeOptions } from '../args/imageOptions';
import type { KeyValue, TypedStep } from '../args/keyValues';
import { UsageError } from '../environment/usageError';
import { definedValues } from './definedValues';
import type { ProfileOutput, ProfileStep } from './profileParts';
import { resizedSteps, typedSize } from './sizeStep';

/** Options that change a profile. Their values are as typed where only the recipe schema validates them. */
export type ProfileChanges = SizeOptions & OutputOptions & ProfileOptions & DestinationOptions & SelectionOptions;

export function destinationOf({ out, replace }: DestinationOptions): Destination {
  if (replace) return { kind: 'replace' };
  return out === undefined ? { kind: 'beside' } : { kind: 'folder', folder: out };
}

/** The manifest or the markup of a profile with the options' values over its own. */
function changedList(
  list: object | undefined,
  changes: Readonly<Record<string, unknown>>,
  option: 'manifest' | 'markup',
): object | undefined {
  const changed = { ...list, ...definedValues(changes) };
  const [key] = Object.keys(changed);
  if (key === undefined) return undefined;
  if (!('file' in changed)) throw new UsageError(`--${option}-${key} needs --${option}`);
  return changed;
}

/** Changes of the profile as a whole. */
function profileChanges(profile: Profile, options: ProfileChanges): Partial<Profile> {
  const { include, exclude, conflict, neverLarger, metadata, colorProfile, keepTimestamps } = options;
  const { manifest, manifestFormat, manifestDigest, markup, markupKind } = options;
  return definedValues({
    ...{ include, exclude, conflict, neverLarger, metadata, colorProfile, keepTimestamps },
    manifest: changedList(profile.manifest, { file: manifest, format: manifestFormat, digest: manifestDigest }, 'manifest'),
    markup: changedList(profile.markup, { file: markup, kind: markupKind }, 'markup'),
  }) as Partial<Profile>;
}

/** Whether a value is neither a list nor a single value. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters by name, with those such as `svg.prefix` inside an object of that name. */
function nested(pairs: readonly KeyValue[]): Record<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of pairs) {
    const [, outer = key, inner] = /^([^.]+)\.(.+)$/s.exec(key) ?? [];
    const before = values.get(outer);
    values.set(outer, inner === undefined ? value : { ...(isObject(before) && before), [inner]: value });
  }
  return Object.fromEntries(values);
}

/** Parameters with changes over them, also inside their objects. An undefined change removes the parameter. */
function changedOutput(output: object, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = new Map<string, unknown>(Object.entries(output));
  for (const [key, value] of Object.entries(changes)) {
    const before = own.get(key);
    own.set(key, isObject(value) && isObject(before) ? { ...before, ...value } : value);
  }
  return definedValues(Object.fromEntries(own));
}

/** Changes of every output. `--widths` and `--densities` exclude each other, so each removes the other. */
export function outputChanges(options: OutputOptions): Record<string, unknown> {
  const { format, quality, widths, densities, maxBytes, name, svgAggressive, svgPrefix, set = [] } = options;
  return {
    ...definedValues({ quality, widths, densities, maxBytes, name, format: format?.length === 1 ? format[0] : format }),
    ...(widths && { densities: undefined }),
    ...(densities && { widths: undefined }),
    ...nested([...Object.entries(definedValues({ 'svg.aggressive': svgAggressive, 'svg.prefix': svgPrefix })), ...set]),
  };
}

/** A step as it was typed. Its image is relative to the working folder, unlike that of a profile. */
function typedStep(step: TypedStep): TypedStep {
  return typeof step.image === 'string' ? { ...step, image: resolve(step.image) } : step;
}

/**
 * A profile with the options' values over its own: a size in its last resize step, further steps behind its steps, and output
 * parameters in every output. The destination is not changed.
 * @throws UsageError
 */
export function applyOptions(profile: Profile, options: ProfileChanges): Profile {
  const { steps: ownSteps = [], outputs: ownOutputs = [{}] } = profile;
  const size = typedSize(options);
  const typed = (options.step ?? []).map(typedStep) as unknown as ProfileStep[];
  const steps = [...(size ? resizedSteps(ownSteps, size, options) : ownSteps), ...typed];
  const changes = outputChanges(options);
  const outputs = ownOutputs.map((output) => changedOutput(output, changes) as ProfileOutput);
  return { ...profile, ...profileChanges(profile, options), steps, outputs };
}
