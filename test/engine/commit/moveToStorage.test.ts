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
import { undoRun } from '../../../src/engine/commit/undo';
import { filesIn, place, temporaryFolder } from '../fixtures/runs';

const bytes = Buffer.from('the same bytes');

/** Two copies, of which one may go, and the folder of a run. */
function copies(directory = temporaryFolder()) {
  const root = temporaryFolder();
  const kept = place(join(root, 'kept.bin'), bytes);
  const path = place(join(root, 'sub/copy.bin'), bytes);
  return { root, kept, path, directory, originals: () => readdirSync(join(directory, 'originals')) };
}

type Copies = ReturnType<typeof copies>;

/** A folder on another device, where this system has one. */
function folderOnOtherDevice(): string | undefined {
  if (!existsSync('/dev/shm') || statSync('/dev/shm').dev === statSync(temporaryFolder()).dev) return undefined;
  const folder = mkdtempSync('/dev/shm/assetmill-');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

afterEach(() => vi.restoreAllMocks());

const undo = (directory: string) => undoRun(directory, 'run');

describe('a file that goes comes back', () => {
  test.for([
    ['on one device', temporaryFolder],
    ['from another device', folderOnOtherDevice],
  ] as const)('%s: bytes, permissions and time, also after its folder is gone', ([, makeFolder], { skip }) => {
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

  test('a file without bytes, too', () => {
    const { root, kept, directory } = copies();
    const path = place(join(root, 'empty.bin'));
    expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
    expect(statSync(path).size).toBe(0);
  });

  test('of a file with another name the other name stays, and what is written by it is not in what comes back', () => {
    const { root, kept, path, directory } = copies();
    linkSync(path, join(root, 'name.bin'));
    expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
    writeFileSync(join(root, 'name.bin'), 'edited');
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('with all of its names', () => {
    const { root, kept, path, directory } = copies();
    const name = join(root, 'name.bin');
    linkSync(path, name);
    expect([moveToStorage(directory, 0, path, kept), moveToStorage(directory, 1, name, kept)]).toEqual([undefined, undefined]);
    expect(filesIn(root)).toEqual(['kept.bin']);
    expect(undo(directory)).toEqual({ restored: 2, removed: 0, refused: [] });
    expect([readFileSync(path), readFileSync(name)]).toEqual([bytes, bytes]);
  });

  test('never over what is in its place now', () => {
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

  test('with a word when what was kept of it was changed', () => {
    const { kept, path, directory, originals } = copies();
    moveToStorage(directory, 0, path, kept);
    for (const name of originals()) writeFileSync(join(directory, 'originals', name), 'damaged');
    const message = 'It is back in its place, but not as it was: it was changed after it was moved away.';
    expect(undo(directory)).toEqual({ restored: 1, removed: 0, refused: [{ path, message, edited: true }] });
    expect(readFileSync(path, 'utf8')).toBe('damaged');
  });
});

describe('a file stays', () => {
  test.each([
    ['is a link', (path: string) => symlinkSync('../kept.bin', path), /it is a link or a folder/],
    ['is a folder', (path: string) => mkdirSync(path), /it is a link or a folder/],
    ['is not there', () => {}, /no longer exists/],
  ])('where it %s', (_, make, reason) => {
    const { root, kept, directory } = copies();
    const path = join(root, 'odd.bin');
    make(path);
    const before = readdirSync(root);
    expect(moveToStorage(directory, 0, path, kept)).toMatch(reason);
    expect(readdirSync(root)).toEqual(before);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
  });

  test('where the one that was to be kept is gone', () => {
    const { kept, path, directory } = copies();
    unlinkSync(kept);
    expect(moveToStorage(directory, 0, path, kept)).toMatch(/no longer exists/);
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('where the storage cannot be written', () => {
    const { kept, path } = copies();
    expect(moveToStorage(place(join(temporaryFolder(), 'a file')), 0, path, kept)).toMatch(/could not be kept/);
    expect(readFileSync(path)).toEqual(bytes);
  });

  test.each([
    ['it is edited', ({ path }: Copies) => writeFileSync(path, 'edited, and longer'), /copy\.bin was changed/],
    ['the one that is kept is edited', ({ kept }: Copies) => writeFileSync(kept, 'edited, and longer'), /kept\.bin was changed/],
    ['the one that is kept is deleted', ({ kept }: Copies) => unlinkSync(kept), /no longer exists/],
  ])('where %s while its bytes are kept', (_, change, reason) => {
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

  test('where its folder holds on to it, and the storage keeps nothing of it', () => {
    const { kept, path, directory, originals } = copies();
    chmodSync(dirname(path), 0o500);
    onTestFinished(() => chmodSync(dirname(path), 0o700));
    // Root may delete it all the same.
    if (moveToStorage(directory, 0, path, kept) === undefined) return;
    expect(readFileSync(path)).toEqual(bytes);
    expect(originals()).toEqual([]);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
  });
});

describe('after a crash', () => {
  test('between keeping and the record the file is in its place', () => {
    const { kept, path, directory } = copies();
    backupOriginal(directory, '0', path);
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
    expect(moveToStorage(directory, 1, path, kept)).toBeUndefined();
    expect(undo(directory)).toMatchObject({ restored: 1, refused: [] });
  });

  test('between the record and the removal undo finds the file in its place', () => {
    const { path, directory } = copies();
    const journal = new Journal(directory);
    journal.append({ action: 'remove', task: 0, path, original: backupOriginal(directory, '0', path) }, true);
    journal.close();
    expect(undo(directory)).toEqual({ restored: 0, removed: 0, refused: [] });
    expect(readFileSync(path)).toEqual(bytes);
  });
});

test('what a program wrote to it that had it open comes back, with a word', () => {
  const { kept, path, directory } = copies();
  const file = openSync(path, 'r+');
  onTestFinished(() => closeSync(file));
  expect(moveToStorage(directory, 0, path, kept)).toBeUndefined();
  writeSync(file, 'THE', 0);
  const message = 'It is back in its place, but not as it was: it was changed after it was moved away.';
  expect(undo(directory)).toEqual({ restored: 1, removed: 0, refused: [{ path, message, edited: true }] });
  expect(readFileSync(path, 'utf8')).toBe('THE same bytes');
});

test.each([
  ['a link to it', symlinkSync],
  ['another name of it', linkSync],
])('a file stays for which only %s stands in', (_, link) => {
  const { root, path, directory } = copies();
  const other = join(root, 'other.bin');
  link(path, other);
  expect(moveToStorage(directory, 0, path, other)).toBe('No other file stands in for it.');
  expect(readFileSync(path)).toEqual(bytes);
});
