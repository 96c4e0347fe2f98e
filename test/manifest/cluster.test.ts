import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('The package for several computers has the version of Assetmill, which it needs', () => {
  const { version } = read('package.json');
  const { version: own, peerDependencies } = read('packages/cluster/package.json');
  expect([own, peerDependencies.assetmill]).toEqual([version, version]);
});

test('It shares its license with Assetmill', () => {
  expect(readFileSync('packages/cluster/LICENSE', 'utf8')).toBe(readFileSync('LICENSE', 'utf8'));
});
