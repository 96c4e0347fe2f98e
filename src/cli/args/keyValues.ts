import { InvalidArgumentError } from 'commander';
import { toAmerican } from './americanWords';

/** Parameters of recipes as they are typed: `KEY=VALUE`, and steps such as `crop:aspectRatio=16:9`. */

export type KeyValue = readonly [key: string, value: unknown];

/** A step as it was typed. The recipe schema validates it. */
export interface TypedStep {
  readonly operation: unknown;
  readonly [key: string]: unknown;
}

/** The parameters that are lists. Their values are separated by commas. */
export const listKeys: ReadonlySet<string> = new Set(['sizes', 'widths', 'densities', 'kernel']);

/** Numbers and booleans as such, so that the schema can name the error in anything else. */
function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

/** @throws InvalidArgumentError */
export function parseKeyValue(text: string): KeyValue {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`Expected KEY=VALUE, got ${text}.`);
  const [key, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  return americanPair(key, listKeys.has(key) ? value.split(',').map((item) => parseValue(item.trim())) : parseValue(value));
}

/** The keys whose values are words of ours, such as `center`; other values may be names or texts of the user. */
const wordKeys: ReadonlySet<string> = new Set(['gravity', 'position']);

function americanPair(key: string, value: unknown): KeyValue {
  const american = toAmerican(key);
  return [american, typeof value === 'string' && wordKeys.has(american) ? toAmerican(value) : value];
}

function parseJsonStep(text: string): TypedStep {
  let step: unknown;
  try {
    step = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
  const entries = Object.entries(step as object).map(([key, value]) => americanPair(key, value));
  return americanOperation(Object.fromEntries(entries) as TypedStep);
}

function americanOperation(step: TypedStep): TypedStep {
  const { operation } = step;
  return typeof operation === 'string' ? { ...step, operation: toAmerican(operation) } : step;
}

/**
 * Reads `blur`, `crop:aspectRatio=16:9,gravity=north` or a JSON object.
 * @throws InvalidArgumentError
 */
export function parseStep(text: string): TypedStep {
  if (text.trim().startsWith('{')) return parseJsonStep(text);
  const [, operation = '', parameters] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  // Split at a comma only before a key: values such as rgb(1,2,3) hold commas, too.
  const pairs = parameters ? parameters.split(/,(?=\s*\w+=)/).map(parseKeyValue) : [];
  return americanOperation({ ...Object.fromEntries(pairs), operation: operation.trim() });
}
