import type { GroupFile, GroupLine, GroupPage, GroupsView, GroupWindow } from '../../src/shared/protocol/groupsProtocol';
import type { RunView } from '../../src/shared/protocol/panelProtocol';
import { aRun, FakeHost, someTotals } from './fakeHost';

/** Searches for files that go together, as the page sees them. */

export const searchRun: RunView = {
  ...aRun,
  kind: 'duplicates',
  phase: 'finished',
  title: 'Find Duplicates: Similar Images',
  destination: 'photos',
};

export const someGroups: GroupsView = {
  likeness: 'similar',
  groups: 4000,
  files: 12_000,
  going: { files: 8000, bytes: 33_600_000_000 },
  rule: 'mostPixels',
  protectedFolders: ['photos/best of'],
  similarity: { threshold: 8, turned: false },
  busy: false,
  empty: 2,
  failed: 3,
};

/** Of three files in a group the first is kept. */
export function groupFile(id: number, change: Partial<GroupFile> = {}): GroupFile {
  const place = id % 3;
  return {
    id,
    path: `photos/${['best of', 'old', 'from the phone'][place]}/IMG_${String(id).padStart(5, '0')}.jpg`,
    bytes: 4_210_000 - place * 900_000,
    mtimeMs: Date.UTC(2024, 4, 17, 12, 30),
    size: { width: 4000 - place * 800, height: 3000 - place * 600 },
    otherNames: place === 2 ? ['photos/linked.jpg'] : [],
    mark: place === 0 ? 'kept' : 'goes',
    imaged: true,
    ...(place === 0 ? { reason: 'protected' as const } : { distance: place * 3 }),
    ...(id % 5 < 3 && { image: 'icon.svg' }),
    ...change,
  };
}

const size = 3;

/** Groups of three files, made when they are asked for. */
export function groupLines(groups: number, change: (file: GroupFile) => GroupFile = (file) => file) {
  return ({ from, count, columns }: GroupWindow): GroupPage => {
    const perGroup = Math.ceil(size / columns);
    const total = groups * perGroup;
    const lines = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, at): GroupLine => {
      const group = Math.floor((from + at) / perGroup);
      const first = ((from + at) % perGroup) * columns;
      const places = Array.from({ length: Math.min(columns, size - first) }, (_each, place) => first + place);
      return { group, size, first, goingBytes: 5_700_000, files: places.map((place) => change(groupFile(group * size + place))) };
    });
    return { from, count, columns, total, lines };
  };
}

/** A search that has ended, with its groups. */
export function searchHost(change: Partial<GroupsView> = {}, lines = groupLines(change.groups ?? someGroups.groups)): FakeHost {
  const totals = { ...someTotals, files: 5, done: 0, kept: 0, skipped: 2, failed: 3, progress: 1 };
  const host = new FakeHost({
    run: searchRun,
    totals,
    workers: [],
    groups: { ...someGroups, ...change },
    groupPage: lines({ from: 0, count: 0, columns: 1 }),
  });
  host.groupLines = lines;
  return host;
}
