import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../shared/run/run';

/** Files whose extension does not match their content, and their outcomes when they are renamed. Imports no vscode. */

export interface Mislabeled {
  readonly id: number;
  readonly from: string;
  /** A path whose extension matches the content. */
  readonly to: string;
}

/** The mislabeled files among outcomes, in the same order. */
export function mislabeledIn(outcomes: readonly (Outcome | undefined)[]): Mislabeled[] {
  return outcomes.flatMap((outcome) => {
    const to = outcome?.findings?.renameTo;
    return outcome && to !== undefined ? [{ id: outcome.id, from: outcome.source, to }] : [];
  });
}

/** Replaces the outcomes of files that are renamed, and restores them when the renaming is undone. */
export class RenamedOutcomes {
  /** Outcomes before the renaming, by id. */
  readonly #before = new Map<number, Outcome>();

  /** The outcome of a file that was renamed; undefined when the outcome is of another file. */
  rename(outcome: Outcome, { id, from, to }: Mislabeled): Outcome | undefined {
    if (outcome.source !== from) return undefined;
    this.#before.set(id, outcome);
    const { code: _code, message: _message, findings: _findings, ...rest } = outcome;
    return { ...rest, source: to, status: 'done', notes: [l10n.t('Renamed from {0}.', basename(from))] };
  }

  /** The outcome before the renaming; undefined when the file does not have this name. */
  restore(outcome: Outcome, { id, to }: Mislabeled): Outcome | undefined {
    return outcome.source === to ? this.#before.get(id) : undefined;
  }
}
