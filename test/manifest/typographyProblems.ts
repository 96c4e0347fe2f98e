import type { Translation } from './translationProblems';

/** Marks and spaces that a language writes in its own way, as VS Code's own translations do. */

type Rule = readonly [pattern: RegExp, problem: string];

const cjk = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]`;
const halfWidth: readonly Rule[] = [
  [/[？！：（）]/u, '? ! : ( ) are half-width'],
  [new RegExp(`${cjk}[A-Za-z0-9]|[A-Za-z0-9%]${cjk}`, 'u'), 'no space between Latin letters or digits and other characters'],
  [new RegExp(String.raw`${cjk},|${cjk}\.(?!\.\.)`, 'u'), 'a Western comma or period'],
  [new RegExp(`${cjk}[:?!](?=${cjk})`, 'u'), 'no space after : ? !'],
];

/** What a text of the language may not contain, without its code. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  de: [
    [/["”«»‚]|'/u, 'quotation marks are „ and “, the apostrophe is ’'],
    [/„[^“]*$|^[^„]*“/u, 'a quotation mark without its other half'],
  ],
  fr: [
    [/["“”„]/u, 'quotation marks are « and »'],
    [/'/u, 'the apostrophe is ’'],
    [/[^\u00a0\d][;:!?»]|\d[;!?»]|\d:(?!\d)|«(?!\u00a0)/u, 'no-break space (U+00A0) before ; : ! ? » and after «'],
  ],
  es: [
    [/[“”«»„]/u, 'quotation marks are "'],
    [/^[^¿]*\?|¿[^?]*$/u, 'a question without ¿ or ?'],
    [/^[^¡]*!|¡[^!]*$/u, 'an exclamation without ¡ or !'],
  ],
  ja: [...halfWidth, [/[“”「」]/u, 'quotation marks are "'], [/[，．]/u, 'marks are 、 and 。']],
  'zh-cn': [...halfWidth, [/["「」]/u, 'quotation marks are “ and ”'], [/“[^”]*$|^[^“]*”/u, 'a quotation mark without its other half']],
};

/** Code, in which marks are not those of the language: code spans, links, keys of a profile with their values, and patterns. */
const code =
  /`[^`]*`|\]\([^)]*\)|"[a-z]+": (?:"[a-z]+"|true|\{.*?\})|"[a-z]+"|"git lfs pull"|"digest {2}name"|"[^"]+ \(\w+\) = \w+"|\{[a-z]+:\w+\}|https?:\S+/giu;

/** Which habits of the language a translation does not follow. */
export function typographyProblems({ translated, language }: Translation): string[] {
  const text = translated.replaceAll(code, '\u{fffc}');
  return (rules[language] ?? []).filter(([pattern]) => pattern.test(text)).map(([, problem]) => problem);
}
