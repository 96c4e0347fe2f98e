import * as l10n from '@vscode/l10n';
import type { DestinationKind, SelectionEstimate, TuningView } from '../../shared/protocol/tuningProtocol';
import { bytesWithSpread, fileCount, formatBytes } from '../../shared/values/formatQuantity';
import { changeText, joinStatements, pixelSizeText, savingText } from '../common/commonTexts';

/** Texts of the view in which a command is tuned. */
export const tuningTexts = {
  run: () => l10n.t('Run'),
  runHint: () => l10n.t('Process the whole selection this way (Enter)'),
  save: () => l10n.t('Save as Profile...'),
  cancel: () => l10n.t('Cancel'),
  cancelHint: () => l10n.t('Close without processing anything (Escape)'),
  previous: () => l10n.t('Previous Image (Alt+Left)'),
  next: () => l10n.t('Next Image (Alt+Right)'),
  position: (index: number, count: number) => l10n.t('{0} of {1}', index + 1, count),
  quality: () => l10n.t('Quality'),
  lossless: () => l10n.t('Lossless: every pixel stays the same'),
  format: () => l10n.t('Format'),
  longEdge: () => l10n.t('Long edge in pixels'),
  sizes: () => l10n.t('Common sizes'),
  filter: () => l10n.t('Filter'),
  intensity: () => l10n.t('Intensity'),
  destination: () => l10n.t('Destination'),
  controls: () => l10n.t('Options'),
  result: () => l10n.t('Result'),
  rendering: () => l10n.t('Making the preview...'),
  slow: () => l10n.t('The preview is taking longer than usual. You can run without it.'),
  waiting: () => l10n.t('A run is in progress. The preview resumes when the run finishes.'),
  estimating: () => l10n.t('Estimating the whole selection...'),
  measuring: () => l10n.t('measuring...'),
} as const;

/** What the preview is waiting for; undefined when it is there. */
export function progressText({ progress }: TuningView): string | undefined {
  return progress === 'idle' ? undefined : tuningTexts[progress]();
}

/** The file before and after: `1.20 MB → 240 KB, 80% saved`. */
export function fileSizeText({ before, after }: TuningView): string | undefined {
  if (!before) return undefined;
  const change = changeText(formatBytes(before.bytes), after && formatBytes(after.bytes));
  return joinStatements([change, after && savingText(before.bytes, after.bytes)]);
}

/** `4000 × 3000 → 1280 × 960`, or one size if both are the same. */
export function dimensionsText({ before, after }: TuningView): string | undefined {
  if (!before) return undefined;
  const [from, to] = [pixelSizeText(before), after && pixelSizeText(after)];
  return from === to ? from : changeText(from, to);
}

/** `12 files: 1.20 GB would become 240 MB (180 MB–310 MB), 80% saved. Estimated from 8 files.` */
export function estimateText(estimate: SelectionEstimate): string {
  const { files, bytesIn, bytesOut, sampled } = estimate;
  const statement = l10n.t(
    'Selection, {0}: {1} would become {2}, {3}.',
    fileCount(files),
    formatBytes(bytesIn),
    bytesWithSpread(estimate),
    savingText(bytesIn, bytesOut),
  );
  return sampled < files ? `${statement} ${l10n.t('Estimated from {0}.', fileCount(sampled))}` : statement;
}

/** @param folder the chosen folder */
export function destinationText(kind: DestinationKind, folder: string | undefined): string {
  if (kind === 'beside') return l10n.t('Beside the originals');
  if (kind === 'replace') return l10n.t('Replace the originals');
  return folder === undefined ? l10n.t('Into a folder...') : l10n.t('Into {0}', folder);
}
