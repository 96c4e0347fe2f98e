import type { Profile } from '../../shared/recipe/recipe';
import type { DestinationOptions } from '../args/imageOptions';
import { applyOptions, outputChanges, type ProfileChanges } from './applyOptions';
import type { ProfileOutput, ProfileStep } from './profileParts';
import { typedSize, withoutSize } from './sizeStep';

/** `run` with options: the command line wins over the profile, and over the overrides that the profile has for some files. */

type Overrides = NonNullable<Profile['overrides']>;

/** `--out` replaces the folder of every output; `--replace` writes over the sources, so that names and folders go. */
function redirected(profile: Profile, { out, replace }: DestinationOptions): Profile {
  if (out === undefined && !replace) return profile;
  const outputs = (profile.outputs ?? [{}]).map(({ folder: _, name, ...output }): ProfileOutput => {
    if (out === undefined) return output;
    return { ...output, folder: out, ...(name !== undefined && { name }) };
  });
  return { ...profile, outputs, replace: out === undefined };
}

/** Steps of an override without the size of the resize step that the command line sizes: the last of the profile. */
function withoutLastSize(steps: readonly ProfileStep[], resizeCount: number): ProfileStep[] {
  let resizes = 0;
  return steps.map((step) => {
    if (step.operation !== 'resize') return step;
    resizes += 1;
    return resizes === resizeCount ? withoutSize(step) : step;
  });
}

/** The overrides without what the command line decides. */
function remainingOverrides(profile: Profile, options: ProfileChanges): Overrides | undefined {
  const changed = new Set(Object.keys(outputChanges(options)));
  const resizeCount = typedSize(options) ? (profile.steps ?? []).filter(({ operation }) => operation === 'resize').length : 0;
  return profile.overrides?.map(({ steps = [], outputs = {}, ...rest }) => ({
    ...rest,
    steps: withoutLastSize(steps as ProfileStep[], resizeCount),
    outputs: Object.fromEntries(Object.entries(outputs).filter(([key]) => !changed.has(key))),
  })) as Overrides | undefined;
}

/**
 * @param profile a valid one
 * @throws UsageError
 */
export function overrideProfile(profile: Profile, options: ProfileChanges): Profile {
  const overrides = remainingOverrides(profile, options);
  return { ...applyOptions(redirected(profile, options), options), ...(overrides && { overrides }) };
}
