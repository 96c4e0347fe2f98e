import * as l10n from '@vscode/l10n';
import type { RowFilter } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';
import { formatMessage } from '../../shared/values/formatMessage';
import { statusText } from '../common/statusText';

/** Texts of a run's header and filters, and of the panel without a run. */
export const runTexts = {
  pause: () => l10n.t('Pause'),
  pauseHint: () => l10n.t('Finish the files in progress and start no others'),
  resume: () => l10n.t('Resume'),
  resumeHint: () => l10n.t('Continue with the remaining files'),
  cancel: () => l10n.t('Cancel'),
  canceling: () => l10n.t('Canceling...'),
  undo: () => l10n.t('Undo'),
  undoHint: () => l10n.t('Remove the files that this run wrote and restore the originals'),
  copyDigests: () => l10n.t('Copy Digests'),
  copyDigestsHint: () => l10n.t('Copy the digests of all files in the format of a checksum file'),
  saveChecksums: () => l10n.t('Save Checksum File...'),
  renameAll: (files: number) => formatMessage(l10n.t('{0, plural, one {Rename # File} other {Rename # Files}}'), files),
  renameAllHint: () => l10n.t('Rename files so the extension matches the content'),
  runPlan: () => l10n.t('Run Plan'),
  runPlanHint: () => l10n.t('Run this plan exactly as listed'),
  retryFailed: (files: number) => formatMessage(l10n.t('{0, plural, one {Retry # File} other {Retry # Files}}'), files),
  retryFailedHint: () => l10n.t('Process the failed files again'),
  searchAgain: () => l10n.t('Search Again'),
  more: () => l10n.t('More Actions...'),
  emptyTitle: () => l10n.t('No runs yet'),
  emptyText: () =>
    l10n.t(
      'Right-click files or folders in the Explorer to resize, convert, or check images, find duplicates, or hash and verify files. Or start here:',
    ),
  resize: () => l10n.t('Resize Images...'),
  filters: () => l10n.t('Filter files by status'),
} as const;

/** `All`, or the status that a filter shows. */
export function filterText(filter: RowFilter, kind: RunKind): string {
  return filter === 'all' ? l10n.t('All') : statusText(filter, kind);
}
