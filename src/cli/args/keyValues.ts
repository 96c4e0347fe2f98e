import { InvalidArgumentError } from 'commander';
import { toAmerican } from './americanWords';
import { operationNames } from './operationNames';
import { outputKinds, type ParameterKinds, stepKinds } from './parameterKinds';
import { suggestion } from './suggestion';

/** Parameters of recipes as they are typed: `KEY=VALUE`, and steps such as `crop:aspectRatio=16:9`. */

export type KeyValue = readonly [key: string, value: unknown];

/** A step as it was typed. The recipe schema validates it. */
export interface TypedStep {
  readonly operation: unknown;
  readonly [key: string]: unknown;
}

/** Numbers and booleans as such, so that the schema can name the error in anything else. */
function parseScalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : text;
}

/** The items of `16,32` or `[16, 32]`. */
function listItems(text: string): string[] {
  const inner = /^\[(.*)\]$/s.exec(text)?.[1] ?? text;
  return inner.split(',').map((item) => item.trim());
}

/** @throws InvalidArgumentError when an item is not a number */
function parseNumbers(key: string, text: string): number[] {
  return listItems(text).map((item) => {
    const value = parseScalar(item);
    if (typeof value === 'number') return value;
    throw new InvalidArgumentError(`${key} takes numbers separated by commas, such as ${key}=16,32.`);
  });
}

/** A value as the schema wants it: lists at their commas, texts as they are. */
function parseValue(key: string, text: string, kinds: ParameterKinds): unknown {
  switch (Object.hasOwn(kinds, key) ? kinds[key] : undefined) {
    case 'numbers':
      return parseNumbers(key, text);
    case 'words':
      return text.includes(',') ? listItems(text) : text;
    case 'text':
      return text;
    default:
      return parseScalar(text);
  }
}

function parsePair(text: string, kinds: ParameterKinds): KeyValue {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`Expected KEY=VALUE, got ${text}.`);
  const key = toAmerican(text.slice(0, at).trim());
  return americanPair(key, parseValue(key, text.slice(at + 1).trim(), kinds));
}

/**
 * Reads a parameter of an output, such as `sizes=16,32` or `svg.prefix=icon-`.
 * @throws InvalidArgumentError
 */
export function parseKeyValue(text: string): KeyValue {
  return parsePair(text, outputKinds);
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

/** @throws InvalidArgumentError when there is no such operation */
function americanOperation(step: TypedStep): TypedStep {
  const { operation } = step;
  // Anything but a text is left to the schema.
  if (typeof operation !== 'string') return step;
  const name = toAmerican(operation);
  if (operationNames.includes(name)) return { ...step, operation: name };
  throw new InvalidArgumentError(`'${operation}' is not one of ${operationNames.join(', ')}.${suggestion(name, operationNames)}`);
}

/**
 * Reads `blur`, `crop:aspectRatio=16:9,gravity=north` or a JSON object.
 * @throws InvalidArgumentError
 */
export function parseStep(text: string): TypedStep {
  if (text.trim().startsWith('{')) return parseJsonStep(text);
  const [, operation = '', parameters] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  // Split at a comma only before a key: values such as rgb(1,2,3) hold commas, too.
  const typed = parameters ? parameters.split(/,(?=\s*\w+=)/) : [];
  const step = americanOperation({ operation: operation.trim() });
  const kinds = stepKinds[String(step.operation)] ?? {};
  return { ...Object.fromEntries(typed.map((pair) => parsePair(pair, kinds))), ...step };
}
