import * as l10n from '@vscode/l10n';
import type { Override } from './overrideSchema';
import { operationSchemas } from './schema/steps';

type Parameters = Record<string, unknown> & { readonly operation: string };

/** A step with changed parameters. A size replaces one that was specified in another way. */
function changedStep(before: Parameters, change: Parameters): Parameters {
  const sizes = operationSchemas.find(({ name }) => name === before.operation)?.sizes ?? [];
  const chosen = sizes.filter((keys) => keys.some((key) => key in change));
  const dropped = chosen.length === 0 ? [] : sizes.filter((keys) => !chosen.includes(keys)).flat();
  const kept = Object.entries(before).filter(([key]) => !dropped.includes(key));
  return { ...Object.fromEntries(kept), ...change };
}

/** The keys of a profile that an override changes. */
interface Overridable {
  readonly steps?: readonly object[] | undefined;
  readonly outputs?: readonly object[] | undefined;
  readonly overrides?: unknown;
}

/** Returns the profile with an override applied, or a phrase that says why this is impossible. */
export function applyOverride<Profile extends Overridable>(profile: Profile, change: Override): Profile | string {
  const steps = [...(profile.steps ?? [])] as Parameters[];
  const taken = new Set<number>();
  for (const each of change.steps as Parameters[]) {
    // The second step of an operation in the override changes the second one in the profile.
    const index = steps.findIndex(({ operation }, at) => operation === each.operation && !taken.has(at));
    taken.add(index);
    if (index < 0) return l10n.t('the profile has no {0} step to change', each.operation);
    steps[index] = changedStep(steps[index] as Parameters, each);
  }
  const outputs = (profile.outputs ?? [{}]).map((each) => ({ ...each, ...change.outputs }));
  const { overrides: _, ...rest } = profile;
  return { ...rest, steps, outputs } as unknown as Profile;
}
