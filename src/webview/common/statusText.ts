import * as l10n from '@vscode/l10n';
import type { RowStatus } from '../../shared/protocol/rowQuery';
import type { RunKind } from '../../shared/run/runPhase';

type StatusTexts = Readonly<Record<RowStatus, () => string>>;

const statusTexts: StatusTexts = {
  planned: () => l10n.t('Planned'),
  queued: () => l10n.t('Queued'),
  working: () => l10n.t('Running'),
  done: () => l10n.t('Done'),
  undone: () => l10n.t('Undone'),
  kept: () => l10n.t('Kept'),
  skipped: () => l10n.t('Skipped'),
  failed: () => l10n.t('Failed'),
  missing: () => l10n.t('MISSING'),
  extra: () => l10n.t('EXTRA'),
  canceled: () => l10n.t('Canceled'),
};

/** Runs that verify or check files have their own verdicts; those of a checksum file are the words of other tools. */
const verdictTexts: Readonly<Partial<Record<RunKind, Partial<StatusTexts>>>> = {
  verify: { done: () => l10n.t('OK'), failed: () => l10n.t('FAILED') },
  check: { done: () => l10n.t('OK'), failed: () => l10n.t('Error') },
};

/** The status of a file in one word or two. */
export function statusText(status: RowStatus, kind: RunKind): string {
  return (verdictTexts[kind]?.[status] ?? statusTexts[status])();
}
