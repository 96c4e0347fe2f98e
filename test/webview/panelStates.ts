import type { Row } from '../../src/shared/protocol/panelProtocol';
import type { TuningView } from '../../src/shared/protocol/tuningProtocol';
import { shownImage, someComparison } from './comparedImages';
import { aRun, doneRow, FakeHost, someTotals } from './fakeHost';
import { searchHost } from './groupRuns';
import { busyHost, measured, measurementHost, measuring, timedHost } from './insightRuns';
import { hashHost, verifyHost } from './inspectionRuns';
import { convertTuning, emptyTuning, filterTuning, resizeTuning } from './tunings';

/** Every state that the panel can be in, for tests of what each of them looks like. */

const rows: readonly Row[] = [
  { ...doneRow(0), selected: true },
  { ...doneRow(1), status: 'failed', outputs: [], message: 'The file is empty (0 bytes).' },
  {
    ...doneRow(2),
    outputs: [320, 640].map((width) => ({ path: `out/b-${width}.webp`, bytes: 5_000_000, size: { width, height: width } })),
  },
  { ...doneRow(3), outputs: [{ path: 'out/c.webp', bytes: 5_000_000 }], notes: ['The print resolution was dropped.'] },
  { ...doneRow(4), status: 'kept', outputs: [], message: 'The source was kept.' },
  { ...doneRow(5), status: 'working', outputs: [] },
];
const source = {
  // Each row is checked, and the rows below are like the first ones.
  total: () => rows.length,
  row: (_: unknown, index: number) => ({ ...(rows[index] ?? doneRow(index)), id: index, image: '/icon.svg' }),
};
const facets = {
  formats: [
    { value: 'jpg', count: 812 },
    { value: 'png', count: 188 },
  ],
  folders: [],
  failures: [{ code: 'empty', count: 5, example: 'The file is empty (0 bytes).', uniform: true }],
};
const workers = [{ worker: 0, file: 'IMG_000007.jpg', files: 211, busy: 0.93 }];
const shown = { totals: someTotals, workers, facets, selection: { count: 2, bytes: 8_000_000 } };
export const phases = ['planning', 'planned', 'running', 'paused', 'finished', 'canceled', 'interrupted'] as const;
export const runViewIn = (phase: (typeof phases)[number]) => ({ ...aRun, phase, undoable: phase === 'finished', repeatable: true });
export const runIn = (phase: (typeof phases)[number]) => new FakeHost({ ...shown, run: runViewIn(phase) }, source);

/** A comparison in front of a finished run. */
export const comparedHost = () => {
  const image = shownImage('', { url: '/icon.svg' });
  const comparison = { ...someComparison, result: { before: image, after: image, difference: image.url, similarity: 0.97 } };
  return new FakeHost({ ...shown, run: { ...aRun, phase: 'finished' }, comparison }, source);
};

/** With images that the page of this test can load. */
export const withIcons = (tuning: TuningView): TuningView =>
  JSON.parse(JSON.stringify(tuning).replaceAll(/compared\/([^"]*)/g, '/icon.svg#$1'));

/** Shows so many rows of a run that each kind of them is among them: axe takes its time for every one, and the others are like them. */
function withFewRows(host: FakeHost): FakeHost {
  const page = host.page.bind(host);
  host.page = (window) => {
    const { total, rows: all, ...rest } = page(window);
    return { ...rest, total: Math.min(total, rows.length), rows: all.slice(0, Math.max(0, rows.length - window.from)) };
  };
  return host;
}

/** Every state that the panel can be in, besides the phases of a run. */
export const states: Readonly<Record<string, () => FakeHost>> = {
  'no run': () => new FakeHost({ workers: [] }),
  'a run with its speed and slow files': () => withFewRows(busyHost()),
  'a run that tells where its time went': () => withFewRows(timedHost()),
  'a measurement of workers': () => withFewRows(measurementHost(measuring)),
  'workers that were measured': () => withFewRows(measurementHost(measured)),
  'a comparison': () => comparedHost(),
  'a run that hashes': () => withFewRows(hashHost()),
  'a verified list': () => withFewRows(verifyHost()),
  'groups of duplicates': () => searchHost(),
  'a conversion that is tuned': () => new FakeHost({ workers: [], tuning: withIcons(convertTuning) }),
  'a size that is tuned': () => new FakeHost({ workers: [], tuning: withIcons(resizeTuning) }),
  'a filter that is tuned': () => new FakeHost({ workers: [], tuning: withIcons(filterTuning) }),
  'a selection without images': () => new FakeHost({ workers: [], tuning: emptyTuning }),
};
