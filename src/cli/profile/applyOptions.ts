import type { Destination } from '../../shared/recipe/presets';
import type { Profile } from '../../shared/recipe/recipe';
import type { SelectionOptions } from '../args/commonOptions';
import type { DestinationOptions, OutputOptions, ProfileOptions, SizeOptions } from '../args/imageOptions';
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

/** Changes of every output. `--widths` and `--densities` exclude each other, so each removes the other. */
export function outputChanges(options: OutputOptions): Record<string, unknown> {
  const { format, quality, widths, densities, maxBytes, name, svgAggressive, svgPrefix, set = [] } = options;
  const svg = definedValues({ aggressive: svgAggressive, prefix: svgPrefix });
  return {
    ...definedValues({ quality, widths, densities, maxBytes, name, format: format?.length === 1 ? format[0] : format }),
    ...(Object.keys(svg).length > 0 && { svg }),
    ...(widths && { densities: undefined }),
    ...(densities && { widths: undefined }),
    ...Object.fromEntries(set),
  };
}

/**
 * A profile with the options' values over its own: a size in its last resize step, further steps behind its steps, and output
 * parameters in every output. The destination is not changed.
 * @throws UsageError
 */
export function applyOptions(profile: Profile, options: ProfileChanges): Profile {
  const { steps: ownSteps = [], outputs: ownOutputs = [{}] } = profile;
  const size = typedSize(options);
  const steps = [...(size ? resizedSteps(ownSteps, size, options) : ownSteps), ...((options.step ?? []) as unknown as ProfileStep[])];
  const changes = outputChanges(options);
  const outputs = ownOutputs.map((output) => definedValues({ ...output, ...changes }) as ProfileOutput);
  return { ...profile, ...profileChanges(profile, options), steps, outputs };
}
