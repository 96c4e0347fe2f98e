import { RunStore } from '../../../src/extension/state/runStore';
import { everyRow, type RowQuery } from '../../../src/shared/protocol/rowQuery';
import { compare } from '../report';
import { inTurns } from '../rounds';
import type { Part } from './part';

/** How long the extension takes to sort and filter 100,000 rows, whose files are done. */

const rowCount = 100_000;
/** The rows that a page asks for. */
const shownRows = 60;

/** What the user may ask for. The first one takes the rows as they are. */
const queries: Readonly<Record<string, Partial<RowQuery>>> = {
  'all rows': {},
  'by path, backwards': { descending: true },
  'by size': { sort: 'size' },
  'by change': { sort: 'saving', descending: true },
  'by status': { sort: 'status' },
  'two words of text': { text: 'set-07 99' },
  'a folder, by size': { folder: 'images/set-007', sort: 'size' },
  'a format, by change': { format: 'jpg', sort: 'saving' },
};

const sourceOf = (id: number) => `/project/images/set-${String(id % 500).padStart(3, '0')}/photo-${String(id).padStart(6, '0')}.jpg`;

/** A finished run. Sizes are in no order. */
function finishedRun(): RunStore {
  const store = new RunStore({ hasThumbnail: () => false, displayPath: (path) => path.slice('/project/'.length), now: () => 0 });
  store.start({ id: 'bench', kind: 'process', title: 'Resize to 640 px', destination: 'Beside the originals' });
  const before = (id: number) => ({ bytes: 1_000_000 + ((id * 7919) % 999_983), width: 4000, height: 3000 });
  store.setRows(Array.from({ length: rowCount }, (_, id) => ({ id, source: sourceOf(id), ...before(id), cost: 12, targets: [] })));
  const output = (id: number) => ({
    target: `${sourceOf(id)}.webp`,
    bytes: (id * 104_729) % 1_000_003,
    width: 640,
    height: 480,
    format: 'webp' as const,
  });
  store.addOutcomes(
    Array.from({ length: rowCount }, (_, id) => ({
      ...{ id, source: sourceOf(id), before: before(id), outputs: [output(id)] },
      ...{ status: 'done' as const, ms: 1, worker: 0 },
    })),
  );
  store.setPhase('finished');
  return store;
}

export const rowQueries: Part = async ({ rounds }) => {
  const store = finishedRun();
  const contestants = Object.entries(queries).map(([name, change]) => ({
    name,
    files: rowCount,
    async run() {
      // Another query in between, so that nothing is kept.
      store.page({ query: { ...everyRow, text: 'nothing like it' }, from: 0, count: 1 });
      const started = performance.now();
      store.page({ query: { ...everyRow, ...change }, from: 0, count: shownRows });
      return { seconds: (performance.now() - started) / 1000 };
    },
  }));
  return [compare('The first rows of a query, of 100,000', await inTurns(contestants, rounds))];
};
