import type { GroupPage, GroupWindow } from '../../src/shared/protocol/groupsProtocol';
import type { PanelDelta, PanelHost, PanelState, Row, RowPage, RowWindow, RunView, Totals } from '../../src/shared/protocol/panelProtocol';
import type { Facets, RowFilter, SelectionView } from '../../src/shared/protocol/rowQuery';

export const aRun: RunView = {
  id: 'run-1',
  kind: 'process',
  phase: 'running',
  title: 'Resize to 640 px',
  destination: 'Beside the originals',
  undoable: false,
};

export const someTotals: Totals = {
  files: 1000,
  done: 400,
  undone: 0,
  kept: 20,
  skipped: 10,
  failed: 5,
  missing: 0,
  extra: 0,
  canceled: 0,
  known: 0,
  bytesIn: 4_000_000_000,
  bytesOut: 760_000_000,
  outputs: 400,
  several: false,
  progress: 0.435,
  filesPerSecond: 42.4,
  secondsLeft: 125,
  elapsedSeconds: 95,
  mislabeled: 0,
};

/** Creates rows on request, so that a hundred thousand cost nothing. */
export interface RowSource {
  total(filter: RowFilter): number;
  row(filter: RowFilter, index: number): Row;
}

/** A row of a finished file. */
export function doneRow(id: number): Row {
  return {
    id,
    path: `photos/summer/IMG_${String(id).padStart(6, '0')}.jpg`,
    status: 'done',
    bytesBefore: 4_210_000,
    sizeBefore: { width: 4000, height: 3000 },
    outputs: [{ path: `IMG_${String(id).padStart(6, '0')}-640.jpg`, bytes: 812_000, size: { width: 640, height: 480 } }],
  };
}

/** Rows of finished files; every hundredth failed. */
export function manyRows(total: number): RowSource {
  const failed = (id: number): Row => {
    const { path, bytesBefore = 0 } = doneRow(id);
    return {
      id,
      path,
      status: 'failed',
      bytesBefore,
      outputs: [],
      message: 'The file ends in the middle of the image: it was not copied whole.',
    };
  };
  return {
    total: (filter) => (filter === 'all' ? total : filter === 'failed' ? total / 100 : filter === 'done' ? total - total / 100 : 0),
    row: (filter, index) =>
      filter === 'failed' ? failed(index * 100) : index % 100 === 0 && filter === 'all' ? failed(index) : doneRow(index),
  };
}

/** Parts of the state that most tests do not need. */
type Optional = 'tuning' | 'comparison' | 'measurement' | 'throughput' | 'timing' | 'groups' | 'groupPage' | 'facets' | 'selection';

const noFacets: Facets = { formats: [], folders: [], failures: [] };
const noSelection: SelectionView = { count: 0, bytes: 0 };
const noGroups: GroupPage = { from: 0, count: 0, columns: 1, total: 0, lines: [] };

const emptyParts = {
  ...{ tuning: null, comparison: null, measurement: null, throughput: null, timing: null, groups: null },
  ...{ groupPage: noGroups, facets: noFacets, selection: noSelection },
};

/** A stand-in for the extension that records the calls of the page. */
export class FakeHost {
  readonly windows: RowWindow[] = [];
  readonly groupWindows: GroupWindow[] = [];
  /** Arguments of the calls that select rows. */
  readonly selections: (readonly unknown[])[] = [];
  readonly calls: (readonly [name: string, ...args: unknown[]])[] = [];
  /** The position that `find` answers. */
  found = -1;
  /** Sends a delta to the page; set when the page opens. */
  send: (delta: PanelDelta) => void = () => {};

  /** The functions that the page can call. Arrow functions, because the RPC library sets `this`. */
  readonly functions: PanelHost = {
    ready: (window) => ({ ...emptyParts, ...this.state, page: this.watch(window) }),
    watch: (window) => this.watch(window),
    pause: () => this.record('pause'),
    resume: () => this.record('resume'),
    cancel: () => this.record('cancel'),
    undo: () => this.record('undo'),
    select: (...args) => void this.selections.push(args),
    selectAll: (...args) => void this.selections.push(args),
    find: (...args) => {
      this.record('find', ...args);
      return this.found;
    },
    act: (...args) => this.record('act', ...args),
    actOnFailures: (...args) => this.record('actOnFailures', ...args),
    actOnRun: (...args) => this.record('actOnRun', ...args),
    compareFile: (...args) => this.record('compareFile', ...args),
    compare: (...args) => this.record('compare', ...args),
    closeComparison: () => this.record('closeComparison'),
    keepOriginal: () => this.record('keepOriginal'),
    useWorkers: (...args) => this.record('useWorkers', ...args),
    closeMeasurement: () => this.record('closeMeasurement'),
    tune: (...args) => this.record('tune', ...args),
    tuneImage: (...args) => this.record('tuneImage', ...args),
    tuneDestination: (...args) => this.record('tuneDestination', ...args),
    runTuned: () => this.record('runTuned'),
    saveTuned: () => this.record('saveTuned'),
    closeTuning: () => this.record('closeTuning'),
    copyDigests: () => this.record('copyDigests'),
    saveChecksums: () => this.record('saveChecksums'),
    rename: () => this.record('rename'),
    watchGroups: (window) => this.watchGroups(window),
    toggleFile: (...args) => this.record('toggleFile', ...args),
    openFile: (...args) => this.record('openFile', ...args),
    revealFile: (...args) => this.record('revealFile', ...args),
    setKeepRule: (...args) => this.record('setKeepRule', ...args),
    addProtectedFolder: () => this.record('addProtectedFolder'),
    removeProtectedFolder: (...args) => this.record('removeProtectedFolder', ...args),
    setThreshold: (...args) => this.record('setThreshold', ...args),
    setTurned: (...args) => this.record('setTurned', ...args),
    trashFiles: () => this.record('trashFiles'),
    runPlanned: () => this.record('runPlanned'),
    resize: () => this.record('resize'),
  };

  constructor(
    private readonly state: Omit<PanelState, 'page' | Optional> & Partial<Pick<PanelState, Optional>>,
    private readonly rows: RowSource = { total: () => 0, row: (_filter, id) => doneRow(id) },
  ) {}

  /** The rows of a window. */
  page(window: RowWindow): RowPage {
    const total = this.rows.total(window.query.filter);
    const count = Math.max(0, Math.min(window.count, total - window.from));
    const rows = Array.from({ length: count }, (_, index) => this.rows.row(window.query.filter, window.from + index));
    return { ...window, total, rows };
  }

  /** The lines of groups; replaced by tests that show groups. */
  groupLines: (window: GroupWindow) => GroupPage = (window) => ({ ...noGroups, ...window });

  private watchGroups(window: GroupWindow): GroupPage {
    this.groupWindows.push(window);
    return this.groupLines(window);
  }

  private watch(window: RowWindow): RowPage {
    this.windows.push(window);
    return this.page(window);
  }

  private record(name: string, ...args: readonly unknown[]): void {
    this.calls.push([name, ...args]);
  }
}
