import * as l10n from '@vscode/l10n';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import {
  endStatuses,
  type Row,
  type RowFilter,
  type RowStatus,
  type RunView,
  type Totals,
  type WorkerView,
} from '../../shared/protocol/panelProtocol';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { fileCount, formatBytes, formatCount, formatDuration, savedPercent } from '../../shared/values/formatQuantity';
import type { PixelSize } from '../../shared/values/pixelSize';

/** Every word of the page, in one place. */

const statusWords: Readonly<Record<RowStatus, string>> = {
  planned: l10n.t('Planned'),
  queued: l10n.t('Waiting'),
  working: l10n.t('Working'),
  done: l10n.t('Done'),
  kept: l10n.t('Kept'),
  skipped: l10n.t('Skipped'),
  failed: l10n.t('Failed'),
  missing: l10n.t('MISSING'),
  extra: l10n.t('EXTRA'),
  canceled: l10n.t('Canceled'),
};

/** Of runs that judge files; of a checksum file what other tools say. */
const verdictWords: Readonly<Partial<Record<RunKind, Readonly<Partial<Record<RowStatus, string>>>>>> = {
  verify: { done: l10n.t('OK'), failed: l10n.t('FAILED') },
  check: { done: l10n.t('OK'), failed: l10n.t('Fault') },
};

export function statusWord(status: RowStatus, kind: RunKind): string {
  return verdictWords[kind]?.[status] ?? statusWords[status];
}

export function filterWord(filter: RowFilter, kind: RunKind): string {
  return filter === 'all' ? l10n.t('All') : statusWord(filter, kind);
}

export const strings = {
  cancel: l10n.t('Cancel'),
  canceling: l10n.t('Canceling…'),
  undo: l10n.t('Undo'),
  undoHint: l10n.t('Take back what this run wrote and put the originals back'),
  showLog: l10n.t('Show Log'),
  copyDigest: l10n.t('Copy Digest'),
  copyDigests: l10n.t('Copy Digests'),
  copyDigestsHint: l10n.t('Copy the digests of all files as the lines of a checksum file'),
  saveChecksums: l10n.t('Save Checksum File…'),
  resize: l10n.t('Resize Images…'),
  renameHint: l10n.t('Give the files names that go with what they hold'),
  runPlanned: l10n.t('Run This'),
  runPlannedHint: l10n.t('Do just what is listed here'),
  before: l10n.t('Before'),
  after: l10n.t('After'),
  preview: l10n.t('Preview'),
  emptyTitle: l10n.t('No run yet'),
  emptyText: l10n.t(
    'Right-click files or folders in the Explorer to resize, convert or check images, find duplicates, or hash and verify files. Or start here.',
  ),
  progress: l10n.t('Progress of the run'),
  figures: l10n.t('Figures of the run'),
  workers: l10n.t('Workers'),
  idle: l10n.t('Idle'),
  filters: l10n.t('Show files by status'),
  table: l10n.t('Files of the run'),
  status: l10n.t('Status'),
  file: l10n.t('File'),
  size: l10n.t('Size'),
  pixels: l10n.t('Pixels'),
  open: l10n.t('Open (Enter)'),
  reveal: l10n.t('Reveal in Explorer (Shift+Enter)'),
  noFiles: l10n.t('No files yet'),
  noFilesHere: l10n.t('No files with this status'),
  loading: l10n.t('Loading…'),
  arrow: '→',
} as const;

export const figureLabels = {
  files: l10n.t('Files'),
  time: l10n.t('Time'),
  timeLeft: l10n.t('Time left'),
  failed: l10n.t('Failed'),
  leftOut: l10n.t('Left out'),
  size: l10n.t('Size'),
  saved: l10n.t('Saved'),
  larger: l10n.t('Larger by'),
  speed: l10n.t('Speed'),
  read: l10n.t('Read'),
  missing: l10n.t('Missing'),
  extra: l10n.t('Not listed'),
} as const;

/** The page could not get its first state. */
export function connectError(error: unknown): string {
  return l10n.t('The panel could not be loaded: {0}', error instanceof Error ? error.message : String(error));
}

/** Files that have an outcome. */
function endedFiles(totals: Totals): number {
  return endStatuses.reduce((sum, status) => sum + totals[status], 0);
}

/** `435 of 1,000`; the number found so far while the run is planned. */
export function filesWords(totals: Totals, phase: RunPhase): string {
  const files = formatCount(totals.files);
  return phase === 'planning' ? l10n.t('{0} found', files) : l10n.t('{0} of {1}', formatCount(endedFiles(totals)), files);
}

/** Whether nothing more will happen in the run. */
export function isOver(phase: RunPhase): boolean {
  return phase !== 'planning' && phase !== 'planned' && phase !== 'running' && phase !== 'canceling';
}

/** `81% saved`, `12% larger`, `same size`. */
export function changeWords(bytesIn: number, bytesOut: number): string {
  const saved = savedPercent(bytesIn, bytesOut);
  if (saved === 0) return l10n.t('same size');
  return saved > 0 ? l10n.t('{0}% saved', saved) : l10n.t('{0}% larger', formatCount(-saved));
}

/** A change as a signed figure for a narrow column: `−81%`, `+12%`, `0%`. */
export function changeFigure(bytesIn: number, bytesOut: number): string {
  const saved = savedPercent(bytesIn, bytesOut);
  return saved === 0 ? '0%' : saved > 0 ? `−${saved}%` : `+${formatCount(-saved)}%`;
}

const phaseWords: Readonly<Record<RunPhase, string>> = {
  planned: l10n.t('Nothing was written yet: this is what would be done.'),
  planning: l10n.t('Looking for files. Nothing is written yet.'),
  running: l10n.t('Running'),
  canceling: l10n.t('Canceling. Files under way are finished first.'),
  finished: l10n.t('Finished'),
  canceled: l10n.t('Canceled'),
  stopped: l10n.t('Stopped'),
  interrupted: l10n.t('Interrupted'),
};

/** Where nothing is written, nothing needs to be said of it. */
const readingWords: Readonly<Partial<Record<RunPhase, string>>> = {
  planning: l10n.t('Looking for files.'),
  canceling: l10n.t('Canceling.'),
};

/** What the run is at; once it is over, what became of it. */
export function phaseSentence({ kind, phase }: RunView, totals: Totals | undefined): string {
  const words = (kind === 'process' ? undefined : readingWords[phase]) ?? phaseWords[phase];
  if (!isOver(phase) || totals === undefined) return words;
  const sentences = [countsSentence[kind](words, totals, formatDuration(totals.elapsedSeconds)), ...bytesSentences(kind, totals)];
  return sentences.join(' ');
}

const countsSentence: Readonly<Record<RunKind, (words: string, totals: Totals, duration: string) => string>> = {
  process: (words, { done, files }, duration) =>
    l10n.t('{0}: {1} of {2} done in {3}.', words, formatCount(done), fileCount(files), duration),
  hash: (words, { done, files }, duration) =>
    l10n.t('{0}: {1} of {2} hashed in {3}.', words, formatCount(done), fileCount(files), duration),
  verify: (words, { done, files, extra }, duration) =>
    l10n.t('{0}: {1} of {2} OK in {3}.', words, formatCount(done), fileCount(files - extra), duration),
  check: (words, { done, files }, duration) => l10n.t('{0}: {1} of {2} OK in {3}.', words, formatCount(done), fileCount(files), duration),
  duplicates: (words, _, duration) => l10n.t('{0} after {1}.', words, duration),
};

/** What became of the bytes, or where they were not read, why. */
function bytesSentences(kind: RunKind, { done, bytesIn, bytesOut, known }: Totals): string[] {
  if (kind === 'duplicates') return [];
  if (kind !== 'process') {
    const read = bytesIn === 0 ? [] : [l10n.t('{0} read.', formatBytes(bytesIn))];
    return known === 0 ? read : [...read, l10n.t('Unchanged since they were hashed before: {0}.', fileCount(known))];
  }
  if (done === 0) return [];
  return [l10n.t('{0} became {1}, {2}.', formatBytes(bytesIn), formatBytes(bytesOut), changeWords(bytesIn, bytesOut))];
}

function failedWords(failed: number, kind: RunKind): string {
  if (kind === 'check') return failed === 1 ? l10n.t('1 file has a fault') : l10n.t('{0} files have a fault', formatCount(failed));
  if (kind === 'duplicates')
    return failed === 1 ? l10n.t('1 file could not be compared') : l10n.t('{0} files could not be compared', formatCount(failed));
  return failed === 1 ? l10n.t('1 file failed') : l10n.t('{0} files failed', formatCount(failed));
}

/** What went wrong, each with the rows that it is about: `3 files failed`. */
export function badWords(
  { failed, missing }: Pick<Totals, 'failed' | 'missing'>,
  kind: RunKind,
): readonly (readonly [filter: RowFilter, words: string])[] {
  return [
    ...(failed === 0 ? [] : [['failed', failedWords(failed, kind)] as const]),
    ...(missing === 0
      ? []
      : [['missing', missing === 1 ? l10n.t('1 file is missing') : l10n.t('{0} files are missing', formatCount(missing))] as const]),
  ];
}

/** `42 files/s`, with a decimal while it is slow. */
export function speedWords(filesPerSecond: number): string {
  const figure = filesPerSecond >= 10 ? formatCount(Math.round(filesPerSecond)) : filesPerSecond.toFixed(1);
  return l10n.t('{0} files/s', figure);
}

/** `42 files/s, 812 MB/s`. */
export function readingSpeedWords({ filesPerSecond, bytesIn, elapsedSeconds }: Totals): string {
  return `${speedWords(filesPerSecond)}, ${l10n.t('{0}/s', formatBytes(bytesIn / elapsedSeconds))}`;
}

/** `8 · 93% busy`. */
export function workersWords(workers: readonly WorkerView[]): string {
  const busy = workers.reduce((sum, worker) => sum + worker.busy, 0) / Math.max(1, workers.length);
  return l10n.t('{0} · {1}% busy', workers.length, Math.round(busy * 100));
}

/** A worker in one sentence. */
export function workerWords({ worker, file, files, busy }: WorkerView): string {
  const share = Math.round(busy * 100);
  return l10n.t('Worker {0}: {1}, {2}, busy {3}% of the time', worker + 1, file ?? strings.idle, fileCount(files), share);
}

/** `4000 × 3000`. */
export function pixelWords({ width, height }: PixelSize): string {
  return `${width} × ${height}`;
}

/** Both sides of a change as one phrase: `4.21 MB → 812 KB`, or the first alone. */
export function fromTo(before: string | undefined, after: string | undefined): string {
  return [before, after].filter((side) => side !== undefined).join(` ${strings.arrow} `);
}

/** Bytes of a row: `4.21 MB → 812 KB, 81% saved`; empty when they are not known. */
export function bytesWords({ bytesBefore, bytesAfter }: Row): string {
  if (bytesBefore === undefined) return '';
  if (bytesAfter === undefined) return formatBytes(bytesBefore);
  return `${fromTo(formatBytes(bytesBefore), formatBytes(bytesAfter))}, ${changeWords(bytesBefore, bytesAfter)}`;
}

/** Pixels of a row: `4000 × 3000 → 640 × 480`; empty when they are not known. */
export function pixelsWords({ sizeBefore, sizeAfter }: Row): string {
  return fromTo(sizeBefore && pixelWords(sizeBefore), sizeAfter && pixelWords(sizeAfter));
}

/** `SHA-256 9f86d0…`; in a title each on a line of its own. */
export function digestsWords(digests: Digests): string[] {
  return Object.entries(digests).map(([algorithm, digest]) => `${algorithmTraits[algorithm as DigestAlgorithm].label} ${digest}`);
}

/** What a screen reader says of a row. */
export function rowWords(row: Row, kind: RunKind): string {
  const { path, message, notes = [], outputs, digests = {} } = row;
  const figures = [bytesWords(row), pixelsWords(row)];
  const parts = [path, statusWord(row.status, kind), message, ...figures, ...notes, ...outputs, ...digestsWords(digests)];
  return parts.filter(Boolean).join(', ');
}

/** `Rename to photo.png`. */
export function renameWords(name: string): string {
  return l10n.t('Rename to {0}', name);
}

/** `Rename 12 Files`. */
export function renameAllWords(files: number): string {
  return files === 1 ? l10n.t('Rename 1 File') : l10n.t('Rename {0} Files', formatCount(files));
}

/** `Open photo-640.jpg`. */
export function openWords(output: string): string {
  return l10n.t('Open {0}', output);
}
