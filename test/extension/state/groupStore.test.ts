import { describe, expect, it } from 'vitest';
import type { FileGroup, GroupedFile } from '../../../src/client/duplicates/fileGroup';
import { GroupStore } from '../../../src/extension/state/groupStore';
import type { Likeness } from '../../../src/shared/duplicates/grouping';
import type { KeepRule } from '../../../src/shared/duplicates/keepRule';

function file(path: string, change: Partial<GroupedFile> = {}): GroupedFile {
  return { path, bytes: 100, mtimeMs: 1000, ...change };
}

function group(...files: readonly GroupedFile[]): FileGroup {
  return { files, spareBytes: 0 };
}

async function shown(groups: readonly FileGroup[], likeness: Likeness = 'bytes', rule: KeepRule = 'shortestPath'): Promise<GroupStore> {
  const options = { shown: (path: string) => path.slice(1), imaged: (path: string) => path.endsWith('.jpg') };
  const store = new GroupStore(options, { rule, protectedFolders: [], threshold: 8, turned: false });
  store.open({ likeness, empty: 2, failed: 1 });
  await store.setGroups(groups);
  return store;
}

const all = { from: 0, count: 100, columns: 4 };
const marks = (store: GroupStore) => store.page(all).lines.map(({ files }) => files.map(({ path, mark }) => `${path} ${mark}`));
const idOf = (store: GroupStore, path: string) =>
  store
    .page(all)
    .lines.flatMap(({ files }) => files)
    .find((each) => each.path === path)?.id as number;

const two = [group(file('/a.jpg'), file('/old/a.jpg')), group(file('/b.jpg'), file('/x/b.jpg'), file('/y/b.jpg'))];

describe('GroupStore', () => {
  it('shows nothing before a search has ended', () => {
    const store = new GroupStore(
      { shown: (path) => path, imaged: () => true },
      { rule: 'oldest', protectedFolders: [], threshold: 8, turned: false },
    );
    expect(store.view()).toBeNull();
    expect(store.page(all)).toEqual({ ...all, total: 0, lines: [] });
  });

  it('marks one file of each group as kept, and adds up what goes', async () => {
    const store = await shown(two);
    expect(marks(store)).toEqual([
      ['a.jpg kept', 'old/a.jpg goes'],
      ['b.jpg kept', 'x/b.jpg goes', 'y/b.jpg goes'],
    ]);
    expect(store.view()).toMatchObject({ groups: 2, files: 5, going: { files: 3, bytes: 300 }, empty: 2, failed: 1, busy: false });
  });

  it('is busy until the groups are there', () => {
    const store = new GroupStore(
      { shown: (path) => path, imaged: () => true },
      { rule: 'oldest', protectedFolders: [], threshold: 8, turned: false },
    );
    store.open({ likeness: 'bytes', empty: 0, failed: 0 });
    expect(store.view()).toMatchObject({ busy: true, groups: 0 });
  });

  it('lets files be toggled, but never all of a group', async () => {
    const store = await shown(two);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(true);
    expect(marks(store)[0]).toEqual(['a.jpg kept', 'old/a.jpg stays']);
    expect(store.view()?.going).toEqual({ files: 2, bytes: 200 });
    expect(store.toggle(idOf(store, 'a.jpg'))).toBe(true);
    expect(marks(store)[0]).toEqual(['a.jpg goes', 'old/a.jpg kept']);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
    expect(marks(store)[0]).toEqual(['a.jpg goes', 'old/a.jpg kept']);
    expect(store.view()?.going).toEqual({ files: 3, bytes: 300 });
    const [first] = [...store.goingGroups()];
    expect([first?.kept.path, first?.going.map(({ path }) => path)]).toEqual(['/old/a.jpg', ['/a.jpg']]);
  });

  it('keeps what protected folders hold, also against a toggle', async () => {
    const store = await shown(two, 'similar');
    store.choose({ protectedFolders: ['/old'] });
    await store.mark();
    expect(marks(store)[0]).toEqual(['a.jpg kept', 'old/a.jpg stays']);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
    expect(store.page(all).lines[0]?.files[1]?.reason).toBe('protected');
    expect(store.view()).toMatchObject({ protectedFolders: ['old'], going: { files: 2 } });
  });

  it('does not let the protected file go that is kept in place of any other', async () => {
    const store = await shown(two);
    store.choose({ protectedFolders: ['/old'] });
    await store.mark();
    expect(marks(store)[0]).toEqual(['a.jpg goes', 'old/a.jpg kept']);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
    expect(store.toggle(idOf(store, 'a.jpg'))).toBe(true);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
  });

  it('treats all names of a file as one', async () => {
    const store = await shown([group(file('/a.jpg'), file('/l1.jpg', { link: '1:2', otherNames: ['/safe/l2.jpg'] }))], 'similar');
    expect(store.view()?.going).toEqual({ files: 1, bytes: 100 });
    expect(store.page(all).lines[0]?.files[1]?.otherNames).toEqual(['safe/l2.jpg']);
    store.choose({ protectedFolders: ['/safe'] });
    await store.mark();
    expect(marks(store)[0]).toEqual(['a.jpg kept', 'l1.jpg stays']);
  });

  it('keeps what was chosen by hand when the groups are made anew', async () => {
    const store = await shown(two);
    store.toggle(idOf(store, 'x/b.jpg'));
    await store.setGroups([two[1] as FileGroup]);
    expect(marks(store)).toEqual([['b.jpg kept', 'x/b.jpg stays', 'y/b.jpg goes']]);
  });

  it('knows no id of groups that were made anew', async () => {
    const store = await shown(two);
    const id = idOf(store, 'old/a.jpg');
    await store.setGroups([two[1] as FileGroup]);
    expect(store.toggle(id)).toBe(false);
    expect(store.pathOf(id)).toBeUndefined();
  });

  it('takes out what is gone, drops groups of one, and tells what is still there', async () => {
    const store = await shown(two);
    await store.moved(new Set(['/old/a.jpg', '/x/b.jpg']), new Map([['/y/b.jpg', 'It is held.']]));
    expect(marks(store)).toEqual([['b.jpg kept', 'y/b.jpg goes']]);
    expect(store.page(all).lines[0]?.files[1]?.error).toBe('It is held.');
    expect(store.view()).toMatchObject({ groups: 1, files: 2 });
  });

  it('gives lines of so many files side by side, and only those of the window', async () => {
    const large = group(...Array.from({ length: 10 }, (_, index) => file(`/l/${index}.jpg`)));
    const store = await shown([two[0] as FileGroup, large, two[1] as FileGroup]);
    const page = store.page({ from: 1, count: 3, columns: 4 });
    expect(page.total).toBe(5);
    expect(page.lines.map(({ group: number, first, files, size }) => [number, first, files.length, size])).toEqual([
      [1, 0, 4, 10],
      [1, 4, 4, 10],
      [1, 8, 2, 10],
    ]);
    expect(store.page({ from: 4, count: 9, columns: 4 }).lines.map(({ group: number }) => number)).toEqual([2]);
    expect(store.page({ from: 0, count: 1, columns: 1 }).total).toBe(15);
  });

  it('says which images are in a window, and shows a small one once it is there', async () => {
    const store = await shown([group(file('/a.txt'), file('/b.jpg'))]);
    expect(store.imagesIn(all)).toEqual(['/b.jpg']);
    store.setImage('/b.jpg', { path: '/thumbs/1.webp', width: 40, height: 30 });
    expect(store.page(all).lines[0]?.files[1]).toMatchObject({ image: '/thumbs/1.webp', size: { width: 40, height: 30 } });
    store.setImage('/b.jpg', undefined);
    expect(store.page(all).lines[0]?.files[1]?.image).toBeUndefined();
  });

  it('costs as much for 100,000 files as for 100', { timeout: 30_000 }, async () => {
    const many = Array.from({ length: 50_000 }, (_, index) => group(file(`/p/${index}.jpg`), file(`/q/${index}.jpg`)));
    const store = await shown(many);
    const started = performance.now();
    const page = store.page({ from: 30_000, count: 20, columns: 4 });
    expect(performance.now() - started).toBeLessThan(50);
    expect([page.total, page.lines.length]).toEqual([50_000, 20]);
    store.toggle(page.lines[0]?.files[1]?.id as number);
    expect(store.view()?.going.files).toBe(49_999);
  });

  it('forgets everything when another run begins', async () => {
    const store = await shown(two);
    store.clear();
    expect(store.view()).toBeNull();
    expect(store.page(all).total).toBe(0);
  });
});
