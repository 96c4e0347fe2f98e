import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minimatch } from 'minimatch';
import { expect, test } from 'vitest';
import { globOf, ignoreLine, withLines } from '../../../src/extension/rows/pathPatterns';

const names = [
  'plain.png',
  'with space .jpg',
  '[1].png',
  'a*b?.png',
  '!wow.png',
  '#tag.png',
  'back\\slash.png',
  '{x,y}.png',
  'ends ',
  'two\n*\nlines\r.png',
];

test('A line of .gitignore stands for exactly its file, as Git itself reads it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assetmill-ignore-'));
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    for (const name of names) {
      writeFileSync(join(folder, '.gitignore'), withLines(Buffer.from(''), [ignoreLine(join('img', name))]).bytes);
      const candidates = [...names.map((each) => `img/${each}`), 'img/1.png', 'img/aXbY.png', name];
      const ignored = execFileSync('git', ['check-ignore', '-z', '--no-index', '--stdin'], { cwd: folder, input: candidates.join('\0') });
      expect(ignored.toString().split('\0').filter(Boolean)).toEqual([`img/${name}`]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Lines are added once, after a line end, in the style of the file', () => {
  const extended = (text: string, lines: readonly string[]) => {
    const { bytes, added } = withLines(Buffer.from(text), lines);
    return [bytes.toString(), added];
  };
  expect(extended('dist', ['/a'])).toEqual(['dist\n/a\n', 1]);
  expect(extended('dist\r\n', ['/a', '/b'])).toEqual(['dist\r\n/a\r\n/b\r\n', 2]);
  expect(extended('/a\n', ['/a'])).toEqual(['/a\n', 0]);
  expect(extended('/a\n/ü\n', ['/a', '/ü', '/é'])).toEqual(['/a\n/ü\n/é\n', 1]);
});

test('The bytes of a file that is not UTF-8 stay', () => {
  const file = Buffer.from([0xef, 0xbb, 0xbf, 0xfc, 0xff, 0x0a]);
  expect(withLines(file, ['/é']).bytes).toEqual(Buffer.concat([file, Buffer.from('/é\n')]));
});

test('A glob matches its own path, whatever its characters mean in globs', () => {
  for (const name of names.filter((each) => !each.includes('\\'))) expect(minimatch(`img/${name}`, globOf(`img/${name}`))).toBe(true);
  expect(minimatch('img/other.png', globOf('img/[1].png'))).toBe(false);
});
