import type { PixelSize, Row, RowFilter, RowStatus, RunPhase, RunView, Totals, WorkerView } from '../shared/panelProtocol';
import { formatBytes, formatCount, formatDuration, plural, savedPercent } from '../shared/quantity';

/** Every word of the page, in one place. */

export const statusWords: Readonly<Record<RowStatus, string>> = {
  queued: 'Waiting',
  working: 'Working',
  done: 'Done',
  kept: 'Kept',
  skipped: 'Skipped',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const filterWords: Readonly<Record<RowFilter, string>> = { ...statusWords, all: 'All' };

export const strings = {
  cancel: 'Cancel',
  cancelling: 'Cancelling…',
  undo: 'Undo',
  undoHint: 'Take back what this run wrote and put the originals back',
  showLog: 'Show Log',
  resize: 'Resize Images…',
  emptyTitle: 'No run yet',
  emptyText: 'Right-click pictures or folders in the Explorer and choose Resize Images…, or start here.',
  progress: 'Progress of the run',
  figures: 'Figures of the run',
  workers: 'Workers',
  idle: 'Idle',
  filters: 'Show files by status',
  table: 'Files of the run',
  status: 'Status',
  file: 'File',
  size: 'Size',
  pixels: 'Pixels',
  open: 'Open (Enter)',
  reveal: 'Reveal in Explorer (Shift+Enter)',
  noFiles: 'No files yet',
  noFilesHere: 'No files with this status',
  loading: 'Loading…',
  arrow: '→',
} as const;

export const figureLabels = {
  files: 'Files',
  time: 'Time',
  timeLeft: 'Time left',
  failed: 'Failed',
  leftOut: 'Left out',
  size: 'Size',
  saved: 'Saved',
  larger: 'Larger by',
  speed: 'Speed',
} as const;

/** The page could not get its first state. */
export function connectFault(error: unknown): string {
  return `The panel could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
}

/** Files that have an outcome. */
function endedFiles(totals: Totals): number {
  return totals.done + totals.kept + totals.skipped + totals.failed + totals.cancelled;
}

/** `435 of 1,000`; the number found so far while the run is planned. */
export function filesWords(totals: Totals, phase: RunPhase): string {
  return phase === 'planning' ? `${formatCount(totals.files)} found` : `${formatCount(endedFiles(totals))} of ${formatCount(totals.files)}`;
}

/** Whether nothing more will happen in the run. */
export function isOver(phase: RunPhase): boolean {
  return phase !== 'planning' && phase !== 'running' && phase !== 'cancelling';
}

/** `81% saved`, `12% larger`, `same size`. */
export function changeWords(bytesIn: number, bytesOut: number): string {
  const saved = savedPercent(bytesIn, bytesOut);
  if (saved === 0) return 'same size';
  return saved > 0 ? `${saved}% saved` : `${formatCount(-saved)}% larger`;
}

/** A change as a signed figure for a narrow column: `−81%`, `+12%`, `0%`. */
export function changeFigure(bytesIn: number, bytesOut: number): string {
  const saved = savedPercent(bytesIn, bytesOut);
  return saved === 0 ? '0%' : saved > 0 ? `−${saved}%` : `+${formatCount(-saved)}%`;
}

const phaseWords: Readonly<Record<RunPhase, string>> = {
  planning: 'Looking for files. Nothing is written yet.',
  running: 'Running',
  cancelling: 'Cancelling. Files under way are finished first.',
  finished: 'Finished',
  cancelled: 'Cancelled',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
};

/** What the run is at; once it is over, what became of it. */
export function phaseSentence(run: RunView, totals: Totals | undefined): string {
  const words = phaseWords[run.phase];
  if (!isOver(run.phase) || totals === undefined) return words;
  const counts = `${formatCount(totals.done)} of ${plural(totals.files, 'file')} done in ${formatDuration(totals.elapsedSeconds)}`;
  if (totals.done === 0) return `${words}: ${counts}.`;
  const sizes = `${formatBytes(totals.bytesIn)} became ${formatBytes(totals.bytesOut)}, ${changeWords(totals.bytesIn, totals.bytesOut)}`;
  return `${words}: ${counts}. ${sizes}.`;
}

/** `3 files failed`. */
export function failedWords(failed: number): string {
  return `${plural(failed, 'file')} failed`;
}

/** `42 files/s`, with a decimal while it is slow. */
export function speedWords(filesPerSecond: number): string {
  const figure = filesPerSecond >= 10 ? formatCount(Math.round(filesPerSecond)) : filesPerSecond.toFixed(1);
  return `${figure} files/s`;
}

/** `8 · 93% busy`. */
export function workersWords(workers: readonly WorkerView[]): string {
  const busy = workers.reduce((sum, worker) => sum + worker.busy, 0) / Math.max(1, workers.length);
  return `${workers.length} · ${Math.round(busy * 100)}% busy`;
}

/** A worker in one sentence. */
export function workerWords({ worker, file, files, busy }: WorkerView): string {
  return `Worker ${worker + 1}: ${file ?? strings.idle}, ${plural(files, 'file')}, busy ${Math.round(busy * 100)}% of the time`;
}

/** `4000 × 3000`. */
export function pixelWords({ width, height }: PixelSize): string {
  return `${width} × ${height}`;
}

/** Both sides of a change as one phrase: `4.21 MB → 812 KB`, or the first alone. */
export function fromTo(before: string | undefined, after: string | undefined): string {
  return [before, after].filter((side) => side !== undefined).join(` ${strings.arrow} `);
}

/** Bytes of a row: `4.21 MB → 812 KB, 81% saved`. */
export function bytesWords({ bytesBefore, bytesAfter }: Row): string {
  if (bytesAfter === undefined) return formatBytes(bytesBefore);
  return `${fromTo(formatBytes(bytesBefore), formatBytes(bytesAfter))}, ${changeWords(bytesBefore, bytesAfter)}`;
}

/** Pixels of a row: `4000 × 3000 → 640 × 480`; empty when they are not known. */
export function pixelsWords({ sizeBefore, sizeAfter }: Row): string {
  return fromTo(sizeBefore && pixelWords(sizeBefore), sizeAfter && pixelWords(sizeAfter));
}

/** What a screen reader says of a row. */
export function rowWords(row: Row): string {
  const parts = [row.path, statusWords[row.status], row.message, bytesWords(row), pixelsWords(row), ...(row.notes ?? []), ...row.outputs];
  return parts.filter(Boolean).join(', ');
}

/** `Open photo-640.jpg`. */
export function openWords(output: string): string {
  return `Open ${output}`;
}
