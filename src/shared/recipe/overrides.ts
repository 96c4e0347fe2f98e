import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { output } from './schema/outputs';
import { step } from './schema/steps';

/** Other parameters for some of the files of a profile. */

type Shape = Record<string, z.ZodType>;

/** An object of the same keys of which none must be given, and none is filled in. */
function partial(shape: Shape, without: readonly string[] = []): Shape {
  const entries = Object.entries(shape).filter(([key]) => !without.includes(key));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const plain = value instanceof z.ZodDefault ? (value.unwrap() as z.ZodType) : value;
      const { description } = z.globalRegistry.get(value) ?? {};
      return [key, plain.optional().meta({ description })];
    }),
  );
}

const changedSteps = step.options.map((option) => {
  const { operation, ...parameters } = option.shape;
  return z.strictObject({ operation, ...partial(parameters as Shape) }).meta({ title: operation.value });
});

export const override = z.strictObject({
  include: z.array(z.string().min(1)).min(1).meta({ description: 'Globs of the files that are meant, relative to the workspace folder.' }),
  steps: z
    .array(z.discriminatedUnion('operation', changedSteps as unknown as [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]))
    .default([])
    .meta({ description: 'Parameters of steps of the profile that are other for these files.' }),
  outputs: z
    .strictObject(partial(output.shape as Shape, ['name', 'folder']))
    .optional()
    .meta({ description: 'Parameters of every output that are other for these files.' }),
});
export type Override = z.output<typeof override>;

/** The ways to say a size: one that is given takes the place of the others. */
const sizeKinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  resize: { width: 'box', height: 'box', longEdge: 'longEdge', shortEdge: 'shortEdge', percent: 'percent', megapixels: 'megapixels' },
  crop: { width: 'box', height: 'box', left: 'box', top: 'box', aspectRatio: 'aspectRatio' },
  pad: { width: 'box', height: 'box', aspectRatio: 'aspectRatio', margin: 'margin' },
};

type Parameters = Record<string, unknown> & { readonly operation: string };

function changedStep(before: Parameters, change: Parameters): Parameters {
  const kinds = sizeKinds[before.operation] ?? {};
  const given = new Set(Object.keys(change).flatMap((key) => kinds[key] ?? []));
  const kept = Object.entries(before).filter(([key]) => given.size === 0 || kinds[key] === undefined || given.has(kinds[key]));
  return { ...Object.fromEntries(kept), ...change };
}

/** The keys of a profile that an override changes. */
interface Overridable {
  readonly steps?: readonly object[] | undefined;
  readonly outputs?: readonly object[] | undefined;
  readonly overrides?: unknown;
}

/** Returns the profile as an override changes it, or a sentence that says why it cannot. */
export function applyOverride<Profile extends Overridable>(profile: Profile, change: Override): Profile | string {
  const steps = [...(profile.steps ?? [])] as Parameters[];
  const taken = new Set<number>();
  for (const each of change.steps as Parameters[]) {
    // The second of an operation changes the second.
    const index = steps.findIndex(({ operation }, at) => operation === each.operation && !taken.has(at));
    taken.add(index);
    if (index < 0) return l10n.t('the profile has no step {0} to change', each.operation);
    steps[index] = changedStep(steps[index] as Parameters, each);
  }
  const outputs = (profile.outputs ?? [{}]).map((each) => ({ ...each, ...change.outputs }));
  const { overrides: _, ...rest } = profile;
  return { ...rest, steps, outputs } as unknown as Profile;
}
