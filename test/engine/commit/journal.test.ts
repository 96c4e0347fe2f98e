import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type FileEntry, Journal, journalPath, readJournal } from '../../../src/engine/commit/journal';
import { temporaryFolder } from '../fixtures/runs';

function created(task: number, path = `/out/${task}.png`, sha256 = 'a'.repeat(64)): FileEntry {
  return { action: 'create', task, path, sha256 };
}

/** A journal in a new folder with these entries. */
function journalWith(...entries: readonly FileEntry[]): string {
  const directory = temporaryFolder();
  const journal = new Journal(directory);
  for (const entry of entries) journal.append(entry, true);
  journal.close();
  return directory;
}

test('entries are read in the order in which they were written', () => {
  const original = { kept: 'originals/1', sha256: 'b'.repeat(64), mode: 0o100644, mtimeMs: 123.456 };
  const entries: FileEntry[] = [
    created(0, '/out/new\nline "quoted" 🐟.png'),
    { action: 'replace', task: 1, path: '/a.png', sha256: 'c'.repeat(64), original },
    { action: 'remove', task: 2, path: '/b.png', original },
  ];
  expect(readJournal(journalWith(...entries))).toEqual(entries);
});

test('a missing journal has no entries', () => {
  expect(readJournal(temporaryFolder())).toEqual([]);
  expect(readJournal(journalWith())).toEqual([]);
});

test('a last line that is truncated at any byte is ignored', () => {
  const directory = journalWith(created(0), created(1));
  const whole = readFileSync(journalPath(directory));
  const first = whole.indexOf('\n', 1) + 1;
  for (let length = first; length < whole.length - 1; length += 1) {
    writeFileSync(journalPath(directory), whole.subarray(0, length));
    expect(readJournal(directory)).toEqual([created(0)]);
  }
});

test('an entry after a truncated line is not lost', () => {
  const directory = journalWith(created(0), created(1));
  truncateSync(journalPath(directory), readFileSync(journalPath(directory)).length - 10);
  const journal = new Journal(directory);
  journal.append(created(2), true);
  journal.close();
  expect(readJournal(directory)).toEqual([created(0), created(2)]);
});

test('lines that are not entries are ignored', () => {
  const directory = journalWith(created(0));
  appendFileSync(journalPath(directory), '\0\0\0\0\n{"action":\n');
  expect(readJournal(directory)).toEqual([created(0)]);
});

test('an entry is withdrawn when its action fails, and no other entry is', () => {
  const directory = temporaryFolder();
  const journal = new Journal(directory);
  const done: number[] = [];
  journal.announce(created(0), false, () => done.push(0));
  journal.announce(created(1), false, () => done.push(1));
  const fail = () =>
    journal.announce(created(1), false, () => {
      throw new Error('the disk is full');
    });
  expect(fail).toThrow('the disk is full');
  journal.close();
  expect(done).toEqual([0, 1]);
  expect(readJournal(directory)).toEqual([created(0), created(1)]);
});

test('the digest of an earlier process is found by task and path, and the last one counts', () => {
  const directory = journalWith(created(0), created(1, '/x.png', 'b'.repeat(64)), created(1, '/x.png', 'c'.repeat(64)));
  const journal = new Journal(directory);
  expect(journal.earlierDigest(1, '/x.png')).toBe('c'.repeat(64));
  expect(journal.earlierDigest(0, '/x.png')).toBeUndefined();
  expect(journal.earlierDigest(2, '/out/2.png')).toBeUndefined();
  journal.close();
});

test('several threads write whole lines to one journal', async () => {
  const directory = temporaryFolder();
  // The same calls as in Journal, since the worker of a test cannot load TypeScript.
  const script = `
    const { openSync, writeSync } = require('node:fs');
    const { workerData: { path, thread } } = require('node:worker_threads');
    const file = openSync(path, 'a');
    for (let task = 0; task < 300; task += 1) {
      const entry = { action: 'create', task, path: '/' + thread + 'x'.repeat(task), sha256: 'a'.repeat(64) };
      writeSync(file, Buffer.from('\\n' + JSON.stringify(entry) + '\\n'));
    }`;
  const ended = (thread: number) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script, { eval: true, workerData: { path: journalPath(directory), thread } });
      worker.on('exit', resolve).on('error', reject);
    });
  await Promise.all([0, 1, 2, 3].map(ended));
  expect(readJournal(directory)).toHaveLength(1200);
});
