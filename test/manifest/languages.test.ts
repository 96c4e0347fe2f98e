import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { languageProblems } from './languageProblems';
import { translationProblems } from './translationProblems';

/** The languages that Assetmill speaks, as VS Code names them. */
const languages = ['de', 'es', 'fr', 'ja', 'zh-cn'];

test.each(languages)('The translation %s has every text in the right form', (language) => {
  expect(languageProblems(language)).toEqual([]);
});

test('A language has both of its files', () => {
  const named = (names: readonly string[], pattern: RegExp) => names.flatMap((name) => pattern.exec(name)?.[1] ?? []).sort();
  expect(named(readdirSync('l10n'), /^bundle\.l10n\.(.+)\.json$/)).toEqual(languages);
  expect(named(readdirSync('.'), /^package\.nls\.(.+)\.json$/)).toEqual(languages);
});

test('The languages have their entries in the order of the English texts, so that changes are easy to compare', () => {
  const keys = (path: string) => Object.keys(JSON.parse(readFileSync(path, 'utf8')));
  const manifest = keys('package.nls.json').filter((key) => !key.endsWith('.alias'));
  for (const language of languages) {
    expect(keys(`l10n/bundle.l10n.${language}.json`), language).toEqual(keys('l10n/bundle.l10n.json'));
    expect(keys(`package.nls.${language}.json`), language).toEqual(manifest);
  }
});

const files = '{0, plural, one {# file} other {# files}}: {1}';

test.each([
  ['', files, 'de', ['empty']],
  ['{0, plural, one {# Datei} other {# Dateien}}: {1}', files, 'de', []],
  ['{0, plural, other {# 個のファイル}}: {1}', files, 'ja', []],
  ['{0, plural, one {# fichier} many {# de fichiers} other {# fichiers}}\u00a0: {1}', files, 'fr', []],
  ['{0, plural, other {# Dateien}}: {1}', files, 'de', ['{0} has no form for one']],
  ['{0, plural, one {# 個} other {# 個}}: {1}', files, 'ja', ['{0} has a form for one, which ja has not']],
  ['{0, plural, one {eine Datei} other {# Dateien}}: {1}', files, 'de', ['{0} has no # in one']],
  ['{0} Dateien: {1}', files, 'de', ['plurals differ: of 0 became of none']],
  ['{0, plural, one {# Datei} other {# Dateien}}', files, 'de', ['placeholders differ: 0 1 became 0']],
  [
    '{0, plural, one {# Datei} other {# Dateien}: {1}',
    files,
    'de',
    ['plurals differ: of 0 became of none', 'braces that are no placeholder, or a plural that is ill-formed'],
  ],
  ['Siehe #assetmill.workers#.', 'See `#assetmill.workers#`.', 'de', ['code spans differ: `#assetmill.workers#` became none']],
  [
    '[Öffnen](command:assetmill.open)',
    '[Open](command:assetmill.show)',
    'de',
    ['links and commands differ: command:assetmill.show became command:assetmill.open'],
  ],
  [
    'Öffnen…',
    'Open...',
    'de',
    ['ends with no mark, the English text with ...', 'an ellipsis is written ..., as in the menus of VS Code', 'another number of ...'],
  ],
  ['Fertig.', 'Done', 'de', ['ends with ., the English text with none']],
  ['Die Namen brauchen {Breite}', 'The names need {width}', 'de', ['names in braces differ: {width} became {Breite}']],
  ['"{0}" fehlt.', '"{0}" is missing.', 'de', ['quotation marks are „ and “, the apostrophe is ’']],
  ['verlangt "set": "favicon"', 'requires "set": "favicon"', 'de', []],
  ['Fermer {0} ?', 'Close {0}?', 'fr', ['no-break space (U+00A0) before ; : ! ? » and after «']],
  ['Cerrar {0}?', 'Close {0}?', 'es', ['a question without ¿ or ?']],
  ['5個のSVGファイル', '5 SVG files', 'ja', ['no space between Latin letters or digits and other characters']],
  ['关闭 {0}？', 'Close {0}?', 'zh-cn', ['? ! : ( ) are half-width']],
  ['files that cannot be read', 'files that cannot be read', 'de', ['not translated']],
])('The translation "%s" of "%s" (%s) has these problems: %j', (translated, english, language, problems) => {
  expect(translationProblems({ english, translated, language })).toEqual(problems);
});
