import type { Profile } from '../../shared/recipe/recipe';
import type { DestinationOptions } from '../args/imageOptions';
import { applyOptions, isObject, outputChanges, type ProfileChanges } from './applyOptions';
import type { ProfileOutput, ProfileStep } from './profileParts';
import { typedSize, withoutSize } from './sizeStep';

/** `run` with options: the command line takes precedence over the profile and its overrides. */

type Overrides = NonNullable<Profile['overrides']>;

/** `--out` sets the folder of every output. `--replace` writes over the sources, which allows neither names nor folders. */
function redirected(profile: Profile, { out, replace }: DestinationOptions): Profile {
  const { outputs = [{}] } = profile;
  if (out !== undefined) return { ...profile, outputs: outputs.map((output) => ({ ...output, folder: out })), replace: false };
  if (!replace) return profile;
  return { ...profile, outputs: outputs.map(({ folder: _, name: _name, ...output }): ProfileOutput => output), replace: true };
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
  const changes = outputChanges(options);
  // An override replaces an object as a whole, so it needs the changes inside it.
  const remaining = (outputs: object) =>
    Object.entries(outputs).flatMap(([key, value]) => {
      if (!Object.hasOwn(changes, key)) return [[key, value]];
      return isObject(value) && isObject(changes[key]) ? [[key, { ...value, ...changes[key] }]] : [];
    });
  const resizeCount = typedSize(options) ? (profile.steps ?? []).filter(({ operation }) => operation === 'resize').length : 0;
  return profile.overrides?.map(({ steps = [], outputs = {}, ...rest }) => ({
    ...rest,
    steps: withoutLastSize(steps as ProfileStep[], resizeCount),
    outputs: Object.fromEntries(remaining(outputs)),
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
