import { afterEach, expect, test } from 'vitest';
import {
  fileCount,
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatPercent,
  formatSignedPercent,
  groupCount,
  newFileCount,
  originalCount,
  otherFileCount,
  savedPercent,
} from '../../../src/shared/values/formatQuantity';
import { setLocale } from '../../../src/shared/values/locale';

afterEach(() => setLocale('en'));

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [999, '999 B'],
  [1000, '1.00 KB'],
  [9994, '9.99 KB'],
  [9996, '10.0 KB'],
  [99_960, '100 KB'],
  [999_499, '999 KB'],
  [999_500, '1.00 MB'],
  [3_210_000, '3.21 MB'],
  [2.5e12, '2.50 TB'],
  [5e15, '5000 TB'],
  [-1500, '-1.50 KB'],
])('%d bytes are written as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, 'under 1 s'],
  [-3, 'under 1 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599.6, '1 h 0 min'],
  [3840, '1 h 4 min'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('Counts separate thousands and choose the singular for one', () => {
  expect(formatCount(12_345)).toBe('12,345');
  expect([0, 1, 2000].map(fileCount)).toEqual(['0 files', '1 file', '2,000 files']);
  expect([1, 2].map(newFileCount)).toEqual(['1 new file', '2 new files']);
  expect([1, 2].map(otherFileCount)).toEqual(['1 other file', '2 other files']);
  expect([1, 2].map(originalCount)).toEqual(['1 original', '2 originals']);
  expect([1, 2].map(groupCount)).toEqual(['1 group', '2 groups']);
});

test('Percentages are whole, and changes have a sign', () => {
  expect([0, 81].map(formatPercent)).toEqual(['0%', '81%']);
  expect([-81, 0, 12].map(formatSignedPercent)).toEqual(['-81%', '0%', '+12%']);
});

test('Savings are a percentage of the input, negative for a larger output', () => {
  expect(savedPercent(1000, 250)).toBe(75);
  expect(savedPercent(1000, 1500)).toBe(-50);
  expect(savedPercent(0, 0)).toBe(0);
});

const space = '\u00a0';

test('German separates thousands with a point and decimals with a comma', () => {
  setLocale('de');
  expect(formatCount(1_234_567)).toBe('1.234.567');
  expect(formatBytes(3_210_000)).toBe('3,21 MB');
  expect(formatDecimal(7.25, 1)).toBe('7,3');
  expect([formatPercent(81), formatSignedPercent(12)]).toEqual([`81${space}%`, `+12${space}%`]);
});

test('Egyptian Arabic has its own digits, in durations and sizes, too', () => {
  setLocale('ar-EG');
  expect(formatCount(12_345)).toBe('١٢٬٣٤٥');
  expect(formatBytes(3_210_000)).toBe('٣٫٢١ MB');
  expect(formatDuration(125)).toBe('٢ min ٥ s');
});

test('A translation names the units', () => {
  setLocale('fr', { contents: { '{0} MB': '{0} Mo', '{0} s': '{0} sec.' } });
  expect(formatBytes(3_210_000)).toBe('3,21 Mo');
  expect(formatDuration(8)).toBe('8 sec.');
});

const files = '{0, plural, one {# file} other {# files}}';

test('Polish has a form for few files and one for many', () => {
  setLocale('pl', { contents: { [files]: '{0, plural, one {# plik} few {# pliki} many {# plików} other {# pliku}}' } });
  expect([0, 1, 2, 5, 12, 22, 25].map(fileCount)).toEqual([
    '0 plików',
    '1 plik',
    '2 pliki',
    '5 plików',
    '12 plików',
    '22 pliki',
    '25 plików',
  ]);
});

test('Russian uses the singular for 21 files', () => {
  setLocale('ru', { contents: { [files]: '{0, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}' } });
  expect([1, 3, 11, 21, 100].map(fileCount)).toEqual(['1 файл', '3 файла', '11 файлов', '21 файл', '100 файлов']);
});

test('Japanese has one form for every count', () => {
  setLocale('ja', { contents: { [files]: '{0, plural, other {#個のファイル}}' } });
  expect([0, 1, 2000].map(fileCount)).toEqual(['0個のファイル', '1個のファイル', '2,000個のファイル']);
});

test('Texts without a translation keep English plurals, with the numbers of the locale', () => {
  setLocale('ja');
  expect([1, 2].map(fileCount)).toEqual(['1 file', '2 files']);
  setLocale('fr');
  expect([0, 1].map(fileCount)).toEqual(['0 files', '1 file']);
  setLocale('de');
  expect(fileCount(2000)).toBe('2.000 files');
});
