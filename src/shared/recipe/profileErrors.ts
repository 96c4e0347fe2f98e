import * as l10n from '@vscode/l10n';
import type * as z from 'zod';
import { stepKinds } from './schema/steps';

/** Turns what zod found wrong into paths and phrases that a person can act on. */

/** A problem in a profile: where, as a path such as `profiles.web.outputs[1].quality`, and what is wrong. */
export interface ProfileError {
  readonly path: string;
  readonly message: string;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

/** A value as an error shows it. */
function shownValue(value: unknown): string {
  return value === undefined ? l10n.t('nothing') : JSON.stringify(value);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);
}

function expectedOneOf(words: readonly string[], value: unknown): string {
  return l10n.t('must be one of {0}; got {1}', words.join(', '), shownValue(value));
}

/** A value that matches no member of a union: the words it may be, or what is wrong with it as the member it comes closest to. */
function unionMessage(issue: z.core.$ZodIssueInvalidUnion, value: unknown): string {
  if (issue.path.at(-1) === 'operation') return expectedOneOf(stepKinds, value);
  const errors = issue.errors.flat();
  const isInner = ({ path, code }: z.core.$ZodIssue) => path.length > 0 || code === 'too_big' || code === 'too_small';
  const isNumeric = (error: z.core.$ZodIssue) => error.code === 'invalid_type' && (error.expected === 'int' || error.expected === 'number');
  const inner = errors.find((error) => isInner(error) || (typeof value === 'number' && isNumeric(error)));
  if (inner) return errorMessage(inner, valueAt(value, inner.path));
  const custom = errors.find(({ code }) => code === 'custom');
  if (custom && typeof value === 'string') return custom.message;
  const words = errors.flatMap((error) => (error.code === 'invalid_value' ? error.values.map(String) : []));
  return expectedOneOf(errors.some(isNumeric) ? [...words, l10n.t('a number')] : words, value);
}

/** A value out of bounds. Numbers bring their own message; zod's for lists and texts is not translated. */
function boundsMessage(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, value: unknown): string {
  if (issue.origin !== 'array' && issue.origin !== 'string') return l10n.t('{0}, got {1}', issue.message, shownValue(value));
  if (issue.code === 'too_small') return l10n.t('must not be empty');
  return issue.origin === 'array'
    ? l10n.t('must not have more than {0} items', String(issue.maximum))
    : l10n.t('must not be longer than {0} characters', String(issue.maximum));
}

/** A problem as a short phrase that says what is expected and what was found. */
function errorMessage(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'too_small':
    case 'too_big':
      return boundsMessage(issue, value);
    case 'invalid_value':
      return expectedOneOf(issue.values.map(String), value);
    case 'invalid_union':
      return unionMessage(issue, value);
    case 'unrecognized_keys':
      return issue.keys.length > 1 ? l10n.t('unknown keys {0}', issue.keys.join(', ')) : l10n.t('unknown key {0}', issue.keys.join(', '));
    case 'invalid_type':
      return issue.expected === 'int'
        ? l10n.t('must be a whole number, got {0}', shownValue(value))
        : l10n.t('must be of type {0}, got {1}', issue.expected, shownValue(value));
    default:
      return issue.message;
  }
}

/**
 * The problems that zod found in a profile.
 * @param profile as it was written
 * @param path the path of the profile in errors
 */
export function profileErrors(issues: readonly z.core.$ZodIssue[], profile: unknown, path: string): ProfileError[] {
  return issues.map((issue) => ({
    path: path + pathText(issue.path),
    message: errorMessage(issue, valueAt(profile, issue.path)),
  }));
}
