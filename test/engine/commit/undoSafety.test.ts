import { appendFileSync, linkSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { journalPath, readJournal } from '../../../src/engine/commit/journal';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { systemFailure } from '../../../src/engine/fs/systemFailure';
import { gradient } from '../fixtures/images';
import { contentOf, longEdge, place, run, temporaryFolder } from '../fixtures/runs';

const png = await gradient(64, 48).png().toBuffer();

async function afterRun(replace = true) {
  const root = temporaryFolder();
  for (const name of ['a.png', 'b.png']) place(join(root, name), png);
  const before = contentOf(root);
  const { run: at } = await run(root, longEdge(32, replace ? { replace } : {}));
  return { root, before, at };
}

test('undo puts the kept original itself back, which needs no space, and leaves no second name of it', async () => {
  const { root, before, at } = await afterRun();
  const [kept] = readdirSync(join(at.directory, 'originals')).map((name) => statSync(join(at.directory, 'originals', name)).ino);
  expect(undoRun(at.directory, at.id)).toEqual({ restored: 2, removed: 0, refused: [] });
  expect(contentOf(root)).toEqual(before);
  expect(['a.png', 'b.png'].map((name) => statSync(join(root, name)).ino)).toContain(kept);
  expect(statSync(join(root, 'a.png')).nlink).toBe(1);
});

test('undo copies a kept original that has another name, to which a program may write', async () => {
  const { root, before, at } = await afterRun();
  for (const name of readdirSync(join(at.directory, 'originals')))
    linkSync(join(at.directory, 'originals', name), join(at.directory, `${name}.second`));
  expect(undoRun(at.directory, at.id)).toEqual({ restored: 2, removed: 0, refused: [] });
  expect(contentOf(root)).toEqual(before);
  expect(statSync(join(root, 'a.png')).nlink).toBe(1);
});

test('undo does not name a kept original that is no longer there', async () => {
  const { root, at } = await afterRun();
  undoRun(at.directory, at.id);
  writeFileSync(join(root, 'a.png'), 'edited after undo');
  const { refused } = undoRun(at.directory, at.id);
  expect(refused.map(({ message }) => message)).toEqual(['The file was edited after the run, so it was not touched.']);
});

test('undo of some paths leaves the files of other tasks, which can be undone later', async () => {
  for (const replace of [true, false]) {
    const { root, before, at } = await afterRun(replace);
    const [first, second] = readJournal(at.directory).map(({ path }) => path) as [string, string];
    const made = digestOf(Buffer.from(contentOf(root)[second.slice(root.length + 1)] ?? ''));
    const { restored, removed, refused } = undoRun(at.directory, at.id, { only: [first, join(root, 'of another run.png')] });
    expect([restored + removed, refused.length]).toEqual([1, 0]);
    expect(digestOf(Buffer.from(contentOf(root)[second.slice(root.length + 1)] ?? ''))).toBe(made);
    undoRun(at.directory, at.id);
    expect(contentOf(root)).toEqual(before);
  }
});

test('undo ignores lines of a journal that no run writes, and takes no backup from outside of the folder of its run', async () => {
  const { root, before, at } = await afterRun();
  const foreign = place(join(temporaryFolder(), 'mine.txt'), 'mine');
  const original = { kept: '../../mine.txt', sha256: digestOf(Buffer.from('mine')), mode: 0o644, mtimeMs: 0 };
  const lines = [
    { action: 'remove', task: 7, path: join(root, 'planted.txt'), original },
    { action: 'remove', task: 7, path: join(root, 'planted.txt'), original: { ...original, kept: `originals/../../${foreign}` } },
    { action: 'create', task: 8, path: 'relative.txt', sha256: original.sha256 },
    { action: 'replace', task: 9, path: foreign, sha256: original.sha256 },
    { action: 'delete', task: 9, path: foreign },
    { action: 'folder' },
    'text',
    null,
    17,
  ];
  for (const line of lines) appendFileSync(journalPath(at.directory), `\n${JSON.stringify(line)}\n`);
  appendFileSync(journalPath(at.directory), '\n{"action":"create","task":3,"pa');
  expect(undoRun(at.directory, at.id)).toEqual({ restored: 2, removed: 0, refused: [] });
  expect(contentOf(root)).toEqual(before);
  expect(statSync(foreign).size).toBe(4);
});

test('a name that is not UTF-8 is not said to be moved or deleted', () => {
  const error = Object.assign(new Error('ENOENT'), { code: 'ENOENT', path: '/photos/caf\uFFFD.png' });
  expect(systemFailure(error)).toMatchObject({ code: 'unsupported', message: expect.stringContaining('not valid UTF-8') });
});
