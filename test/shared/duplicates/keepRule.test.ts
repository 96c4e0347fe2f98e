import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byPreference, chooseKept, type KeepCandidate, type KeepOptions, keepRules } from '../../../src/shared/duplicates/keepRule';

const file = (path: string, rest: Partial<KeepCandidate> = {}): KeepCandidate => ({ path, bytes: 100, mtimeMs: 1000, ...rest });
const paths = (files: readonly KeepCandidate[]) => files.map(({ path }) => path);

describe('rules', () => {
  const group = [
    file('/photos/old/a.jpg', { bytes: 900, mtimeMs: 1, width: 100, height: 100 }),
    file('/photos/b.jpg', { bytes: 300, mtimeMs: 5, width: 200, height: 300 }),
    file('/photos/album/c.jpg', { bytes: 400, mtimeMs: 9, width: 300, height: 200 }),
    file('/d.jpg', { bytes: 999, mtimeMs: 7 }),
  ];

  test.each([
    ['mostPixels', '/photos/album/c.jpg'],
    ['oldest', '/photos/old/a.jpg'],
    ['newest', '/photos/album/c.jpg'],
    ['shortestPath', '/d.jpg'],
    ['preferredFolder', '/photos/old/a.jpg'],
  ] as const)('%s keeps %s', (rule, kept) => {
    const choice = chooseKept(group, rule, { preferredFolder: '/photos/old' });
    expect(choice.kept.path).toBe(kept);
    expect(choice.alsoKept).toEqual([]);
    expect(paths(choice.removable)).toEqual(paths(group).filter((path) => path !== kept));
    expect(choice.freedBytes).toBe(2599 - choice.kept.bytes);
  });

  test('ties are decided by pixels, bytes, the length of the path and the order of the paths', () => {
    const alike = { mtimeMs: 3 };
    const order = [
      file('/x/long name.jpg', { ...alike, width: 9, height: 9, bytes: 1 }),
      file('/x/longer name.jpg', { ...alike, width: 5, height: 5, bytes: 7 }),
      file('/x/a.jpg', { ...alike, width: 5, height: 5, bytes: 6 }),
      file('/x/b.jpg', { ...alike, width: 5, height: 5, bytes: 6 }),
      file('/x/aa.jpg', { ...alike, width: 5, height: 5, bytes: 6 }),
    ];
    for (const rule of ['oldest', 'newest', 'preferredFolder', 'mostPixels'] as const)
      expect(paths(byPreference([...order].reverse(), rule)), rule).toEqual(paths(order));
  });

  test('several files in the preferred folder are ranked by pixels', () => {
    const inside = [file('/best/a.jpg', { width: 1, height: 1 }), file('/best/b/c.jpg', { width: 2, height: 2 })];
    const choice = chooseKept([file('/x.jpg', { width: 9, height: 9 }), ...inside], 'preferredFolder', { preferredFolder: '/best/' });
    expect(choice.kept.path).toBe('/best/b/c.jpg');
  });
});

describe('protected folders', () => {
  const small = file('/safe/small.jpg', { width: 10, height: 10 });
  const large = file('/large.jpg', { width: 99, height: 99 });
  const other = file('/other.jpg', { width: 20, height: 20 });
  const options = { protectedFolders: ['/safe'] };

  test('the best of similar images is kept besides the protected ones', () => {
    const choice = chooseKept([small, large, other], 'mostPixels', options);
    expect(choice).toEqual({ kept: large, alsoKept: [{ file: small, reason: 'protected' }], removable: [other], freedBytes: 100 });
  });

  test('a protected duplicate is chosen before all others', () => {
    const [safe, copy] = [file('/safe/a/b/c.jpg', { mtimeMs: 9 }), file('/c.jpg', { mtimeMs: 1 })];
    const choice = chooseKept([copy, safe], 'oldest', { ...options, sameBytes: true });
    expect(choice).toEqual({ kept: safe, alsoKept: [], removable: [copy], freedBytes: 100 });
  });

  test.each([
    ['/home/me/Safe/a.jpg', '/home/me/safe', true],
    ['C:\\Users\\me\\Safe\\a.jpg', 'c:/users/me/safe/', true],
    ['C:/Users/me/Safe/deep/a.jpg', 'C:\\Users\\me\\Safe', true],
    ['C:\\a.jpg', 'C:\\', true],
    ['\\\\server\\share\\a.jpg', '\\\\SERVER\\share', true],
    ['/Users/me/Cafe\u0301/a.jpg', '/Users/me/Caf\u00e9', true],
    ['/a.jpg', '/', true],
    ['/home/me/safer/a.jpg', '/home/me/safe', false],
    ['/home/me/safe.jpg', '/home/me/safe', false],
    ['D:\\Safe\\a.jpg', 'C:\\Safe', false],
  ])('%s is in %s: %s', (path, folder, isProtected) => {
    const kept = file('/z/kept.jpg', { width: 9, height: 9 });
    const protectedFolders = [folder];
    // `/` protects everything, including the kept file.
    expect(chooseKept([file(path), kept], 'mostPixels', { protectedFolders }).removable).toHaveLength(isProtected ? 0 : 1);
  });
});

describe('hard links', () => {
  const [a, b] = [file('/a.jpg', { link: '1:7' }), file('/b/a.jpg', { link: '1:7' })];

  test('other names of the kept file are kept: they take no space', () => {
    const copy = file('/copy of a.jpg');
    expect(chooseKept([b, a, copy], 'shortestPath')).toEqual({
      kept: a,
      alsoKept: [{ file: b, reason: 'linked' }],
      removable: [copy],
      freedBytes: 100,
    });
  });

  test('all names of another file are removed together, and its bytes count once', () => {
    const best = file('/z.jpg', { width: 5, height: 5 });
    expect(chooseKept([a, best, b], 'mostPixels')).toEqual({ kept: best, alsoKept: [], removable: [a, b], freedBytes: 100 });
  });

  test('a file with a protected name is kept with all of its names', () => {
    const best = file('/z.jpg', { width: 5, height: 5 });
    const { alsoKept, removable } = chooseKept([a, best, b], 'mostPixels', { protectedFolders: ['/b'] });
    expect(alsoKept).toEqual([
      { file: a, reason: 'linked' },
      { file: b, reason: 'protected' },
    ]);
    expect(removable).toEqual([]);
  });

  test('a group with only names of one file has none to remove', () => {
    expect(chooseKept([a, b], 'newest')).toMatchObject({ removable: [], freedBytes: 0 });
  });
});

test('a path that is listed twice is not a duplicate of itself', () => {
  expect(chooseKept([file('/a.jpg'), file('/a.jpg')], 'oldest').removable).toEqual([]);
});

test('an empty group is refused', () => {
  expect(() => chooseKept([], 'oldest')).toThrow(RangeError);
});

describe('for every group', () => {
  const folder = fc.constantFrom('/', '/safe', '/Safe/deep', '/best', '/x', 'C:\\safe', 'c:/best');
  const candidate = fc.record({
    path: fc.tuple(folder, fc.nat({ max: 6 })).map(([place, name]) => `${place}/${name}.jpg`),
    bytes: fc.nat({ max: 5 }),
    mtimeMs: fc.nat({ max: 3 }),
    width: fc.option(fc.nat({ max: 3 }), { nil: 0 }),
    height: fc.nat({ max: 3 }),
    file: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  });
  const group = fc
    .array(candidate, { minLength: 1, maxLength: 12 })
    .map((files) =>
      files.map(({ file: link, ...rest }): KeepCandidate => ({ ...rest, ...(link !== undefined && { link: String(link) }) })),
    );
  const options: fc.Arbitrary<KeepOptions> = fc.record({
    preferredFolder: folder,
    protectedFolders: fc.array(folder, { maxLength: 2 }),
    sameBytes: fc.boolean(),
  });
  const rule = fc.constantFrom(...keepRules);
  const identity = ({ link, path }: KeepCandidate) => link ?? path;
  /** A literal definition to compare with, for a case-insensitive host. */
  const isIn = (path: string, within: string) =>
    path
      .toLowerCase()
      .replaceAll('\\', '/')
      .startsWith(`${within.toLowerCase().replaceAll('\\', '/').replace(/\/$/, '')}/`);

  test('every name is in one list, no file is in two, and the last copy is kept', () => {
    fc.assert(
      fc.property(group, rule, options, (files, each, given) => {
        const { kept, alsoKept, removable, freedBytes } = chooseKept(files, each, given);
        const listed = [kept, ...alsoKept.map(({ file: stay }) => stay), ...removable].map(({ path }) => path);
        expect(listed.sort()).toEqual([...new Set(files.map(({ path }) => path))].sort());
        expect(removable.length).toBeLessThan(files.length);
        const staying = new Set([kept, ...alsoKept.map(({ file: stay }) => stay)].map(identity));
        for (const gone of removable) expect(staying.has(identity(gone))).toBe(false);
        for (const gone of removable) for (const safe of given.protectedFolders ?? []) expect(isIn(gone.path, safe)).toBe(false);
        const counted = new Map([...removable].reverse().map((gone) => [identity(gone), gone.bytes]));
        expect(freedBytes).toBe([...counted.values()].reduce((sum, bytes) => sum + bytes, 0));
      }),
      { numRuns: 2000 },
    );
  });

  test('the order of the group makes no difference', () => {
    const distinct = group.map((files) => [...new Map(files.map((each) => [each.path, each])).values()]);
    fc.assert(
      fc.property(distinct, rule, options, (files, each, given) => {
        const [one, other] = [chooseKept(files, each, given), chooseKept([...files].reverse(), each, given)];
        expect(other.kept).toBe(one.kept);
        expect(new Set(other.removable)).toEqual(new Set(one.removable));
      }),
      { numRuns: 1000 },
    );
  });
});
