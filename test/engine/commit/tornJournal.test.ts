import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { journalPath } from '../../../src/engine/commit/journal';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { gradient } from '../fixtures/images';
import { contentOf, longEdge, place, run, temporaryFolder } from '../fixtures/runs';

/** Journals that a crash, another version, or another program left. */

let photo: Buffer;
beforeAll(async () => {
  photo = await gradient(60, 40).jpeg().toBuffer();
});

interface ReplaceRun {
  readonly root: string;
  readonly directory: string;
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
  /** Puts the files and the run's folder back to how the run left them. */
  rewind(): void;
}

/** A run that replaced three files, under another extension. */
async function replaceRun(): Promise<ReplaceRun> {
  const root = temporaryFolder();
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) place(join(root, 'images', name), photo);
  const before = contentOf(root);
  const { run: at } = await run(join(root, 'images'), longEdge(20, { replace: true, outputs: [{ format: 'png' }] }));
  const { directory } = at;
  const saved = temporaryFolder();
  const pairs = [
    [root, join(saved, 'root')],
    [directory, join(saved, 'run')],
  ] as const;
  for (const [from, to] of pairs) cpSync(from, to, { recursive: true, preserveTimestamps: true });
  const rewind = () => {
    for (const [to, from] of pairs) {
      rmSync(to, { recursive: true });
      cpSync(from, to, { recursive: true, preserveTimestamps: true });
    }
  };
  return { root, directory, before, after: contentOf(root), rewind };
}

test('A journal that is cut anywhere undoes what it still names, loses no file, and the whole one undoes the rest', async () => {
  const { root, directory, before, after, rewind } = await replaceRun();
  const whole = readFileSync(journalPath(directory));
  const [originals, results] = [new Set(Object.values(before)), new Set(Object.values(after))];
  for (let length = 0; length < whole.length; length += 37) {
    rewind();
    writeFileSync(journalPath(directory), whole.subarray(0, length));
    expect(undoRun(directory, 'run').refused, `cut at ${length}`).toEqual([]);
    for (const digest of Object.values(contentOf(root))) expect(originals.has(digest) || results.has(digest)).toBe(true);
    writeFileSync(journalPath(directory), whole);
    expect(undoRun(directory, 'run').refused, `whole again after ${length}`).toEqual([]);
    expect(contentOf(root)).toEqual(before);
  }
});

/** Lines that no run of this version writes. The file `b.jpg` of another folder must not be touched by any of them. */
const foreign = (other: string): readonly string[] => [
  'null',
  '5',
  '"text"',
  '[]',
  '{}',
  '{"action":"withdraw"}',
  JSON.stringify({ action: 'erase', task: 0, path: other }),
  JSON.stringify({ action: 'replace', task: 9, path: other, sha256: 'a'.repeat(64) }),
  JSON.stringify({ action: 'replace', task: 9, path: other, sha256: 'a'.repeat(64), original: null }),
  JSON.stringify({ action: 'remove', task: 9, path: other, original: { kept: '../../x', sha256: 'a', mode: 0, mtimeMs: 0 } }),
  JSON.stringify({ action: 'remove', task: '9', path: other, original: 'originals/9' }),
  JSON.stringify({ action: 'create', task: 9, path: ['/'], sha256: 'a' }),
  JSON.stringify({ action: 'create', task: 9, path: 'relative.jpg', sha256: 'a' }),
  JSON.stringify({ action: 'folder', path: join(other, '..') }),
  '\0'.repeat(4096),
  '\xff\xfe\xfa',
  `{"action":"create","path":"${'x'.repeat(3_000_000)}`,
];

test('Lines of other versions and programs in a journal are left out, and the run is undone', async () => {
  const { root, directory, before, rewind } = await replaceRun();
  const other = place(join(temporaryFolder(), 'b.jpg'), photo);
  for (const line of foreign(other)) {
    rewind();
    appendFileSync(journalPath(directory), Buffer.from(`${line}\n`, 'latin1'));
    expect(undoRun(directory, 'run').refused, line.slice(0, 80)).toEqual([]);
    expect(contentOf(root), line.slice(0, 80)).toEqual(before);
    expect(readFileSync(other)).toEqual(photo);
  }
});
