import { existsSync, readFileSync } from 'node:fs';
import { translationProblems } from './translationProblems';

type Texts = Readonly<Record<string, string>>;

const read = (path: string): Texts => JSON.parse(readFileSync(path, 'utf8'));

/** The two files of texts: what the code says, and what the manifest says. */
const bundle = (language = '') => `l10n/bundle.l10n${language}.json`;
const manifest = (language = '') => `package.nls${language}.json`;

/** Words that people search for in English; where a translation has none, VS Code takes those of package.nls.json. */
const isTranslated = (key: string) => !key.endsWith('.alias');

function fileProblems(english: Texts, path: string, language: string): string[] {
  if (!existsSync(path)) return [`${path} is missing`];
  const texts = read(path);
  const keys = Object.keys(english).filter(isTranslated);
  return [
    ...keys.filter((key) => texts[key] === undefined).map((key) => `${path} lacks: ${key}`),
    ...Object.keys(texts)
      .filter((key) => !keys.includes(key))
      .map((key) => `${path} has an entry that nothing uses: ${key}`),
    ...keys.flatMap((key) => {
      const translated = texts[key];
      if (translated === undefined) return [];
      return translationProblems({ english: english[key] as string, translated, language }).map(
        (problem) => `${path}: ${key}\n    ${translated}\n    ${problem}`,
      );
    }),
  ];
}

const titleKey = /^(command|view|submenu)s?\..*\b(title|name)$/;

/** A command is named in a sentence as in the menus, and a button that says the same says it in the same words. */
function titleProblems(language: string): string[] {
  const [english, translated] = [read(manifest()), read(manifest(`.${language}`))];
  const [englishBundle, translatedBundle] = [read(bundle()), read(bundle(`.${language}`))];
  const titles = Object.keys(english)
    .filter((key) => titleKey.test(key) && /\S \S/.test(english[key] as string) && translated[key] !== undefined)
    .map((key) => [english[key] as string, translated[key] as string] as const)
    .sort(([a], [b]) => b.length - a.length);
  const problems = (texts: Texts, translations: Texts) =>
    Object.entries(texts).flatMap(([key, text]) => {
      let rest = text;
      const own = translations[key];
      if (own === undefined) return [];
      return titles.flatMap(([title, its]) => {
        // `Edit Profile` is not named by `Edit Profiles`.
        const parts = rest.split(title).filter((part, index) => index === 0 || !/^\w/.test(part));
        if (parts.length === 1) return [];
        rest = parts.join(' ');
        return own.includes(its) ? [] : [`${key}\n    ${own}\n    names ${title}, which is called: ${its}`];
      });
    });
  return [...problems(english, translated), ...problems(englishBundle, translatedBundle)];
}

/** What is wrong with the form of a language: entries that are missing, that nothing uses, or that are ill-formed. */
export function languageProblems(language: string): string[] {
  const files = [
    ...fileProblems(read(bundle()), bundle(`.${language}`), language),
    ...fileProblems(read(manifest()), manifest(`.${language}`), language),
  ];
  return existsSync(bundle(`.${language}`)) && existsSync(manifest(`.${language}`)) ? [...files, ...titleProblems(language)] : files;
}
