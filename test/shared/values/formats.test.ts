import { expect, test } from 'vitest';
import {
  canAnimate,
  extensionsByFormat,
  formatOfExtension,
  isUndecodableExtension,
  outputFormats,
  sourceFormats,
  undecodableExtensions,
} from '../../../src/shared/values/formats';

test('each extension maps to its format, with or without a dot, in any case', () => {
  for (const format of sourceFormats) {
    for (const extension of extensionsByFormat[format]) {
      // Only the content tells whether a PNG is animated.
      const expected = format === 'apng' && extension === 'png' ? 'png' : format;
      expect([extension, `.${extension}`, extension.toUpperCase()].map(formatOfExtension)).toEqual([expected, expected, expected]);
    }
  }
});

test('no other extension belongs to two formats', () => {
  const all = [...Object.values(extensionsByFormat).flat(), ...undecodableExtensions];
  expect(all.filter((extension, index) => all.indexOf(extension) !== index)).toEqual(['png']);
});

test('other extensions are unknown or undecodable', () => {
  expect(formatOfExtension('txt')).toBeUndefined();
  expect(formatOfExtension('')).toBeUndefined();
  expect(isUndecodableExtension('.DDS')).toBe(true);
  expect(isUndecodableExtension('.png')).toBe(false);
  expect(isUndecodableExtension('')).toBe(false);
});

test('only WebP, GIF, and APNG can be animated', () => {
  expect(outputFormats.filter(canAnimate)).toEqual(['webp', 'gif', 'apng']);
});
