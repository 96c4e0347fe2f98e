import * as l10n from '@vscode/l10n';
import type { Totals, WorkerView } from '../../shared/protocol/panelProtocol';
import { endStatuses } from '../../shared/protocol/rowQuery';
import type { RunPhase } from '../../shared/run/runPhase';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatBytes, formatCount, formatDecimal, formatPercent } from '../../shared/values/formatQuantity';

/** Texts of the progress bar, the figures below it and the list of workers. */
export const progressTexts = {
  progress: () => l10n.t('Run progress'),
  figures: () => l10n.t('Run statistics'),
  files: () => l10n.t('Files'),
  time: () => l10n.t('Time'),
  timeLeft: () => l10n.t('Time left'),
  failed: () => l10n.t('Failed'),
  leftOut: () => l10n.t('Left out'),
  skipped: () => l10n.t('Skipped'),
  size: () => l10n.t('Size'),
  saved: () => l10n.t('Saved'),
  larger: () => l10n.t('Larger by'),
  outputs: () => l10n.t('Outputs'),
  outputsSize: () => l10n.t('Output size'),
  speed: () => l10n.t('Speed'),
  read: () => l10n.t('Data read'),
  missing: () => l10n.t('Missing'),
  extra: () => l10n.t('Not listed'),
  workers: () => l10n.t('Workers'),
  idle: () => l10n.t('Idle'),
} as const;

/** Texts of a worker and its file. */
export const laneTexts = {
  timeHint: () => l10n.t('Time on this file'),
  filesHint: () => l10n.t('Files done by this worker'),
  slowHint: (limit: string) => l10n.t('This file has used more than half of its time limit of {0} (assetmill.timeout).', limit),
  cancel: () => l10n.t('Cancel This File'),
  cancelNamed: (file: string) => l10n.t('Cancel This File: {0}', file),
} as const;

/** `435 of 1,000` files have ended; while the run is planned, `1,000 found`. Files that were canceled have not been processed. */
export function filesText(totals: Totals, phase: RunPhase): string {
  if (phase === 'planning') return formatMessage(l10n.t('{0, plural, one {# found} other {# found}}'), totals.files);
  const ended = endStatuses.reduce((sum, status) => sum + (status === 'canceled' ? 0 : totals[status]), 0);
  return l10n.t('{0} of {1}', formatCount(ended), formatCount(totals.files));
}

/** Files per second, with a decimal when there are few: `42`, `3.1`. */
export function rateFigure(filesPerSecond: number): string {
  return filesPerSecond >= 10 ? formatCount(Math.round(filesPerSecond)) : formatDecimal(filesPerSecond, 1);
}

/** `42 files/s`. */
export function speedText(filesPerSecond: number): string {
  return l10n.t('{0} files/s', rateFigure(filesPerSecond));
}

/** `42 files/s, 812 MB/s`. */
export function readingSpeedText({ filesPerSecond, bytesIn, elapsedSeconds = 1 }: Totals): string {
  return l10n.t('{0} files/s, {1}/s', rateFigure(filesPerSecond), formatBytes(bytesIn / elapsedSeconds));
}

/** `8 · 93% busy`: the number of workers and their average load. */
export function workersText(workers: readonly WorkerView[]): string {
  const busy = workers.reduce((sum, worker) => sum + worker.busy, 0) / Math.max(1, workers.length);
  return l10n.t('{0} · {1} busy', formatCount(workers.length), formatPercent(Math.round(busy * 100)));
}

/** A worker, or a computer, in one sentence: `Worker 1: photo.jpg, 211 files, busy 93% of the time`. */
export function workerText({ worker, name, file, files, busy }: WorkerView): string {
  return formatMessage(
    l10n.t('Worker {0}: {1}, {2, plural, one {# file} other {# files}}, busy {3} of the time'),
    name ?? worker + 1,
    file ?? progressTexts.idle(),
    files,
    formatPercent(Math.round(busy * 100)),
  );
}
