import { l10n } from 'vscode';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';

/** Outcomes of the files that are in no group: those that could not be compared, and empty ones. In path order, with new ids. */
export function uncomparedOutcomes(failed: readonly Outcome[], empty: readonly string[]): Outcome[] {
  return [...failed, ...empty.map(emptyOutcome)].sort((a, b) => (a.source < b.source ? -1 : 1)).map((outcome, id) => ({ ...outcome, id }));
}

function emptyOutcome(source: string): Outcome {
  return outcomeOf({ id: 0, source, bytes: 0 }, { status: 'skipped', code: 'empty', message: l10n.t('Empty file, not compared.') });
}
