import type { Digests } from '../checksums/digestAlgorithms';
import type { RunKind, RunPhase } from '../run/runPhase';
import type { ShownUnwritten } from '../run/unwrittenOutputs';
import type { PixelSize } from '../values/pixelSize';
import type { ComparisonHost, ComparisonView } from './comparisonProtocol';
import type { GroupPage, GroupsHost, GroupsView } from './groupsProtocol';
import type { ThroughputView, TimingView } from './insightsProtocol';
import type { MeasurementHost, MeasurementView } from './measurementProtocol';
import type { EndStatus, Facets, FailureAction, RowAction, RowQuery, RowStatus, RunAction, SelectionView, SelectMode } from './rowQuery';
import type { TuningHost, TuningView } from './tuningProtocol';

/** Every message between the panel's page and the extension, both directions. A part that is large has a file of its own: `groupsProtocol.ts`, `rowQuery.ts`, ... */

export interface RunView {
  readonly id: string;
  readonly kind: RunKind;
  readonly phase: RunPhase;
  /** What the run does, such as `Resize to 640 px`. */
  readonly title: string;
  /** Where the outputs are written, as a phrase; for a run without outputs, what it reads. */
  readonly destination: string;
  /** Why the run stopped, or another remark, as a sentence. */
  readonly message?: string;
  /** Whether the run has something that can be undone. */
  readonly undoable: boolean;
  /** Whether the run ended before all of its files were processed, and can go on with the others. */
  readonly resumable?: boolean;
  /** Whether the run waits for somebody; `message` says for whom. */
  readonly waiting?: boolean;
  /** Whether a search has to be repeated, since its files were moved back. */
  readonly outdated?: boolean;
  /** Whether the run is on record with what the user asked for, so that it can be repeated. */
  readonly repeatable?: boolean;
  /** Longest time that one file may take, in seconds, if there is such a limit. */
  readonly fileSeconds?: number;
}

export interface Totals extends Readonly<Record<EndStatus, number>> {
  readonly files: number;
  /** Total size of the sources that are done, and of their outputs. For a run without outputs: bytes read, and 0. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Number of outputs. */
  readonly outputs: number;
  /** Whether some files have several outputs, so that comparing both sizes means nothing. */
  readonly several: boolean;
  /** Files that were not read, since their digests were in the cache. */
  readonly known: number;
  /** Share of the estimated work that is done, 0 to 1. */
  readonly progress: number;
  readonly filesPerSecond: number;
  /** Estimated seconds to the end; undefined while unknown. */
  readonly secondsLeft?: number;
  /** Undefined for a run that was interrupted, of which nobody knows when. */
  readonly elapsedSeconds?: number;
  /** Number of mislabeled files that can be renamed. */
  readonly mislabeled: number;
}

export interface WorkerView {
  readonly worker: number;
  /** The name of the computer, where the worker is one that works on the run. */
  readonly name?: string;
  /** Name of its current file; undefined when idle. */
  readonly file?: string;
  /** Id of the row of that file. */
  readonly row?: number;
  /** Since when it has been on that file, in seconds of the run's clock. */
  readonly since?: number;
  /** Number of files done. */
  readonly files: number;
  /** Share of the run's time that it was busy, 0 to 1. */
  readonly busy: number;
}

/** An output of a file. */
export interface RowOutput {
  /** Display path. */
  readonly path: string;
  readonly bytes: number;
  /** Undefined for an SVG without a size. */
  readonly size?: PixelSize;
}

export interface Row {
  readonly id: number;
  readonly selected?: true;
  /** Display path: relative to the workspace folder, with `/`. */
  readonly path: string;
  readonly status: RowStatus;
  readonly message?: string;
  readonly notes?: readonly string[];
  /** Undefined for a missing or an unlisted file. */
  readonly bytesBefore?: number;
  readonly sizeBefore?: PixelSize;
  /** Of a file that was hashed. */
  readonly digests?: Digests;
  /** The right name of a mislabeled file. */
  readonly renameTo?: string;
  readonly outputs: readonly RowOutput[];
  /** URL of a thumbnail, once there is one. */
  readonly image?: string;
  /** URIs of its files, as the window knows them, to drag them out: its outputs, or its source. Absent if it has none. */
  readonly uris?: readonly string[];
  /** Names of the planned outputs, while a plan is shown. */
  readonly targets?: readonly string[];
  /** Names of the outputs that were not written, or while a plan is shown, that cannot be, and why. */
  readonly unwritten?: readonly ShownUnwritten[];
}

/** The part of the table that the page shows. */
export interface RowWindow {
  readonly query: RowQuery;
  readonly from: number;
  readonly count: number;
}

export interface RowPage extends RowWindow {
  /** Number of rows that match the query. */
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Everything the page shows. Its size does not depend on the number of files. */
export interface PanelState {
  /** Undefined before the first run. */
  readonly run?: RunView;
  readonly totals?: Totals;
  readonly workers: readonly WorkerView[];
  readonly page: RowPage;
  readonly facets: Facets;
  readonly selection: SelectionView;
  /** Null while no file is compared. */
  readonly comparison: ComparisonView | null;
  /** Null while no measurement of workers is shown. */
  readonly measurement: MeasurementView | null;
  /** Null as long as no file has ended. */
  readonly throughput: ThroughputView | null;
  /** Null until a run that processes images is over. */
  readonly timing: TimingView | null;
  /** Null while no command is tuned. */
  readonly tuning: TuningView | null;
  /** Groups of duplicates or similar images; null unless the run is a search that has ended. */
  readonly groups: GroupsView | null;
  readonly groupPage: GroupPage;
}

/** The parts of the state that changed. */
export type PanelDelta = Partial<PanelState>;

/** Functions of the extension, called by the page. */
export interface PanelHost extends GroupsHost, ComparisonHost, MeasurementHost, TuningHost {
  /** The whole state. Called by the page when it starts. */
  ready(window: RowWindow): PanelState;
  /** Sets which rows the page shows. Returns them, and sends an update when they change. */
  watch(window: RowWindow): RowPage;
  /** Lets the files in progress end and starts no others. */
  pause(): void;
  resume(): void;
  cancel(): void;
  undo(): void;
  /** Selects a row of the query of the window. */
  select(id: number, mode: SelectMode): void;
  /** Selects all rows of the query of the window, or none. */
  selectAll(all: boolean): void;
  /** The position of the next row of the query of the window whose name starts with a text, after a position and around the end; -1 if there is none. */
  find(text: string, after: number): number;
  /**
   * Does something with a row, or with all selected rows if it is one of them.
   * @param output applies to this output of the row; otherwise to its first one, or to its source
   */
  act(action: RowAction, id: number, output?: number): void;
  /** Does something with all files that failed for one reason. @param code a failure code */
  actOnFailures(action: FailureAction, code: string): void;
  /** Does something with the run that is shown. */
  actOnRun(action: RunAction): void;
  /** Copies the digests of all files as a checksum file. */
  copyDigests(): void;
  saveChecksums(): void;
  /** Renames all mislabeled files. */
  rename(): void;
  /** Runs the plan that is shown. */
  runPlanned(): void;
  /** Starts Resize Images... from an empty panel. */
  resize(): void;
}

/** Functions of the page, called by the extension. */
export interface PanelPage {
  update(delta: PanelDelta): void;
  /** Shows the rows of a query, from the top. */
  show(query: RowQuery): void;
}

/** Events, which get no reply. */
export const panelPageEventNames = ['update', 'show'] as const;
