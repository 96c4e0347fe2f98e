import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minimatch } from 'minimatch';
import { expect, test } from 'vitest';
import { globOf, ignoreLine, withLines } from '../../../src/extension/rows/pathPatterns';

const names = ['plain.png', 'with space .jpg', '[1].png', 'a*b?.png', '!wow.png', '#tag.png', 'back\\slash.png', '{x,y}.png', 'ends '];

test('A line of .gitignore stands for exactly its file, as Git itself reads it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assetmill-ignore-'));
  try {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    for (const name of names) {
      writeFileSync(join(folder, '.gitignore'), withLines('', [ignoreLine(join('img', name))]));
      const candidates = [...names.map((each) => `img/${each}`), 'img/1.png', 'img/aXbY.png', name];
      const ignored = execFileSync('git', ['check-ignore', '-z', '--no-index', '--stdin'], { cwd: folder, input: candidates.join('\0') });
      expect(ignored.toString().split('\0').filter(Boolean)).toEqual([`img/${name}`]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Lines are added once, after a line end, in the style of the file', () => {
  expect(withLines('dist', ['/a'])).toBe('dist\n/a\n');
  expect(withLines('dist\r\n', ['/a', '/b'])).toBe('dist\r\n/a\r\n/b\r\n');
  expect(withLines('/a\n', ['/a'])).toBe('/a\n');
});

test('A glob matches its own path, whatever its characters mean in globs', () => {
  for (const name of names.filter((each) => !each.includes('\\'))) expect(minimatch(`img/${name}`, globOf(`img/${name}`))).toBe(true);
  expect(minimatch('img/other.png', globOf('img/[1].png'))).toBe(false);
});
