import type { Digests } from '../checksums/digestAlgorithms';
import type { OutcomeStatus } from '../run/run';
import type { RunKind, RunPhase } from '../run/runPhase';
import type { ShownUnwritten } from '../run/unwrittenOutputs';
import type { PixelSize } from '../values/pixelSize';
import type { GroupPage, GroupsHost, GroupsView } from './groupsProtocol';

/** Every message between the panel's page and the extension, both directions. The part about groups is in groupsProtocol.ts. */

/**
 * How a file ended, in the order in which the filters are offered. Two statuses exist only when a checksum file is verified:
 * `missing` (listed, but does not exist) and `extra` (exists, but is not listed).
 */
export const endStatuses = ['done', 'kept', 'skipped', 'failed', 'missing', 'extra', 'canceled'] as const satisfies readonly (
  | OutcomeStatus
  | 'missing'
  | 'extra'
)[];
export type EndStatus = (typeof endStatuses)[number];

/** The status of a row: how the file ended, or that it has not yet. */
export type RowStatus = EndStatus | 'planned' | 'queued' | 'working';
export const rowFilters = ['all', ...endStatuses] as const;
export type RowFilter = (typeof rowFilters)[number];

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
  /** Whether Undo Last Run applies to this run. */
  readonly undoable: boolean;
}

export interface Totals extends Readonly<Record<EndStatus, number>> {
  readonly files: number;
  /** Total size of the sources that are done, and of their outputs. For a run without outputs: bytes read, and 0. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Files that were not read, since their digests were in the cache. */
  readonly known: number;
  /** Share of the estimated work that is done, 0 to 1. */
  readonly progress: number;
  readonly filesPerSecond: number;
  /** Estimated seconds to the end; undefined while unknown. */
  readonly secondsLeft?: number;
  readonly elapsedSeconds: number;
  /** Number of mislabeled files that can be renamed. */
  readonly mislabeled: number;
}

export interface WorkerView {
  readonly worker: number;
  /** Name of its current file; undefined when idle. */
  readonly file?: string;
  /** Number of files done. */
  readonly files: number;
  /** Share of the run's time that it was busy, 0 to 1. */
  readonly busy: number;
}

export interface Row {
  readonly id: number;
  /** Display path: relative to the workspace folder, with `/`. */
  readonly path: string;
  readonly status: RowStatus;
  readonly message?: string;
  readonly notes?: readonly string[];
  /** Undefined for a missing or an unlisted file. */
  readonly bytesBefore?: number;
  readonly bytesAfter?: number;
  readonly sizeBefore?: PixelSize;
  readonly sizeAfter?: PixelSize;
  /** Of a file that was hashed. */
  readonly digests?: Digests;
  /** The right name of a mislabeled file. */
  readonly renameTo?: string;
  /** Names of the outputs, for Open and Reveal. */
  readonly outputs: readonly string[];
  /** Names of the planned outputs, while a plan is shown. */
  readonly targets?: readonly string[];
  /** Names of the outputs that were not written, or while a plan is shown, that cannot be, and why. */
  readonly unwritten?: readonly ShownUnwritten[];
}

/** Preview of a choice: an image before and after as URLs that the page may load, or why there is none, as a sentence. */
export type PreviewView = {
  /** What the preview shows, such as `sepia 50`. */
  readonly title: string;
  readonly file: string;
} & ({ readonly before: string; readonly after: string } | { readonly message: string });

/** The part of the table that the page shows. */
export interface RowWindow {
  readonly filter: RowFilter;
  readonly from: number;
  readonly count: number;
}

export interface RowPage extends RowWindow {
  /** Number of rows that match the filter. */
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
  /** Null while no filter is being chosen. */
  readonly preview: PreviewView | null;
  /** Groups of duplicates or similar images; null unless the run is a search that has ended. */
  readonly groups: GroupsView | null;
  readonly groupPage: GroupPage;
}

/** The parts of the state that changed. */
export type PanelDelta = Partial<PanelState>;

/** Functions of the extension, called by the page. */
export interface PanelHost extends GroupsHost {
  /** The whole state. Called by the page when it starts. */
  ready(window: RowWindow): PanelState;
  /** Sets which rows the page shows. Returns them, and sends an update when they change. */
  watch(window: RowWindow): RowPage;
  /** Lets the files in progress end and starts no others. */
  pause(): void;
  resume(): void;
  cancel(): void;
  /** Cancels one file of a run that has not ended. */
  cancelFile(id: number): void;
  undo(): void;
  /** Opens an output (or, without an index, the source) in the editor. */
  open(id: number, output?: number): void;
  /** Shows an output (or, without an index, the source) in the Explorer. */
  reveal(id: number, output?: number): void;
  /** Copies the digests of one file, or of all files as a checksum file. */
  copyDigests(id?: number): void;
  saveChecksums(): void;
  /** Renames one mislabeled file, or all of them. */
  rename(id?: number): void;
  showLog(): void;
  /** Runs the plan that is shown. */
  runPlanned(): void;
  /** Starts Resize Images... from an empty panel. */
  resize(): void;
}

/** Functions of the page, called by the extension. */
export interface PanelPage {
  update(delta: PanelDelta): void;
  /** Sets the filter of the table. */
  show(filter: RowFilter): void;
}

/** Events, which get no reply. */
export const panelPageEventNames = ['update', 'show'] as const;
