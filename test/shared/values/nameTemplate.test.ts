import { describe, expect, test } from 'vitest';
import { fillTemplate, type NameValues, nameTokens, templateError, usesToken } from '../../../src/shared/values/nameTemplate';

const values: NameValues = {
  name: 'photo',
  ext: 'JPG',
  dir: 'beach',
  relativeDir: 'holiday/beach',
  width: '640',
  height: '480',
  format: 'webp',
  profile: 'web',
  index: '7',
  date: '2026-11-21',
  density: '@2x',
  dpi: 'xhdpi',
  frame: '3',
  digest: '0123456789abcdef',
  pixelDigest: 'fedcba9876543210',
};

function nameOf(name: string): string {
  return fillTemplate('{name}', { ...values, name });
}

describe('fillTemplate', () => {
  test('replaces every token by its value', () => {
    expect(nameTokens.map((token) => fillTemplate(`{${token}}`, values))).toEqual(nameTokens.map((token) => values[token]));
    expect(fillTemplate('{profile}/{name}-{width}x{height}.{format}', values)).toBe('web/photo-640x480.webp');
  });

  test('does not replace tokens inside values', () => {
    expect(nameOf('{ext}{name}')).toBe('{ext}{name}');
  });

  test.each(['con', 'PRN', 'aux', 'Nul', 'com1', 'LPT9', 'com¹', 'con.tar'])('adds a prefix to the Windows device name %s', (name) => {
    expect(nameOf(name)).toBe(`_${name}`);
  });

  test.each(['console', 'com', 'com10', 'auxiliary', 'null'])('leaves %s unchanged, which is not a device name', (name) => {
    expect(nameOf(name)).toBe(name);
  });

  test.each([
    ['trailing dots', 'photo...', 'photo'],
    ['trailing spaces', 'photo . ', 'photo'],
    ['nothing but dots', '...', '_'],
    ['characters that Windows forbids', 'a<b>c:d"e|f?g*h\\i', 'a_b_c_d_e_f_g_h_i'],
    ['a newline and a tab', 'a\nb\tc', 'a_b_c'],
    ['spaces, quotes and dots inside', " it's 1.5 x", " it's 1.5 x"],
  ])('makes a name with %s safe', (_, name, safe) => {
    expect(nameOf(name)).toBe(safe);
  });

  test('never leads out of the folder', () => {
    expect(nameOf('..')).toBe('_');
    expect(fillTemplate('{relativeDir}/{name}', { ...values, relativeDir: '../..' })).toBe('_/_/photo');
    expect(fillTemplate('{relativeDir}/{name}', { ...values, relativeDir: '' })).toBe('photo');
  });

  test('does not create a folder from the name of a profile', () => {
    expect(fillTemplate('{name}-{profile}', { ...values, profile: 'web/large' })).toBe('photo-web_large');
  });

  test('never returns an empty name', () => {
    expect(fillTemplate('{relativeDir}', { ...values, relativeDir: '' })).toBe('_');
    expect(fillTemplate('./', values)).toBe('_');
  });

  test('cuts long names by their bytes, never inside a character', () => {
    const cut = nameOf('👩‍👩‍👧 '.repeat(60));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(180);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(170);
    expect(cut).not.toMatch(/\ud83d$|\ufffd/);
    expect(Buffer.from(cut).toString()).toBe(cut);
    expect(nameOf('ä'.repeat(200))).toBe('ä'.repeat(90));
    expect(nameOf('x'.repeat(180))).toBe('x'.repeat(180));
  });
});

describe('a length', () => {
  test.each([
    ['{index:03}', '007'],
    ['{frame:2}', '03'],
    ['{digest:8}', '01234567'],
    ['{pixelDigest:4}', 'fedc'],
  ])('formats %s as %s', (template, name) => {
    expect(fillTemplate(template, values)).toBe(name);
  });

  test.each(['{index:0}', '{index:x}', '{index:10}', '{digest:3}', '{digest:65}', '{pixelDigest:}'])(
    'out of bounds makes %s invalid',
    (template) => {
      expect(templateError(template)).toContain('the length must be');
    },
  );

  test('is an error for other tokens', () => {
    expect(templateError('{name:3}')).toBe('{name} does not accept a length');
  });
});

describe('templateError', () => {
  test('refuses digests in folder names', () => {
    expect(templateError('{digest:4}/{name}')).toBe('{digest} and {pixelDigest} can be part of a file name, but not of a folder name');
    expect(templateError('x/{digest}')).toBeUndefined();
  });

  test.each(['{name}', '{name}-{width}x{height}', '{relativeDir}/{name}', 'fixed', 'ünï cödé {name}'])('accepts %s', (template) => {
    expect(templateError(template)).toBeUndefined();
  });

  test('names the known tokens if one is unknown', () => {
    expect(templateError('{name}-{size}')).toBe(`unknown token {size}; known tokens: ${nameTokens.map((token) => `{${token}}`).join(' ')}`);
    expect(templateError('{}')).toContain('unknown token {}');
  });

  test.each([
    ['', 'must not be empty'],
    ['  ', 'must not be empty'],
    ['{name', 'brace is unmatched'],
    ['name}', 'brace is unmatched'],
    ['{name}:{width}', 'some systems do not allow'],
    ['a\\{name}', 'some systems do not allow'],
    ['/{name}', 'must stay inside its folder'],
    ['a/../{name}', 'must stay inside its folder'],
  ])('refuses %j', (template, words) => {
    expect(templateError(template)).toContain(words);
  });
});

test('usesToken finds tokens, not words', () => {
  expect(usesToken('{name}-{width}', 'height', 'width')).toBe(true);
  expect(usesToken('{name}-width', 'height', 'width')).toBe(false);
});
