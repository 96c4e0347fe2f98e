import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { Journal, readJournal } from '../../../src/engine/commit/journal';
import { replaceFile } from '../../../src/engine/commit/replaceFile';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { place, temporaryFolder } from '../fixtures/runs';

afterEach(() => vi.restoreAllMocks());

/** A file, a temp file that shall replace it, and the journal of a run. */
function replacement() {
  const root = temporaryFolder();
  const path = place(join(root, 'a.png'), 'old');
  const temp = place(join(root, '.a.tmp'), 'new');
  const journal = new Journal(temporaryFolder());
  onTestFinished(() => journal.close());
  return { temp, journal, backupName: '0-0', entry: { task: 0, path, sha256: digestOf(Buffer.from('new')) } };
}

test('a file is replaced with its permissions, and undo restores it', () => {
  const own = replacement();
  const { path } = own.entry;
  chmodSync(path, 0o640);
  replaceFile(own);
  expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o640]);
  expect(undoRun(own.journal.directory, 'run')).toEqual({ restored: 1, removed: 0, refused: [] });
  expect(readFileSync(path, 'utf8')).toBe('old');
});

test('a file that is edited after its backup is not replaced', () => {
  const own = replacement();
  const { path } = own.entry;
  const append = Journal.prototype.append;
  vi.spyOn(Journal.prototype, 'append').mockImplementationOnce(function (this: Journal, ...args) {
    append.apply(this, args);
    writeFileSync(path, 'edited, and longer');
  });
  expect(() => replaceFile(own)).toThrow('a.png changed during the run');
  expect(readFileSync(path, 'utf8')).toBe('edited, and longer');
  expect(readJournal(own.journal.directory)).toEqual([]);
});

test('a file is not replaced when the last check throws', () => {
  const own = replacement();
  const lastCheck = () => {
    throw new Error('the source changed');
  };
  expect(() => replaceFile({ ...own, lastCheck })).toThrow('the source changed');
  expect(readFileSync(own.entry.path, 'utf8')).toBe('old');
  expect(readJournal(own.journal.directory)).toEqual([]);
});
