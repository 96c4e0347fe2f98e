import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GroupedFile } from '../../../src/client/duplicates/fileGroup';
import { removeDuplicates } from '../../../src/client/duplicates/removeDuplicates';

let folder: string;
let trash: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assetmill-trash-'));
  trash = join(folder, 'trash');
  mkdirSync(trash);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string) => join(folder, name);

/** A file on disk, as a search found it. */
function file(name: string, text = 'content'): GroupedFile {
  writeFileSync(place(name), text);
  const { size, mtimeMs } = statSync(place(name));
  return { path: place(name), bytes: size, mtimeMs: Math.floor(mtimeMs) };
}

const discard = async (path: string) => {
  writeFileSync(join(trash, basename(path)), readFileSync(path));
  rmSync(path);
};

describe('removeDuplicates', () => {
  it('moves the duplicates and not the kept file', async () => {
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    const { moved, errors } = await removeDuplicates([{ kept, removable: [one, two] }], { discard });
    expect(moved).toEqual([one, two]);
    expect(errors.size).toBe(0);
    expect([existsSync(kept.path), existsSync(one.path), existsSync(join(trash, 'one'))]).toEqual([true, false, true]);
  });

  it('does not move a file that has changed since, and continues', async () => {
    const [kept, one, two, three] = [file('kept'), file('one'), file('two'), file('three')];
    writeFileSync(one.path, 'other content');
    utimesSync(two.path, 1, 1);
    const { moved, errors } = await removeDuplicates([{ kept, removable: [one, two, three] }], { discard });
    expect(moved).toEqual([three]);
    expect([...errors.keys()]).toEqual([one.path, two.path]);
    expect(errors.get(one.path)).toBe('Not moved: the file has changed since the search.');
    expect(existsSync(one.path)).toBe(true);
  });

  it('moves nothing from a group whose kept file has changed or no longer exists', async () => {
    const [kept, one] = [file('kept'), file('one')];
    const [lost, two] = [file('lost'), file('two')];
    writeFileSync(kept.path, 'changed, and longer');
    rmSync(lost.path);
    const { moved, errors } = await removeDuplicates(
      [
        { kept, removable: [one] },
        { kept: lost, removable: [two] },
      ],
      { discard },
    );
    expect(moved).toEqual([]);
    expect(errors.get(one.path)).toMatch(/has changed since/);
    expect(errors.get(two.path)).toMatch(/no longer exists/);
    expect(existsSync(one.path) && existsSync(two.path)).toBe(true);
  });

  it('does not move a hard link to the kept file', async () => {
    const kept = file('kept');
    linkSync(kept.path, place('name'));
    const { moved, errors } = await removeDuplicates([{ kept, removable: [{ ...kept, path: place('name') }] }], { discard });
    expect(moved).toEqual([]);
    expect(errors.get(place('name'))).toMatch(/a hard link to the file to keep/);
  });

  it('moves all hard links of a file', async () => {
    const [kept, one] = [file('kept'), file('one')];
    linkSync(one.path, place('again'));
    const { moved } = await removeDuplicates([{ kept, removable: [{ ...one, otherNames: [place('again')] }] }], { discard });
    expect(moved).toHaveLength(1);
    expect(existsSync(one.path) || existsSync(place('again'))).toBe(false);
  });

  const refuse = async () => {
    throw new Error('no trash here');
  };

  it('reports a missing trash, and deletes nothing', async () => {
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    const { moved, errors, refusal } = await removeDuplicates([{ kept, removable: [one, two] }], { discard: refuse });
    expect(moved).toEqual([]);
    expect(refusal).toBe('no trash here');
    expect(errors.size).toBe(2);
    expect(errors.get(one.path)).toBe('The file could not be moved, and nothing was deleted: no trash here');
    expect(existsSync(one.path) && existsSync(two.path)).toBe(true);
  });

  it('stops after three failures without a success', async () => {
    const kept = file('kept');
    const removable = ['one', 'two', 'three', 'four', 'five'].map((name) => file(name));
    let asked = 0;
    const { errors, refusal } = await removeDuplicates([{ kept, removable }], {
      discard: async () => {
        asked += 1;
        await refuse();
      },
    });
    expect([asked, errors.size, refusal]).toEqual([3, 3, 'no trash here']);
  });

  it('continues when some moves fail and others succeed', async () => {
    const kept = file('kept');
    const removable = ['no-1', 'no-2', 'yes-1', 'no-3', 'no-4', 'yes-2'].map((name) => file(name));
    const { moved, errors, refusal } = await removeDuplicates([{ kept, removable }], {
      discard: (path) => (basename(path).startsWith('no') ? refuse() : discard(path)),
    });
    expect(moved.map(({ path }) => basename(path))).toEqual(['yes-1', 'yes-2']);
    expect(errors.size).toBe(4);
    expect(refusal).toBeUndefined();
  });

  it('does not count changed files as failed moves', async () => {
    const [kept, one] = [file('kept'), file('one')];
    writeFileSync(one.path, 'other content');
    const { errors, refusal } = await removeDuplicates([{ kept, removable: [one] }], { discard: refuse });
    expect([errors.size, refusal]).toEqual([1, undefined]);
  });

  it('stops at a cancel', async () => {
    const abort = new AbortController();
    const [kept, one, two] = [file('kept'), file('one'), file('two')];
    const { moved } = await removeDuplicates([{ kept, removable: [one, two] }], {
      discard,
      progress: () => abort.abort(),
      signal: abort.signal,
    });
    expect(moved).toEqual([one]);
    expect(existsSync(two.path)).toBe(true);
  });
});
