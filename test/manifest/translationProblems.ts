import { formatMessage, formPattern, pluralPattern } from '../../src/shared/values/formatMessage';
import { typographyProblems } from './typographyProblems';

/** A text and its translation. */
export interface Translation {
  readonly english: string;
  readonly translated: string;
  /** The language of the translation, as in the names of the files. */
  readonly language: string;
}

type Check = (translation: Translation) => readonly string[];

const counts = (parts: readonly string[]) => [...parts].sort().join(' ');
const matches = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([match]) => match);

interface Plural {
  readonly argument: string;
  readonly forms: ReadonlyMap<string, string>;
}

function pluralsOf(text: string): Plural[] {
  return Array.from(text.matchAll(pluralPattern), ([, argument, forms]) => ({
    argument: argument as string,
    forms: new Map(Array.from((forms as string).matchAll(formPattern), ([, name, form]) => [name as string, form as string])),
  }));
}

/** The message with each plural in the form for many things, which is as a user reads it but for the placeholders. */
export const withoutPlurals = (text: string) =>
  formatMessage(text, ...Array.from({ length: 10 }, (_, index) => `\u{fffc}${index}\u{fffc}`));

/** Parts that are not words, which every translation keeps as they are. */
const kept: Readonly<Record<string, RegExp>> = {
  'code spans': /`[^`]*`/g,
  'links and commands': /(?<=\]\()[^)]*|https?:[^\s)]+/g,
  'names in braces': /\{[a-zA-Z][\w:]*\}/g,
  'options of the command line': /--[a-z][\w-]*(?: \w+=\w+)?/g,
  icons: /\$\([\w-]+\)/g,
  emphasis: /\*+/g,
  'line breaks': /\n/g,
  'keys and values of a profile':
    /"(?:set|kind|atlas|replace|quality|frames|optimize|metadata|fit|prefix|palette|all|pitm)"(?:: (?:"\w+"|true|\{[^}]*\}))?/g,
};

const keptProblems: Check = ({ english, translated }) =>
  Object.entries(kept)
    .filter(([, pattern]) => counts(matches(english, pattern)) !== counts(matches(translated, pattern)))
    .map(
      ([name, pattern]) =>
        `${name} differ: ${matches(english, pattern).join(' ') || 'none'} became ${matches(translated, pattern).join(' ') || 'none'}`,
    );

/** A language may need a placeholder in several forms of a plural, so only which there are is compared. */
const placeholderProblems: Check = ({ english, translated }) => {
  const numbers = (text: string) => [...new Set(matches(text, /(?<=\{)\d+(?=[},])/g))].sort().join(' ');
  return numbers(english) === numbers(translated) ? [] : [`placeholders differ: ${numbers(english)} became ${numbers(translated)}`];
};

/** The categories that whole numbers need: `many` is for millions in French and Spanish, where `other` does as well. */
const needed = (language: string) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

function formProblems({ argument, forms }: Plural, english: Plural, language: string): string[] {
  const categories: readonly string[] = needed(language);
  const names = [...forms.keys()];
  const numbered = [...english.forms.values()].every((form) => form.includes('#'));
  return [
    ...categories.filter((name) => !forms.has(name) && name !== 'many').map((name) => `{${argument}} has no form for ${name}`),
    ...names
      .filter((name) => !categories.includes(name) && !name.startsWith('='))
      .map((name) => `{${argument}} has a form for ${name}, which ${language} has not`),
    ...(numbered
      ? names.filter((name) => !name.startsWith('=') && !forms.get(name)?.includes('#')).map((name) => `{${argument}} has no # in ${name}`)
      : []),
  ];
}

const pluralProblems: Check = ({ english, translated, language }) => {
  const [before, after] = [pluralsOf(english), pluralsOf(translated)];
  const order = (plurals: readonly Plural[]) => counts(plurals.map(({ argument }) => argument));
  if (order(before) !== order(after)) return [`plurals differ: of ${order(before) || 'none'} became of ${order(after) || 'none'}`];
  return after.flatMap((plural) => {
    const [same] = before.filter(({ argument }) => argument === plural.argument);
    return same ? formProblems(plural, same, language) : [];
  });
};

const syntaxProblems: Check = ({ translated }) =>
  /[{}]/.test(withoutPlurals(translated).replace(/\{[a-zA-Z][\w:]*\}|"atlas": \{[^}]*\}/g, ''))
    ? ['braces that are no placeholder, or a plural that is ill-formed']
    : [];

const spaceProblems: Check = ({ english, translated }) => [
  ...(/^\s*/.exec(english)?.[0] !== /^\s*/.exec(translated)?.[0] || /\s*$/.exec(english)?.[0] !== /\s*$/.exec(translated)?.[0]
    ? ['spaces at the beginning or the end differ']
    : []),
  ...(/ {2}/.test(translated) && !/ {2}/.test(english) ? ['two spaces'] : []),
  ...(/[\u200b-\u200f\u2028-\u202e\u2060\ufeff\t\r]/u.test(translated) ? ['an invisible character'] : []),
  ...(translated.normalize('NFC') === translated ? [] : ['letters that are not composed (NFC)']),
];

/** What a text ends with says whether it is a sentence, a command that asks for more, or a label. */
const end = (text: string) =>
  (/\.{3}$|[.。:?？：!]$/u.exec(text.replaceAll(/[)\s"”»“*_]+$/gu, ''))?.[0] ?? '')
    .replace('。', '.')
    .replace('？', '?')
    .replace('：', ':');

const endProblems: Check = ({ english, translated }) => {
  const [before, after] = [end(withoutPlurals(english)), end(withoutPlurals(translated))];
  return before === after ? [] : [`ends with ${after || 'no mark'}, the English text with ${before || 'none'}`];
};

const ellipsisProblems: Check = ({ english, translated }) => [
  ...(translated.includes('…') ? ['an ellipsis is written ..., as in the menus of VS Code'] : []),
  ...(/\s\.\.\./u.test(translated) ? ['a space before ...'] : []),
  ...(matches(withoutPlurals(english), /\.{3}/g).length === matches(withoutPlurals(translated), /\.{3}/g).length
    ? []
    : ['another number of ...']),
];

/** Several English words in a row that were left as they are. Names such as `Apple Touch` are not words of a sentence. */
const untouchedProblems: Check = ({ english, translated }) =>
  english === translated && /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(english.replace(/`[^`]*`/g, '')) ? ['not translated'] : [];

const checks: readonly Check[] = [
  keptProblems,
  placeholderProblems,
  pluralProblems,
  syntaxProblems,
  spaceProblems,
  endProblems,
  ellipsisProblems,
  untouchedProblems,
  (translation) => typographyProblems({ ...translation, translated: withoutPlurals(translation.translated) }),
];

/** What is wrong with the form of a translation. */
export function translationProblems(translation: Translation): string[] {
  if (translation.translated.trim() === '') return ['empty'];
  return [...new Set(checks.flatMap((check) => check(translation)))];
}
