import * as l10n from '@vscode/l10n';

/** The language of this process or page. Every entry point sets it once, at its start; until then it is English. */

const english = 'en';

interface Locales {
  /** The user's locale: numbers and dates follow it. Undefined: the one of the operating system, as in `Intl`. */
  readonly user: string | undefined;
  /** The language of the texts: plural forms and lists follow it. English when there is no translation, whatever the user's locale. */
  readonly texts: string | undefined;
}

/** Translated texts: a parsed bundle, its JSON, or the path of its file. */
export type TextBundle = { readonly contents: string | Record<string, string> } | { readonly fsPath: string };

let locales: Locales = { user: english, texts: english };

/**
 * Sets the locale and the translated texts. Creates no formatter: the first one of a process takes milliseconds.
 * @param language a BCP 47 tag such as `de` or `pt-br`; default: the locale of the operating system
 * @param bundle texts in that language; without it texts are English
 * @throws an error when the bundle cannot be read; the locale is set and texts stay English then
 */
export function setLocale(language: string | undefined, bundle?: TextBundle): void {
  const user = language === undefined ? undefined : canonicalTag(language);
  locales = { user, texts: english };
  l10n.config({ contents: {} });
  if (bundle === undefined) return;
  if ('fsPath' in bundle) l10n.config(bundle);
  else l10n.config(bundle);
  locales = { user, texts: user };
}

/** `Intl` throws on a malformed tag, such as one that a user typed into a configuration file. */
function canonicalTag(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? english;
  } catch {
    return english;
  }
}

/**
 * Keeps a formatter until the locale changes: creating one costs many times as much as using it.
 * Nothing is created before the first use, so a module may call this when it loads.
 */
export function perLocale<Formatter>(create: (locales: Locales) => Formatter): () => Formatter {
  let kept: { readonly locales: Locales; readonly formatter: Formatter } | undefined;
  return () => {
    if (kept?.locales !== locales) kept = { locales, formatter: create(locales) };
    return kept.formatter;
  };
}

/** Formats whole numbers, with digits and separators of the user's locale: `12,345`. */
export const integerFormat = perLocale(({ user }) => new Intl.NumberFormat(user, { maximumFractionDigits: 0 }));
