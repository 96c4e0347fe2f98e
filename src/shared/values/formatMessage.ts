import { integerFormat, perLocale } from './locale';

/**
 * Messages whose words depend on a count, in the syntax of ICU MessageFormat that translators and their tools know:
 * `{0, plural, one {# file} other {# files}}`. A translation lists the forms that its language has (`few`, `many`, ...), so
 * it may have more or fewer of them than English.
 *
 * This is the part of the syntax that Assetmill's texts use: `plural` over whole numbers, `=N` for an exact number, `#`, and
 * placeholders by number. The library intl-messageformat would add 33 KB to the page and to every process (the whole page
 * has 120 KB) for the same result.
 */

const form = String.raw`(=\d+|\w+)\s*\{((?:[^{}]|\{\d+\})*)\}`;
/** The forms of a plural: the name, then the text. */
export const formPattern = new RegExp(form, 'g');
/** The plurals of a message: the placeholder's number, then the forms. */
export const pluralPattern = new RegExp(String.raw`\{(\d+),\s*plural,((?:\s*${form})+)\s*\}`, 'g');
const placeholderPattern = /\{(\d+)\}/g;

const pluralRules = perLocale(({ texts }) => new Intl.PluralRules(texts));

/**
 * A message with its plurals resolved and its placeholders filled in.
 * @param message from `l10n.t` without arguments, which returns the text of a translation as it is
 * @param args for `{0}`, `{1}` and so on; numbers are written as counts in the user's locale
 */
export function formatMessage(message: string, ...args: readonly (string | number)[]): string {
  return message
    .replace(pluralPattern, (_, index: string, forms: string) => pluralForm(forms, Number(args[Number(index)])))
    .replace(placeholderPattern, (placeholder, index: string) => {
      const value = args[Number(index)] ?? placeholder;
      return typeof value === 'number' ? integerFormat().format(value) : value;
    });
}

/** The form for a count: an exact one, else the one of its plural category, else `other`. */
function pluralForm(forms: string, count: number): string {
  const byName = new Map(Array.from(forms.matchAll(formPattern), ([, name, text]) => [name, text]));
  const text = byName.get(`=${count}`) ?? byName.get(pluralRules().select(count)) ?? byName.get('other') ?? '#';
  return text.replaceAll('#', () => integerFormat().format(count));
}
