import { expect, test } from 'vitest';
import { classNames, spriteNames } from '../../../src/engine/atlas/spriteNames';

test('a name is the last part of its path, and has as many folders as tell equal ones apart', () => {
  expect(spriteNames(['home', 'a/star', 'b/star', 'x/b/moon', 'y/b/moon'])).toEqual(['home', 'a/star', 'b/star', 'x/b/moon', 'y/b/moon']);
  expect(spriteNames(['star', 'b/star'])).toEqual(['star', 'b/star']);
});

test('equal paths get numbers, which no other name has', () => {
  expect(spriteNames(['a', 'a', 'a-2', 'a'])).toEqual(['a', 'a-2', 'a-2-2', 'a-3']);
});

test('a class is a valid identifier, and unique', () => {
  const names = ['home', '2x', 'a/b c', 'a b/c', 'größe', 'a:b.c', '__proto__'];
  expect(classNames(names, 'sprite-')).toEqual([
    ...['sprite-home', 'sprite-2x', 'sprite-a-b-c', 'sprite-a-b-c-2', 'sprite-größe', 'sprite-a-b-c-3', 'sprite-__proto__'],
  ]);
  for (const name of classNames(names, 'sprite-')) expect(name).toMatch(/^[A-Za-z_-][\w\u00a1-\uffff-]*$/);
});
