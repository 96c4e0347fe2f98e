import { perLocale } from './locale';

const formats = {
  long: perLocale(({ texts }) => new Intl.ListFormat(texts, { type: 'conjunction', style: 'long' })),
  or: perLocale(({ texts }) => new Intl.ListFormat(texts, { type: 'disjunction', style: 'long' })),
  narrow: perLocale(({ texts }) => new Intl.ListFormat(texts, { type: 'conjunction', style: 'narrow' })),
} as const;

/**
 * A list in the language of the texts, as it is part of them: without a translation, an English sentence has no `und` in it.
 * @param style `long` for a sentence: `a, b, and c`; `or` for a choice: `a, b, or c`; `narrow` for a column or a label: `a, b, c`
 */
export function formatList(items: Iterable<string>, style: keyof typeof formats = 'long'): string {
  return formats[style]().format(items);
}
