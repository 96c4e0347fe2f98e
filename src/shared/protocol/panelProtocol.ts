import type { Digests } from '../checksums/digestAlgorithms';
import type { OutcomeStatus } from '../run/run';
import type { RunKind, RunPhase } from '../run/runPhase';
import type { PixelSize } from '../values/pixelSize';
import type { GroupPage, GroupsHost, GroupsView } from './groupsProtocol';

/** Every message between the panel's page and the extension, both directions. */

/**
 * How a file ended, in the order in which statuses are offered. Two outcomes of a verified list have names of their own.
 * `missing`: listed but not there; `extra`: there but not listed.
 */
export const endStatuses = ['done', 'kept', 'skipped', 'failed', 'missing', 'extra', 'canceled'] as const satisfies readonly (
  | OutcomeStatus
  | 'missing'
  | 'extra'
)[];
export type EndStatus = (typeof endStatuses)[number];

/** How a row stands: how it ended, or not there yet. */
export type RowStatus = EndStatus | 'planned' | 'queued' | 'working';
export type RowFilter = 'all' | EndStatus;

export interface RunView {
  readonly id: string;
  readonly kind: RunKind;
  readonly phase: RunPhase;
  /** What is done, such as `Resize to 640 px`. */
  readonly title: string;
  /** Where the results go, as a phrase; of a run that writes none, what is read. */
  readonly destination: string;
  /** Why the run stopped, or another thing to know, as a sentence. */
  readonly message?: string;
  /** Whether Undo Last Run has something to give back. */
  readonly undoable: boolean;
}

export interface Totals extends Readonly<Record<EndStatus, number>> {
  readonly files: number;
  /** Bytes of the sources that are done, and of what was made from them. Of a run that only reads: of what was read, and 0. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Files that were not read, since their digests were known from before. */
  readonly known: number;
  /** Share of the estimated work that has ended, 0 to 1. */
  readonly progress: number;
  readonly filesPerSecond: number;
  /** Estimated seconds to the end; undefined while nothing is known. */
  readonly secondsLeft?: number;
  readonly elapsedSeconds: number;
  /** Mislabeled files that a new name would make right. */
  readonly mislabeled: number;
}

export interface WorkerView {
  readonly worker: number;
  /** Name of the file it is on, or undefined when idle. */
  readonly file?: string;
  readonly files: number;
  /** Share of the run's time that it was busy, 0 to 1. */
  readonly busy: number;
}

export interface Row {
  readonly id: number;
  /** Path as shown: relative to its workspace folder, with `/`. */
  readonly path: string;
  readonly status: RowStatus;
  readonly message?: string;
  readonly notes?: readonly string[];
  /** Undefined of a file that nobody looked at: one that is missing, or that a list does not name. */
  readonly bytesBefore?: number;
  readonly bytesAfter?: number;
  readonly sizeBefore?: PixelSize;
  readonly sizeAfter?: PixelSize;
  /** Of a file that was read. */
  readonly digests?: Digests;
  /** Name under which a mislabeled file would be right. */
  readonly renameTo?: string;
  /** Names of the files made, for Open and Reveal. */
  readonly outputs: readonly string[];
  /** Names of the files that would be made, of a plan that is looked at. */
  readonly targets?: readonly string[];
}

/** An image before and after what is being chosen, as addresses that the page can show; or why there is none, as a sentence. */
export type PreviewView = {
  /** What is tried, such as `sepia 50`. */
  readonly title: string;
  readonly file: string;
} & ({ readonly before: string; readonly after: string } | { readonly message: string });

/** The part of the table that the page shows, and the rows in it. */
export interface RowWindow {
  readonly filter: RowFilter;
  readonly from: number;
  readonly count: number;
}

export interface RowPage extends RowWindow {
  /** Rows that match the filter, in all. */
  readonly total: number;
  readonly rows: readonly Row[];
}

/** All that the page shows; a delta holds the parts that changed. Small whatever the number of files. */
export interface PanelState {
  /** Undefined when there was no run yet. */
  readonly run?: RunView;
  readonly totals?: Totals;
  readonly workers: readonly WorkerView[];
  readonly page: RowPage;
  /** Null when nothing is being chosen. */
  readonly preview: PreviewView | null;
  /** Files that go together; null when the run is no search for them that has ended. */
  readonly groups: GroupsView | null;
  readonly groupPage: GroupPage;
}

export type PanelDelta = Partial<PanelState>;

/** Functions of the extension, called by the page. */
export interface PanelHost extends GroupsHost {
  /** The whole state; the page pulls it when it starts. */
  ready(window: RowWindow): PanelState;
  /** Says which rows the page shows; they come back, and again when they change. */
  watch(window: RowWindow): RowPage;
  cancel(): void;
  undo(): void;
  /** Opens an output (or, without an index, the source) in the editor. */
  open(id: number, output?: number): void;
  /** Shows an output (or, without an index, the source) in the Explorer. */
  reveal(id: number, output?: number): void;
  /** Copies the digests of one file, or of all as the lines of a checksum file. */
  copyDigests(id?: number): void;
  saveChecksums(): void;
  /** Gives a mislabeled file the name that is right, or all of them. */
  rename(id?: number): void;
  showLog(): void;
  /** Carries out the plan that is shown. */
  runPlanned(): void;
  /** Starts Resize Images... from an empty panel. */
  resize(): void;
}

/** Functions of the page, called by the extension. */
export interface PanelPage {
  update(delta: PanelDelta): void;
  /** Shows the rows of one status. */
  show(filter: RowFilter): void;
}

export const panelPageEventNames = ['update', 'show'] as const;
