import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Every folder below src, with its files of TypeScript. */
function rooms(folder = 'src'): Map<string, string[]> {
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map(({ name }) => name);
  const below = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => [...rooms(join(folder, name))]);
  return new Map([[folder.split('\\').join('/'), files], ...below]);
}

/** Rooms that hold an entry file and little else. */
const entries = ['src/cli', 'src/extension', 'src/engine/operations'];

describe('a room of src', () => {
  const found = [...rooms()].filter(([, files]) => files.length > 0);

  test('contains at most 25 files, filters excepted', () => {
    expect(found.filter(([folder, files]) => files.length > 25 && !folder.endsWith('/filters'))).toEqual([]);
  });

  test('contains at least 2 files, unless it contains an entry file', () => {
    expect(found.filter(([folder, files]) => files.length < 2 && !entries.includes(folder))).toEqual([]);
  });

  test('contains no file of over 300 lines', () => {
    const lines = (path: string) => readFileSync(path, 'utf8').split('\n').length - 1;
    const long = found.flatMap(([folder, files]) => files.map((name) => `${folder}/${name}`)).filter((path) => lines(path) > 300);
    expect(long).toEqual([]);
  });
});

const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', ...markdownIn('docs')].filter((path) =>
  existsSync(path),
);

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

describe.each(documents)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  test('names only files and folders of this repository that exist', () => {
    const paths = [...text.matchAll(/`((?:src|test|docs|media|l10n)\/[\w./-]*[\w/])`/g)].map(([, path]) => path as string);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('shows only images that exist, in both themes', () => {
    const shown = [...text.matchAll(/\b(?:src|srcset)="(?:https:\/\/raw\.githubusercontent\.com\/[\w-]+\/[\w-]+\/HEAD\/)?([^":]+)"/g)];
    const images = shown.map(([, image]) => image as string);
    expect(images.filter((image) => !existsSync(join(dirname(document), image)))).toEqual([]);
    const light = images.filter((image) => image.endsWith('-light.webp'));
    expect(light.filter((image) => !images.includes(image.replace('-light.', '-dark.')))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => !existsSync(join(dirname(document), link)))).toEqual([]);
  });
});
