import * as l10n from '@vscode/l10n';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import type { Row } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { unwrittenReasons } from '../../shared/run/unwrittenOutputs';
import { formatBytes } from '../../shared/values/formatQuantity';
import { changeText, joinStatements, pixelSizeText, savingText } from '../common/commonTexts';
import { statusText } from '../common/statusText';

/** Texts of the file table. */
export const fileTexts = {
  table: () => l10n.t('Files in this run'),
  status: () => l10n.t('Status'),
  file: () => l10n.t('File'),
  size: () => l10n.t('Size'),
  dimensions: () => l10n.t('Dimensions'),
  noFiles: () => l10n.t('No files yet'),
  noFilesWithStatus: () => l10n.t('No files with this status'),
  cancelFile: () => l10n.t('Cancel This File (Delete)'),
  copyDigest: () => l10n.t('Copy Digest'),
  rename: (name: string) => l10n.t('Rename to {0}', name),
  details: () => l10n.t('Details'),
  notWritten: (reasons: string) => l10n.t('Not written: {0}', reasons),
  open: (output: string) => l10n.t('Open {0}', output),
} as const;

/** Bytes of a row: `4.21 MB → 812 KB, 81% saved`; empty when they are unknown. */
export function bytesText({ bytesBefore, bytesAfter }: Row): string {
  if (bytesBefore === undefined) return '';
  if (bytesAfter === undefined) return formatBytes(bytesBefore);
  return joinStatements([changeText(formatBytes(bytesBefore), formatBytes(bytesAfter)), savingText(bytesBefore, bytesAfter)]);
}

/** Dimensions of a row: `4000 × 3000 → 640 × 480`; empty when they are unknown. */
export function dimensionsText({ sizeBefore, sizeAfter }: Row): string {
  return changeText(sizeBefore && pixelSizeText(sizeBefore), sizeAfter && pixelSizeText(sizeAfter));
}

/** `SHA-256 9f86d0...` for each algorithm. */
export function digestTexts(digests: Digests): string[] {
  return Object.entries(digests).map(([algorithm, digest]) => `${algorithmTraits[algorithm as DigestAlgorithm].label} ${digest}`);
}

/** The outputs that were not written and why, unless the message of the row says it; undefined when there are none. */
export function unwrittenText({ message, unwritten = [] }: Row): string | undefined {
  const unsaid = unwritten.filter((each) => !message?.includes(each.message));
  return unsaid.length > 0 ? fileTexts.notWritten(unwrittenReasons(unsaid).join(' ')) : undefined;
}

/** A row as a screen reader reads it. */
export function rowLabel(row: Row, kind: RunKind): string {
  const { path, message, notes = [], outputs, digests = {} } = row;
  const figures = [bytesText(row), dimensionsText(row)];
  const texts = [message, ...figures, unwrittenText(row), ...notes, ...outputs, ...digestTexts(digests)];
  return joinStatements([path, statusText(row.status, kind), ...texts]);
}
