import * as z from 'zod';
import { glob } from './schema/glob';
import { output } from './schema/outputs';
import { step } from './schema/steps';

/** The schema of an override: different parameters for some of the files of a profile. */

type Shape = Record<string, z.ZodType>;

/** The same keys, all optional and without defaults, so that an override contains only what was written. */
function optionalWithoutDefaults(shape: Shape, without: readonly string[] = []): Shape {
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
  return z.strictObject({ operation, ...optionalWithoutDefaults(parameters as Shape) }).meta({ title: operation.value });
});

export const override = z.strictObject({
  include: z
    .array(glob)
    .min(1)
    .meta({ description: 'Globs of the files to which the changes apply, relative to the workspace folder.', examples: [['covers/**']] }),
  steps: z
    .array(z.discriminatedUnion('operation', changedSteps as unknown as [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]))
    .default([])
    .meta({ description: 'Parameters to change in steps of the profile.', examples: [[{ operation: 'resize', longEdge: 3840 }]] }),
  outputs: z
    .strictObject(optionalWithoutDefaults(output.shape as Shape, ['name', 'folder', 'set']))
    .optional()
    .meta({ description: 'Parameters to change in every output of the profile.', examples: [{ quality: 90 }] }),
});
export type Override = z.output<typeof override>;
