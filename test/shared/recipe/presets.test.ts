import { expect, test } from 'vitest';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import { parseSize, presets, resizeProfile, type Size, sizeLabel } from '../../../src/shared/recipe/presets';

test.each<[string, Size]>([
  ['1280', { longEdge: 1280 }],
  [' 800x600 ', { width: 800, height: 600 }],
  ['640px', { longEdge: 640 }],
  ['1920 px', { longEdge: 1920 }],
  ['800px x 600 px', { width: 800, height: 600 }],
  ['800 px x', { width: 800 }],
  ['800*600', { width: 800, height: 600 }],
  ['2mp', { megapixels: 2 }],
  ['0.5 MP', { megapixels: 0.5 }],
  ['50 %', { percent: 50 }],
  ['800 × 600', { width: 800, height: 600 }],
  ['800X600', { width: 800, height: 600 }],
  ['800x', { width: 800 }],
  ['x600', { height: 600 }],
  ['50%', { percent: 50 }],
  ['12.5 %', { percent: 12.5 }],
  ['1', { longEdge: 1 }],
  ['65535x65535', { width: 65_535, height: 65_535 }],
  ['100%', { percent: 100 }],
])('%j parses as a size', (text, size) => {
  expect(parseSize(text)).toEqual(size);
});

test.each([
  ['', 'Enter a size'],
  ['x', 'Enter a size'],
  ['big', 'Enter a size'],
  ['-5', 'Enter a size'],
  ['1.5', 'Enter a size'],
  ['800x600x2', 'Enter a size'],
  ['px', 'Enter a size'],
  ['800 600', 'Enter a size'],
  ['0mp', 'megapixels'],
  ['0', '1 to 65535'],
  ['0x600', '1 to 65535'],
  ['65536', '1 to 65535'],
  ['800x99999', '1 to 65535'],
  ['0%', '0.01% to 100%'],
  ['101%', 'never enlarged'],
])('%j is rejected with a sentence that says why', (text, words) => {
  expect(parseSize(text)).toContain(words);
});

test.each<[Size, string]>([
  [{ longEdge: 640 }, '640'],
  [{ percent: 50 }, '50pct'],
  [{ width: 800, height: 600 }, '800x600'],
  [{ width: 800 }, '800w'],
  [{ height: 600 }, '600h'],
])('%j appears as %s in a file name', (size, label) => {
  expect(sizeLabel(size)).toBe(label);
});

test('every preset makes a valid profile with every destination', () => {
  for (const { longEdge } of presets) {
    for (const destination of [{ kind: 'beside' }, { kind: 'folder', folder: 'small' }, { kind: 'replace' }] as const) {
      expect(parseProfile('resize', resizeProfile({ longEdge }, destination)).ok).toBe(true);
    }
  }
});

test('the destination sets name, folder and replace', () => {
  const size = { width: 800, height: 600 };
  expect(resizeProfile(size, { kind: 'beside' })).toMatchObject({ outputs: [{ name: '{name}-800x600' }], replace: false });
  expect(resizeProfile(size, { kind: 'folder', folder: 'small' })).toMatchObject({ outputs: [{ folder: 'small' }], replace: false });
  expect(resizeProfile(size, { kind: 'replace' })).toMatchObject({ outputs: [{}], replace: true });
});
