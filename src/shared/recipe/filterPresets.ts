import { commandProfile } from './commandProfiles';
import type { FilterName } from './filterChoices';
import type { Destination } from './presets';
import type { Profile } from './recipe';
import type { FilterPreset } from './schema/operation';
import { operationSchemas, type StepInput, type StepKind } from './schema/steps';

/** What the filters do: the operations of the schema name them. */

interface Filter extends FilterPreset {
  readonly operation: StepKind;
}

const filters = Object.fromEntries(
  operationSchemas.flatMap(({ name, filters: presets }) =>
    Object.entries<FilterPreset>(presets).map(([filter, preset]) => [filter, { ...preset, operation: name }]),
  ),
) as Readonly<Record<FilterName, Filter>>;

/** The step that applies a filter. @param intensity 1 to 100 */
export function filterStep(name: FilterName, intensity: number): StepInput {
  const { operation, parameters } = filters[name];
  return { operation, ...parameters(intensity) } as StepInput;
}

/** Applies one filter. @param intensity 1 to 100 */
export function filterProfile(filter: FilterName, intensity: number, destination: Destination): Profile {
  return commandProfile(destination, `{name}-${filter}`, {}, { steps: [filterStep(filter, intensity)] });
}
