import type { Profile } from '../../shared/recipe/recipe';

/** A setting that differs between two profiles. */
export interface SettingDifference {
  /** As in messages about profiles: `outputs[0].quality`. */
  readonly path: string;
  /** As JSON; undefined where the profile does not have the setting, so that the default applies. */
  readonly a: string | undefined;
  readonly b: string | undefined;
}

type Parts = Readonly<Record<string, unknown>>;

/** An object or a list by its keys; undefined for any other value. */
function partsOf(value: unknown): Parts | undefined {
  return typeof value === 'object' && value !== null ? (value as Parts) : undefined;
}

/** Whether two values have parts that can be told apart. Steps with different operations have nothing in common. */
function areComparable(a: Parts | undefined, b: Parts | undefined): boolean {
  return a !== undefined && b !== undefined && Array.isArray(a) === Array.isArray(b) && a.operation === b.operation;
}

function pathOf(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function* differences(a: unknown, b: unknown, path: string): Generator<SettingDifference> {
  const [inA, inB] = [partsOf(a), partsOf(b)];
  if (inA && inB && areComparable(inA, inB)) {
    const keys = new Set([...Object.keys(inA), ...Object.keys(inB)]);
    for (const key of keys) yield* differences(inA[key], inB[key], pathOf(path, key, Array.isArray(a)));
    return;
  }
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  if (textA !== textB) yield { path, a: textA, b: textB };
}

/** The settings that differ between two profiles, each as deep inside as possible. */
export function settingDifferences(a: Profile, b: Profile): SettingDifference[] {
  return [...differences(a, b, '')];
}
