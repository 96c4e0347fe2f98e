import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { formatMessage } from '../../../src/shared/values/formatMessage';
import { setLocale } from '../../../src/shared/values/locale';

afterEach(() => setLocale('en'));

test('Placeholders are filled in, numbers as counts', () => {
  expect(formatMessage('{0}: {1} of {2}.', 'Done', 1000, '2')).toBe('Done: 1,000 of 2.');
});

test('A plural is chosen by the count of its own placeholder', () => {
  const message = 'Group {0}: {1, plural, one {# file} other {# files}} in {2, plural, one {# folder} other {# folders}}';
  expect(formatMessage(message, 3, 1, 2000)).toBe('Group 3: 1 file in 2,000 folders');
});

test('A form may contain placeholders, and the surrounding text may contain a number sign', () => {
  expect(formatMessage('#1: {1, plural, one {{0} is one file} other {{0} are # files}}', 'a', 2)).toBe('#1: a are 2 files');
});

test('An exact number comes before its plural category', () => {
  const message = '{0, plural, =0 {Nothing} =1 {One} other {#}}';
  expect([0, 1, 2].map((count) => formatMessage(message, count))).toEqual(['Nothing', 'One', '2']);
});

test('Line breaks between the forms make no difference', () => {
  expect(formatMessage('{0, plural,\n  one {# file}\n  other {# files}\n}', 2)).toBe('2 files');
});

test('A translation without the category of a count falls back to its form for other counts', () => {
  setLocale('pl', { contents: {} });
  expect(formatMessage('{0, plural, one {# file} other {# files}}', 5)).toBe('5 files');
});

test('Inserted values are never parsed as part of the message', () => {
  const name = '{1} # {0, plural, other {x}} $&';
  expect(formatMessage('{0} has {1, plural, one {# page} other {# pages}}', name, 2)).toBe(`${name} has 2 pages`);
});

test('A placeholder without an argument remains unchanged', () => {
  expect(formatMessage('{0} and {1}', 'a')).toBe('a and {1}');
});

const bundle: Readonly<Record<string, string>> = JSON.parse(readFileSync('l10n/bundle.l10n.json', 'utf8'));
const plurals = Object.keys(bundle).filter((text) => text.includes('plural,'));

test('Every plural of the English texts is well formed and has a form for one and for other counts', () => {
  for (const text of plurals) {
    const args = (count: number) => Array.from({ length: 5 }, () => count);
    for (const count of [1, 2]) expect(formatMessage(text, ...args(count)), text).not.toMatch(/[{}#]/);
    expect(formatMessage(text, ...args(1)), text).not.toBe(formatMessage(text, ...args(2)));
    expect(text).toMatch(/\bone \{.*\bother \{/);
  }
});
