import * as l10n from '@vscode/l10n';
import { algorithmTraits, type DigestAlgorithm, type Digests } from '../../shared/checksums/digestAlgorithms';
import type { Row } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { unwrittenReasons } from '../../shared/run/unwrittenOutputs';
import { formatMessage } from '../../shared/values/formatMessage';
import { formatBytes } from '../../shared/values/formatQuantity';
import type { PixelSize } from '../../shared/values/pixelSize';
import { changeText, joinStatements, pixelSizeText, savingText } from '../common/commonTexts';
import { statusText } from '../common/statusText';

/** Texts of the table and the gallery. */
export const fileTexts = {
  table: () => l10n.t('Files in this run'),
  gallery: () => l10n.t('Images in this run'),
  status: () => l10n.t('Status'),
  file: () => l10n.t('File'),
  size: () => l10n.t('Size'),
  saved: () => l10n.t('Change'),
  dimensions: () => l10n.t('Dimensions'),
  sortBy: (column: string) => l10n.t('Sort by {0}', column),
  noFiles: () => l10n.t('No files yet'),
  noMatches: () => l10n.t('No files match'),
  cancelFile: () => l10n.t('Cancel This File (Delete)'),
  compare: () => l10n.t('Compare Before and After (Alt+Enter)'),
  copyDigest: () => l10n.t('Copy Digest'),
  rename: (name: string) => l10n.t('Rename to {0}', name),
  details: () => l10n.t('Details'),
  notWritten: (reasons: string) => l10n.t('Not written: {0}', reasons),
  open: (output: string) => l10n.t('Open {0}', output),
  outputs: (count: number) => formatMessage(l10n.t('{0, plural, one {# output} other {# outputs}}'), count),
  unknownSize: () => l10n.t('Not read'),
} as const;

/** Total size of a row's outputs; undefined if it has none. */
export function bytesAfter({ outputs }: Row): number | undefined {
  return outputs.length === 0 ? undefined : outputs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Dimensions of the only output. */
export function sizeAfter({ outputs: [first, other] }: Row): PixelSize | undefined {
  return other === undefined ? first?.size : undefined;
}

/** Bytes of a row: `4.21 MB → 812 KB`; empty when they are unknown. */
export function shortSizeText(row: Row): string {
  const after = bytesAfter(row);
  return changeText(
    row.bytesBefore === undefined ? undefined : formatBytes(row.bytesBefore),
    after === undefined ? undefined : formatBytes(after),
  );
}

/** Bytes of a row: `4.21 MB → 812 KB, 81% saved`; of several outputs, how many there are instead. Empty when they are unknown. */
export function bytesText(row: Row): string {
  const { bytesBefore, outputs } = row;
  const after = bytesAfter(row);
  if (bytesBefore === undefined || after === undefined) return shortSizeText(row);
  return joinStatements([shortSizeText(row), outputs.length > 1 ? fileTexts.outputs(outputs.length) : savingText(bytesBefore, after)]);
}

/** Dimensions of a row: `4000 × 3000 → 640 × 480`; empty when they are unknown. */
export function dimensionsText(row: Row): string {
  const after = sizeAfter(row);
  return changeText(row.sizeBefore && pixelSizeText(row.sizeBefore), after && pixelSizeText(after));
}

/** `SHA-256 9f86d0...` for each algorithm. */
export function digestTexts(digests: Digests): string[] {
  return Object.entries(digests).map(([algorithm, digest]) => `${algorithmTraits[algorithm as DigestAlgorithm].label} ${digest}`);
}

/** The outputs that were not written and why, unless the message of the row says it; undefined when there are none. */
function unwrittenText({ message, unwritten = [] }: Row): string | undefined {
  const unsaid = unwritten.filter((each) => !message?.includes(each.message));
  return unsaid.length > 0 ? fileTexts.notWritten(unwrittenReasons(unsaid).join(' ')) : undefined;
}

/** What there is to know about a row besides its message, as sentences. */
export function remarksOf(row: Row): string[] {
  return [unwrittenText(row), ...(row.notes ?? [])].filter((sentence) => sentence !== undefined);
}

/** A row as a screen reader reads it. */
export function rowLabel(row: Row, kind: RunKind): string {
  const { path, message, outputs, digests = {} } = row;
  const figures = [bytesText(row), dimensionsText(row)];
  const texts = [message, ...figures, ...remarksOf(row), ...outputs.map((output) => output.path), ...digestTexts(digests)];
  return joinStatements([path, statusText(row.status, kind), ...texts]);
}
