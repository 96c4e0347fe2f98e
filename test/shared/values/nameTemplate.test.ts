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
  test('fills every token', () => {
    expect(nameTokens.map((token) => fillTemplate(`{${token}}`, values))).toEqual(nameTokens.map((token) => values[token]));
    expect(fillTemplate('{profile}/{name}-{width}x{height}.{format}', values)).toBe('web/photo-640x480.webp');
  });

  test('does not fill what a value says', () => {
    expect(nameOf('{ext}{name}')).toBe('{ext}{name}');
  });

  test.each(['con', 'PRN', 'aux', 'Nul', 'com1', 'LPT9', 'com¹', 'con.tar'])('%s is a device of Windows and gets a prefix', (name) => {
    expect(nameOf(name)).toBe(`_${name}`);
  });

  test.each(['console', 'com', 'com10', 'auxiliary', 'null'])('%s is no device', (name) => {
    expect(nameOf(name)).toBe(name);
  });

  test.each([
    ['dots at the end', 'photo...', 'photo'],
    ['spaces at the end', 'photo . ', 'photo'],
    ['nothing but dots', '...', '_'],
    ['characters that Windows refuses', 'a<b>c:d"e|f?g*h\\i', 'a_b_c_d_e_f_g_h_i'],
    ['a newline and a tab', 'a\nb\tc', 'a_b_c'],
    ['spaces, quotes and dots inside', " it's 1.5 x", " it's 1.5 x"],
  ])('%s', (_, name, safe) => {
    expect(nameOf(name)).toBe(safe);
  });

  test('no value leads out of the folder', () => {
    expect(nameOf('..')).toBe('_');
    expect(fillTemplate('{relativeDir}/{name}', { ...values, relativeDir: '../..' })).toBe('_/_/photo');
    expect(fillTemplate('{relativeDir}/{name}', { ...values, relativeDir: '' })).toBe('photo');
  });

  test('the name of a profile makes no folder', () => {
    expect(fillTemplate('{name}-{profile}', { ...values, profile: 'web/large' })).toBe('photo-web_large');
  });

  test('a name is never empty', () => {
    expect(fillTemplate('{relativeDir}', { ...values, relativeDir: '' })).toBe('_');
    expect(fillTemplate('./', values)).toBe('_');
  });

  test('long names are cut by their bytes, never within a character', () => {
    const cut = nameOf('👩‍👩‍👧 '.repeat(60));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(180);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(170);
    expect(cut).not.toMatch(/\ud83d$|\ufffd/);
    expect(Buffer.from(cut).toString()).toBe(cut);
    expect(nameOf('ä'.repeat(200))).toBe('ä'.repeat(90));
    expect(nameOf('x'.repeat(180))).toBe('x'.repeat(180));
  });
});

describe('lengths', () => {
  test.each([
    ['{index:03}', '007'],
    ['{frame:2}', '03'],
    ['{digest:8}', '01234567'],
    ['{pixelDigest:4}', 'fedc'],
  ])('%s is %s', (template, name) => {
    expect(fillTemplate(template, values)).toBe(name);
  });

  test.each(['{index:0}', '{index:x}', '{index:10}', '{digest:3}', '{digest:65}', '{pixelDigest:}'])('%s is out of bounds', (template) => {
    expect(templateError(template)).toContain('a length of');
  });

  test('other tokens take none', () => {
    expect(templateError('{name:3}')).toBe('{name} takes no length');
  });
});

describe('templateFault', () => {
  test('digests name no folders', () => {
    expect(templateError('{digest:4}/{name}')).toBe('{digest} and {pixelDigest} name files, not folders');
    expect(templateError('x/{digest}')).toBeUndefined();
  });

  test.each(['{name}', '{name}-{width}x{height}', '{relativeDir}/{name}', 'fixed', 'ünï cödé {name}'])('%s is fine', (template) => {
    expect(templateError(template)).toBeUndefined();
  });

  test('an unknown token names the known ones', () => {
    expect(templateError('{name}-{size}')).toBe(`unknown token {size}; known are ${nameTokens.map((token) => `{${token}}`).join(' ')}`);
    expect(templateError('{}')).toContain('unknown token {}');
  });

  test.each([
    ['', 'cannot be empty'],
    ['  ', 'cannot be empty'],
    ['{name', 'brace is not closed'],
    ['name}', 'brace is not closed'],
    ['{name}:{width}', 'cannot be in a file name everywhere'],
    ['a\\{name}', 'cannot be in a file name everywhere'],
    ['/{name}', 'stays inside its folder'],
    ['a/../{name}', 'stays inside its folder'],
  ])('%j is faulty', (template, words) => {
    expect(templateError(template)).toContain(words);
  });
});

test('usesToken', () => {
  expect(usesToken('{name}-{width}', 'height', 'width')).toBe(true);
  expect(usesToken('{name}-width', 'height', 'width')).toBe(false);
});
