import {
  chmodSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { backupOriginal } from '../../../src/engine/commit/backupOriginal';
import { Journal } from '../../../src/engine/commit/journal';
import { moveToStorage } from '../../../src/engine/commit/moveToStorage';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { filesIn, place, temporaryFolder } from '../fixtures/runs';

const bytes = Buffer.from('the same bytes');

/** Two copies, one of which may be moved, and the folder of a run. */
function copies(directory = temporaryFolder()) {
  const root = temporaryFolder();
  const kept = place(join(root, 'kept.bin'), bytes);
  const path = place(join(root, 'sub/copy.bin'), bytes);
  return { root, kept, path, directory, originals: () => readdirSync(join(directory, 'originals')) };
}

type Copies = ReturnType<typeof copies>;

/** A folder on another device, if this system has one. */
function folderOnOtherDevice(): string | undefined {
  if (!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(temporaryFolder()).dev) return undefined;
  const folder = mkdtempSync('/dev/shm/assetmill-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

afterEach(() => vi.restoreAllMocks());

const undo = (directory: string) => undoRun(directory, 'run');

describe('undo', () => {
  test.for([
    ['on one device', temporaryFolder],
    ['from another device', folderOnOtherDevice],
  ] as const)('a moved file comes back with its bytes, permissions and time after its folder is gone: %s', ([, makeFolder], { skip }) => {
    const directory = makeFolder() ?? skip('no other device here');
    const { root, kept, path } = copies(directory);
    chmodSync(path, 0o440);
    utimesSync(path, 1000, 1_234_567.891);
    expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
    expect(filesIn(root)).toEqual(['kept.bin']);
    rmSync(dirname(path), { recursive: true });
    expect(undo(directory)).toEqual({ restored: 1, removed: 0, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
    const { mode, mtimeMs } = statSync(path);
    expect(mode & 0o777).toBe(0o440);
    expect(Math.floor(mtimeMs)).toBe(1_234_567_891);
    expect(filesIn(root)).toEqual(['kept.bin', 'sub/copy.bin']);
  });

  test('an empty file comes back', () => {
    const { root, kept, directory } = copies();
    const path = place(join(root, 'empty.bin'));
    expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
    expect(statSync(path).size).toBe(0);
  });

  test('a file with another hard link comes back without later writes through the other link', () => {
    const { root, kept, path, directory } = copies();
    linkSync(path, join(root, 'name.bin'));
    expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
    writeFileSync(join(root, 'name.bin'), 'edited');
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('a file comes back with all of its hard links', () => {
    const { root, kept, path, directory } = copies();
    const name = join(root, 'name.bin');
    linkSync(path, name);
    expect([moveToStorage(directory, 0, path, kept), moveToStorage(directory, 1, name, kept)]).toEqual([undefined, undefined]);
    expect(filesIn(root)).toEqual(['kept.bin']);
    expect(undo(directory)).toEqual({ restored: 2, removed: 0, refused: [] });
    expect([readFileSync(path), readFileSync(name)]).toEqual([bytes, bytes]);
  });

  test('a moved file never replaces the file that is at its path now', () => {
    const { kept, path, directory } = copies();
    const other = place(join(dirname(path), 'other.bin'), 'another file');
    moveToStorage(directory, 0, path, kept);
    moveToStorage(directory, 1, other, kept);
    writeFileSync(path, 'a new one');
    const report = undo(directory);
    expect(report).toMatchObject({ restored: 1, refused: [{ path }] });
    expect(report.refused[0]?.message).toContain('still kept');
    expect([readFileSync(path, 'utf8'), readFileSync(other, 'utf8')]).toEqual(['a new one', 'another file']);
    unlinkSync(path);
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('a moved file whose backup changed comes back with a warning', () => {
    const { kept, path, directory, originals } = copies();
    moveToStorage(directory, 0, path, kept);
    for (const name of originals()) writeFileSync(join(directory, 'originals', name), 'damaged');
    const message = 'The file was restored, but it differs from the original, because the kept original changed after the run.';
    expect(undo(directory)).toEqual({ restored: 1, removed: 0, refused: [{ path, message, edited: true }] });
    expect(readFileSync(path, 'utf8')).toBe('damaged');
  });
});

describe('refusals', () => {
  test.each([
    ['is a link', (path: string) => symlinkSync('../kept.bin', path), /is a link, not a file, so it was left as it is\./],
    ['is a folder', (path: string) => mkdirSync(path), /is a folder, not a file, so it was left as it is\./],
    ['does not exist', () => {}, /does not exist/],
  ])('a file does not move if it %s', (_, make, reason) => {
    const { root, kept, directory } = copies();
    const path = join(root, 'odd.bin');
    make(path);
    const before = readdirSync(root);
    expect(moveToStorage(directory, 0, path, kept)).toMatch(reason);
    expect(readdirSync(root)).toEqual(before);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
  });

  test('a file does not move if the kept copy is gone', () => {
    const { kept, path, directory } = copies();
    unlinkSync(kept);
    expect(moveToStorage(directory, 0, path, kept)).toMatch(/does not exist/);
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('a file does not move if the storage cannot be written', () => {
    const { kept, path } = copies();
    expect(moveToStorage(place(join(temporaryFolder(), 'a file')), 0, path, kept)).toMatch(/could not be kept/);
    expect(readFileSync(path)).toEqual(bytes);
  });

  test.each([
    ['it is edited', ({ path }: Copies) => writeFileSync(path, 'edited, and longer'), /copy\.bin changed/],
    ['the kept copy is edited', ({ kept }: Copies) => writeFileSync(kept, 'edited, and longer'), /kept\.bin changed/],
    ['the kept copy is deleted', ({ kept }: Copies) => unlinkSync(kept), /does not exist/],
  ])('a file does not move if %s during the backup', (_, change, reason) => {
    const made = copies();
    const { kept, path, directory, originals } = made;
    const append = Journal.prototype.append;
    vi.spyOn(Journal.prototype, 'append').mockImplementationOnce(function (this: Journal, ...args) {
      append.apply(this, args);
      change(made);
    });
    const before = readdirSync(dirname(path));
    expect(moveToStorage(directory, 0, path, kept)).toMatch(reason);
    expect(readdirSync(dirname(path))).toEqual(before);
    expect(originals()).toEqual([]);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
  });

  test('a file that cannot be removed from its folder leaves no backup in the storage', () => {
    const { kept, path, directory, originals } = copies();
    chmodSync(dirname(path), 0o500);
    onTestFinished(() => chmodSync(dirname(path), 0o700));
    // Root may delete it anyway.
    if (moveToStorage(directory, 0, path, kept) === undefined) return;
    expect(readFileSync(path)).toEqual(bytes);
    expect(originals()).toEqual([]);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
  });
});

describe('crashes', () => {
  test('after a crash between the backup and the journal entry the file is still at its path', () => {
    const { kept, path, directory } = copies();
    backupOriginal(directory, '0', path);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
    expect(moveToStorage(directory, 1, path, kept)).toBeUndefined();
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
  });

  test('after a crash between the journal entry and the removal undo finds the file at its path', () => {
    const { path, directory } = copies();
    const journal = new Journal(directory);
    journal.append({ action: 'remove', task: 0, path, original: backupOriginal(directory, '0', path) }, true);
    journal.close();
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
  });
});

test('later writes of a program that had the file open come back with a warning', () => {
  const { kept, path, directory } = copies();
  const file = openSync(path, 'r+');
  onTestFinished(() => closeSync(file));
  expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
  writeSync(file, 'THE', 0);
  const message = 'The file was restored, but it differs from the original, because the kept original changed after the run.';
  expect(undo(directory)).toEqual({ restored: 1, removed: 0, refused: [{ path, message, edited: true }] });
  expect(readFileSync(path, 'utf8')).toBe('THE same bytes');
});

test.each([
  ['a link to it', symlinkSync],
  ['a hard link to it', linkSync],
])('a file does not move if the only other copy is %s', (_, link) => {
  const { root, path, directory } = copies();
  const other = join(root, 'other.bin');
  link(path, other);
  expect(moveToStorage(directory, 0, path, other)).toBe('No other copy of this file would remain.');
  expect(readFileSync(path)).toEqual(bytes);
});
