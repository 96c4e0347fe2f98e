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
      expect([extension, `.${extension}`, extension.toUpperCase()].map(formatOfExtension)).toEqual([format, format, format]);
    }
  }
});

test('no extension belongs to two formats', () => {
  // ICO can be written, but not read.
  const { ico: _, ...readable } = extensionsByFormat;
  const all = [...Object.values(readable).flat(), ...undecodableExtensions];
  expect(new Set(all).size).toBe(all.length);
});

test('other extensions are unknown or undecodable', () => {
  expect(formatOfExtension('txt')).toBeUndefined();
  expect(formatOfExtension('')).toBeUndefined();
  expect(isUndecodableExtension('.HEIC')).toBe(true);
  expect(isUndecodableExtension('.png')).toBe(false);
  expect(isUndecodableExtension('')).toBe(false);
});

test('only GIF and WebP can be animated', () => {
  expect(outputFormats.filter(canAnimate)).toEqual(['webp', 'gif']);
});
