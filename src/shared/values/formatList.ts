import { perLocale } from './locale';

const formats = {
  long: perLocale(({ user }) => new Intl.ListFormat(user, { type: 'conjunction', style: 'long' })),
  or: perLocale(({ user }) => new Intl.ListFormat(user, { type: 'disjunction', style: 'long' })),
  narrow: perLocale(({ user }) => new Intl.ListFormat(user, { type: 'conjunction', style: 'narrow' })),
} as const;

/**
 * A list in the user's locale.
 * @param style `long` for a sentence: `a, b, and c`; `or` for a choice: `a, b, or c`; `narrow` for a column or a label: `a, b, c`
 */
export function formatList(items: Iterable<string>, style: keyof typeof formats = 'long'): string {
  return formats[style]().format(items);
}
