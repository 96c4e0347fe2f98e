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

async function storeWith(groups: readonly FileGroup[], likeness: Likeness = 'bytes', rule: KeepRule = 'shortestPath'): Promise<GroupStore> {
  const options = { displayPath: (path: string) => path.slice(1), hasThumbnail: (path: string) => path.endsWith('.jpg') };
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
      { displayPath: (path) => path, hasThumbnail: () => true },
      { rule: 'oldest', protectedFolders: [], threshold: 8, turned: false },
    );
    expect(store.view()).toBeNull();
    expect(store.page(all)).toEqual({ ...all, total: 0, lines: [] });
  });

  it('keeps one file of each group, and adds up the others', async () => {
    const store = await storeWith(two);
    expect(marks(store)).toEqual([
      ['a.jpg kept', 'old/a.jpg removable'],
      ['b.jpg kept', 'x/b.jpg removable', 'y/b.jpg removable'],
    ]);
    expect(store.view()).toMatchObject({ groups: 2, files: 5, removable: { files: 3, bytes: 300 }, empty: 2, failed: 1, busy: false });
  });

  it('is busy until it has the groups', () => {
    const store = new GroupStore(
      { displayPath: (path) => path, hasThumbnail: () => true },
      { rule: 'oldest', protectedFolders: [], threshold: 8, turned: false },
    );
    store.open({ likeness: 'bytes', empty: 0, failed: 0 });
    expect(store.view()).toMatchObject({ busy: true, groups: 0 });
  });

  it('lets the user mark files, but never all files of a group', async () => {
    const store = await storeWith(two);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(true);
    expect(marks(store)[0]).toEqual(['a.jpg kept', 'old/a.jpg alsoKept']);
    expect(store.view()?.removable).toEqual({ files: 2, bytes: 200 });
    expect(store.toggle(idOf(store, 'a.jpg'))).toBe(true);
    expect(marks(store)[0]).toEqual(['a.jpg removable', 'old/a.jpg kept']);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
    expect(marks(store)[0]).toEqual(['a.jpg removable', 'old/a.jpg kept']);
    expect(store.view()?.removable).toEqual({ files: 3, bytes: 300 });
    const [first] = [...store.markedGroups()];
    expect([first?.kept.path, first?.removable.map(({ path }) => path)]).toEqual(['/old/a.jpg', ['/a.jpg']]);
  });

  it('keeps files in protected folders, even if the user marks them', async () => {
    const store = await storeWith(two, 'similar');
    store.choose({ protectedFolders: ['/old'] });
    await store.mark();
    expect(marks(store)[0]).toEqual(['a.jpg kept', 'old/a.jpg alsoKept']);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
    expect(store.page(all).lines[0]?.files[1]?.reason).toBe('protected');
    expect(store.view()).toMatchObject({ protectedFolders: ['old'], removable: { files: 2 } });
  });

  it('does not remove a protected file that is the kept one of its group', async () => {
    const store = await storeWith(two);
    store.choose({ protectedFolders: ['/old'] });
    await store.mark();
    expect(marks(store)[0]).toEqual(['a.jpg removable', 'old/a.jpg kept']);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
    expect(store.toggle(idOf(store, 'a.jpg'))).toBe(true);
    expect(store.toggle(idOf(store, 'old/a.jpg'))).toBe(false);
  });

  it('treats all hard links of a file as one', async () => {
    const store = await storeWith([group(file('/a.jpg'), file('/l1.jpg', { link: '1:2', otherNames: ['/safe/l2.jpg'] }))], 'similar');
    expect(store.view()?.removable).toEqual({ files: 1, bytes: 100 });
    expect(store.page(all).lines[0]?.files[1]?.otherNames).toEqual(['safe/l2.jpg']);
    store.choose({ protectedFolders: ['/safe'] });
    await store.mark();
    expect(marks(store)[0]).toEqual(['a.jpg kept', 'l1.jpg alsoKept']);
  });

  it('keeps manual marks when the groups are computed again', async () => {
    const store = await storeWith(two);
    store.toggle(idOf(store, 'x/b.jpg'));
    await store.setGroups([two[1] as FileGroup]);
    expect(marks(store)).toEqual([['b.jpg kept', 'x/b.jpg alsoKept', 'y/b.jpg removable']]);
  });

  it('does not reuse ids when the groups are computed again', async () => {
    const store = await storeWith(two);
    const id = idOf(store, 'old/a.jpg');
    await store.setGroups([two[1] as FileGroup]);
    expect(store.toggle(id)).toBe(false);
    expect(store.pathOf(id)).toBeUndefined();
  });

  it('removes moved files and groups of one file, and says why other files were not moved', async () => {
    const store = await storeWith(two);
    await store.setMoved(new Set(['/old/a.jpg', '/x/b.jpg']), new Map([['/y/b.jpg', 'In use.']]));
    expect(marks(store)).toEqual([['b.jpg kept', 'y/b.jpg removable']]);
    expect(store.page(all).lines[0]?.files[1]?.error).toBe('In use.');
    expect(store.view()).toMatchObject({ groups: 1, files: 2 });
  });

  it('lays out groups in lines, and returns only the lines of the window', async () => {
    const large = group(...Array.from({ length: 10 }, (_, index) => file(`/l/${index}.jpg`)));
    const store = await storeWith([two[0] as FileGroup, large, two[1] as FileGroup]);
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

  it('lists the images of a window, and shows their thumbnails when they arrive', async () => {
    const store = await storeWith([group(file('/a.txt'), file('/b.jpg'))]);
    expect(store.imagesIn(all)).toEqual(['/b.jpg']);
    store.setThumbnail('/b.jpg', { path: '/thumbs/1.webp', width: 40, height: 30 });
    expect(store.page(all).lines[0]?.files[1]).toMatchObject({ image: '/thumbs/1.webp', size: { width: 40, height: 30 } });
    store.setThumbnail('/b.jpg', undefined);
    expect(store.page(all).lines[0]?.files[1]?.image).toBeUndefined();
  });

  it('prepares only the files of the window, whatever the number of groups', { timeout: 30_000 }, async () => {
    const prepared: string[] = [];
    const displayPath = (path: string) => {
      prepared.push(path);
      return path;
    };
    const choices = { rule: 'shortestPath', protectedFolders: [], threshold: 8, turned: false } as const;
    const store = new GroupStore({ displayPath, hasThumbnail: () => true }, choices);
    store.open({ likeness: 'bytes', empty: 0, failed: 0 });
    await store.setGroups(Array.from({ length: 50_000 }, (_, index) => group(file(`/p/${index}.jpg`), file(`/q/${index}.jpg`))));
    const page = store.page({ from: 30_000, count: 20, columns: 4 });
    expect([page.total, page.lines.length, prepared.length]).toEqual([50_000, 20, 40]);
    store.toggle(page.lines[0]?.files[1]?.id as number);
    expect(store.view()?.removable.files).toBe(49_999);
  });

  it('removes everything when another run starts', async () => {
    const store = await storeWith(two);
    store.clear();
    expect(store.view()).toBeNull();
    expect(store.page(all).total).toBe(0);
  });
});
