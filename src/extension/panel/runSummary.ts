import * as l10n from '@vscode/l10n';
import type { Totals } from '../../shared/protocol/panelProtocol';
import type { RunKind } from '../../shared/run/runPhase';
import { formatList } from '../../shared/values/formatList';
import { formatMessage } from '../../shared/values/formatMessage';
import { fileCount, formatBytes, formatCount, formatPercent, savedPercent } from '../../shared/values/formatQuantity';

/** The result of a run as a phrase, for notifications. Imports no vscode. */

function joined(parts: readonly string[]): string {
  return formatList(
    parts.filter((part) => part !== ''),
    'narrow',
  );
}

/** Parts about files that did not end as done; empty for a count of 0. */
function otherParts({ skipped, failed, canceled }: Pick<Totals, 'skipped' | 'failed' | 'canceled'>): string[] {
  return [
    skipped > 0 ? formatMessage(l10n.t('{0, plural, one {# skipped} other {# skipped}}'), skipped) : '',
    failed > 0 ? formatMessage(l10n.t('{0, plural, one {# failed} other {# failed}}'), failed) : '',
    canceled > 0 ? formatMessage(l10n.t('{0, plural, one {# not processed} other {# not processed}}'), canceled) : '',
  ];
}

/** A set of outputs is meant to be more than its source. */
function sizeChange({ bytesIn, bytesOut, outputs, several }: Totals): string {
  if (several) return formatMessage(l10n.t('{0, plural, one {# output} other {# outputs}}, {1}'), outputs, formatBytes(bytesOut));
  const saved = savedPercent(bytesIn, bytesOut);
  return saved < 0
    ? l10n.t('{0} → {1}, {2} larger', formatBytes(bytesIn), formatBytes(bytesOut), formatPercent(-saved))
    : l10n.t('{0} → {1}, {2} saved', formatBytes(bytesIn), formatBytes(bytesOut), formatPercent(saved));
}

function processSummary(totals: Totals): string {
  const { done, kept, ...others } = totals;
  // Images that were only packed have no sizes.
  const change = totals.bytesIn > 0 ? sizeChange(totals) : '';
  const doneText =
    change === ''
      ? formatMessage(l10n.t('{0, plural, one {# file done} other {# files done}}'), done)
      : formatMessage(l10n.t('{0, plural, one {# file done} other {# files done}} ({1})'), done, change);
  const keptText = kept > 0 ? formatMessage(l10n.t('{0, plural, one {# kept} other {# kept}}'), kept) : '';
  return joined([done > 0 ? doneText : '', keptText, ...otherParts(others)]);
}

function hashSummary({ done, bytesIn, ...others }: Totals): string {
  const hashed = formatMessage(l10n.t('{0, plural, one {# file hashed} other {# files hashed}} ({1} read)'), done, formatBytes(bytesIn));
  return joined([hashed, ...otherParts(others)]);
}

/** Uses the words of other checksum tools. */
function verifySummary({ done, failed, missing, extra, ...others }: Totals): string {
  return joined([
    l10n.t('{0} OK', fileCount(done)),
    failed > 0 ? l10n.t('{0} FAILED', formatCount(failed)) : '',
    missing > 0 ? l10n.t('{0} MISSING', formatCount(missing)) : '',
    extra > 0 ? l10n.t('{0} EXTRA', formatCount(extra)) : '',
    ...otherParts({ ...others, failed: 0 }),
  ]);
}

function checkSummary({ done, failed, canceled }: Totals): string {
  return joined([
    l10n.t('{0} OK', fileCount(done)),
    failed > 0 ? l10n.t('{0} with problems', formatCount(failed)) : '',
    ...otherParts({ skipped: 0, failed: 0, canceled }),
  ]);
}

/** For a search that found no groups. */
function duplicatesSummary({ failed }: Totals): string {
  return failed > 0
    ? formatMessage(l10n.t('{0, plural, one {# file could not be compared} other {# files could not be compared}}'), failed)
    : l10n.t('no duplicates found');
}

const summaries: Readonly<Record<RunKind, (totals: Totals) => string>> = {
  process: processSummary,
  hash: hashSummary,
  verify: verifySummary,
  check: checkSummary,
  duplicates: duplicatesSummary,
};

/** Such as `3 files done (1.2 MB → 400 KB, 67% saved), 1 failed`. */
export function runSummary(kind: RunKind, totals: Totals): string {
  return summaries[kind](totals);
}
