import * as l10n from '@vscode/l10n';
import { afterEach, expect, test } from 'vitest';
import { formatDate } from '../../../src/shared/values/formatDate';
import { formatList } from '../../../src/shared/values/formatList';
import { formatCount } from '../../../src/shared/values/formatQuantity';
import { perLocale, setLocale } from '../../../src/shared/values/locale';

afterEach(() => setLocale('en'));

test('A list is a sentence part or a narrow row, in the words of the texts', () => {
  const items = ['WebP', 'AVIF', 'PNG'];
  expect(formatList(items)).toBe('WebP, AVIF, and PNG');
  expect(formatList(items, 'narrow')).toBe('WebP, AVIF, PNG');
  setLocale('de', { contents: {} });
  expect(formatList(items)).toBe('WebP, AVIF und PNG');
  setLocale('de');
  expect(formatList(items)).toBe('WebP, AVIF, and PNG');
  setLocale('ja', { contents: {} });
  expect(formatList(items, 'narrow')).toBe('WebP、AVIF、PNG');
});

test('A date follows the locale', () => {
  const noon = new Date(2024, 4, 17, 12, 30).getTime();
  expect(formatDate(noon)).toMatch(/^May 17, 2024, 12:30\sPM$/);
  setLocale('de');
  expect(formatDate(noon)).toBe('17.05.2024, 12:30');
});

test('A formatter is kept until the locale changes', () => {
  let created = 0;
  const format = perLocale(({ user }) => {
    created += 1;
    return user;
  });
  expect(created).toBe(0);
  expect([format(), format()]).toEqual(['en', 'en']);
  expect(created).toBe(1);
  setLocale('pt-br');
  expect(format()).toBe('pt-BR');
  expect(created).toBe(2);
});

test.each(['de_DE', 'not a tag', ''])('The malformed language %j falls back to English', (language) => {
  setLocale(language);
  expect(formatCount(1234)).toBe('1,234');
});

test('Without a language the locale is the one of the operating system', () => {
  setLocale(undefined);
  expect(formatCount(1234.4)).toBe(new Intl.NumberFormat().format(1234));
});

test('A bundle that cannot be read leaves the texts English and sets the locale', () => {
  setLocale('de', { contents: { Cancel: 'Abbrechen' } });
  expect(l10n.t('Cancel')).toBe('Abbrechen');
  expect(() => setLocale('de', { contents: '{' })).toThrow();
  expect(l10n.t('Cancel')).toBe('Cancel');
  expect(formatCount(1234)).toBe('1.234');
});
