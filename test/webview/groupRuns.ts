import type { GroupFile, GroupLine, GroupPage, GroupsView, GroupWindow } from '../../src/shared/protocol/groupsProtocol';
import type { RunView } from '../../src/shared/protocol/panelProtocol';
import { aRun, FakeHost, someTotals } from './fakeHost';

/** Searches for duplicates, as the page sees them. */

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
  removable: { files: 8000, bytes: 33_600_000_000 },
  rule: 'mostPixels',
  protectedFolders: ['photos/best of'],
  similarity: { threshold: 8, turned: false },
  busy: false,
  empty: 2,
  failed: 3,
};

/** A file of a group of three; the first one is kept. */
export function groupFile(id: number, change: Partial<GroupFile> = {}): GroupFile {
  const position = id % 3;
  return {
    id,
    path: `photos/${['best of', 'old', 'from the phone'][position]}/IMG_${String(id).padStart(5, '0')}.jpg`,
    bytes: 4_210_000 - position * 900_000,
    mtimeMs: Date.UTC(2024, 4, 17, 12, 30),
    size: { width: 4000 - position * 800, height: 3000 - position * 600 },
    otherNames: position === 2 ? ['photos/linked.jpg'] : [],
    mark: position === 0 ? 'kept' : 'removable',
    imaged: true,
    ...(position === 0 ? { reason: 'protected' as const } : { distance: position * 3 }),
    ...(id % 5 < 3 && { image: 'icon.svg' }),
    ...change,
  };
}

const size = 3;

/** Groups of three files, created on request. */
export function groupLines(groups: number, change: (file: GroupFile) => GroupFile = (file) => file) {
  return ({ from, count, columns }: GroupWindow): GroupPage => {
    const perGroup = Math.ceil(size / columns);
    const total = groups * perGroup;
    const lines = Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, at): GroupLine => {
      const group = Math.floor((from + at) / perGroup);
      const first = ((from + at) % perGroup) * columns;
      const positions = Array.from({ length: Math.min(columns, size - first) }, (_each, offset) => first + offset);
      return {
        group,
        size,
        first,
        removableBytes: 5_700_000,
        files: positions.map((position) => change(groupFile(group * size + position))),
      };
    });
    return { from, count, columns, total, lines };
  };
}

/** A finished search with its groups. */
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
