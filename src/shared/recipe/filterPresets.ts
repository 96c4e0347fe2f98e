import type { FilterPreset } from './schema/operation';
import { operationSchemas, type StepInput, type StepKind } from './schema/steps';

/** The filters that Apply Filter... and `assetmill filter` offer, each with one intensity. The operations of the schema name them. */

type KeyOf<Value> = Value extends unknown ? keyof Value & string : never;
export type FilterName = KeyOf<(typeof operationSchemas)[number]['filters']>;

interface Filter extends FilterPreset {
  readonly operation: StepKind;
}

const filters = Object.fromEntries(
  operationSchemas.flatMap(({ name, filters: presets }) =>
    Object.entries<FilterPreset>(presets).map(([filter, preset]) => [filter, { ...preset, operation: name }]),
  ),
) as Readonly<Record<FilterName, Filter>>;

export const filterNames = Object.keys(filters) as readonly FilterName[];

/** The intensity offered first, 1 to 100. */
export function defaultIntensity(filter: FilterName): number {
  return filters[filter].defaultIntensity;
}

/** Reads an intensity that was typed; undefined if it is not a number from 1 to 100. */
export function parseIntensity(text: string): number | undefined {
  const value = Number(text.trim().replace(/\s*%$/, ''));
  return text.trim() !== '' && value >= 1 && value <= 100 ? value : undefined;
}

/** The step that applies a filter. @param intensity 1 to 100 */
export function filterStep(name: FilterName, intensity: number): StepInput {
  const { operation, parameters } = filters[name];
  return { operation, ...parameters(intensity) } as StepInput;
}
