import * as z from 'zod';
import { real } from './values';

/** How the schema describes an operation: its parameters, and what help, docs and tests need to know about it. */

/** A filter that Apply Filter... and `assetmill filter` offer with a single intensity. */
export interface FilterPreset<Parameters = Readonly<Record<string, unknown>>> {
  /** The intensity offered first, 1 to 100. */
  readonly defaultIntensity: number;
  /** The parameters of the operation at an intensity of 1 to 100. */
  parameters(intensity: number): Parameters;
}

/** Reports a problem with a step. `path` names the parameter; without it, the problem concerns the whole step. */
export type ReportProblem = (message: string, ...path: string[]) => void;

type Input<Shape extends z.ZodRawShape> = z.input<z.ZodObject<Shape>>;

interface Definition<Shape extends z.ZodRawShape, FilterName extends string> {
  /** Shown in settings.json and in docs/operations. It says "8 bits" if the result has 8 bits per sample. */
  readonly description: string;
  /** Each parameter has a description. */
  readonly parameters: Shape;
  /** Shown in the docs. The tests run it, so it must change every colorful image that has a border, however small. */
  readonly example: Input<Shape>;
  /** Filters made from this operation, by name. */
  readonly filters?: Readonly<Record<FilterName, FilterPreset<Input<Shape>>>>;
  /** The ways to specify a size, each with its parameters. An override that uses one way replaces the others. */
  readonly sizes?: readonly (readonly (keyof Shape & string)[])[];
  /** Checks what depends on several parameters. */
  check?(step: z.output<z.ZodObject<Shape>>, report: ReportProblem): void;
}

/** Defines an operation. Adding the result to the list at the end of its file makes it part of the recipe schema. */
export function operation<const Name extends string, Shape extends z.ZodRawShape, FilterName extends string = never>(
  name: Name,
  definition: Definition<Shape, FilterName>,
) {
  const { description, parameters, example, filters, sizes = [], check } = definition;
  const plain = z.strictObject({ operation: z.literal(name).meta({ description }), ...parameters });
  const checked = check
    ? plain.superRefine((step, context) =>
        check(step as z.output<z.ZodObject<Shape>>, (message, ...path) => context.addIssue({ code: 'custom', message, path })),
      )
    : plain;
  return {
    name,
    description,
    step: checked.meta({ title: name }),
    example: { operation: name, ...example },
    sizes: sizes as readonly (readonly string[])[],
    filters: filters ?? ({} as Readonly<Record<FilterName, FilterPreset>>),
  };
}

const intensity = real(0, 100).default(100).meta({ description: 'Strength of the effect in percent; 0 leaves the image unchanged.' });

/** The parameters of an operation whose effect can be applied in part: its own, and an intensity. */
export function withIntensity<Shape extends z.ZodRawShape>(parameters: Shape) {
  return { ...parameters, intensity };
}

/** A filter whose intensity is the intensity of its operation. */
export function intensityFilter(defaultIntensity: number): FilterPreset<{ intensity: number }> {
  return { defaultIntensity, parameters: (percent) => ({ intensity: percent }) };
}

/** A value between the two given for the intensities 0 and 100. */
export function between(lowest: number, highest: number, percent: number): number {
  return lowest + ((highest - lowest) * percent) / 100;
}

/** As `between`, with smaller steps at low intensities: the eye distinguishes small radii better than large ones. */
export function betweenSquared(lowest: number, highest: number, percent: number): number {
  return between(lowest, highest, (percent * percent) / 100);
}

/** A number rounded to some decimal places. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
