import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Outcome } from '../../shared/run/run';

/** Files whose name is wrong, and what becomes of their outcomes when they are renamed. Imports no vscode. */

export interface Mislabeled {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** Those of a run, with the paths that would be right. */
export function mislabeledIn(outcomes: readonly (Outcome | undefined)[]): Mislabeled[] {
  return outcomes.flatMap((outcome) => {
    const to = outcome?.findings?.renameTo;
    return outcome && to !== undefined ? [{ id: outcome.id, from: outcome.source, to }] : [];
  });
}

/** Outcomes of files that were renamed; remembers what they were before. */
export class Renames {
  readonly #errors = new Map<number, Outcome>();

  /** The outcome of a file that has its right name now; undefined where it is not that file's. */
  done(outcome: Outcome, { id, from, to }: Mislabeled): Outcome | undefined {
    if (outcome.source !== from) return undefined;
    this.#errors.set(id, outcome);
    const { code: _code, message: _message, findings: _findings, ...rest } = outcome;
    return { ...rest, source: to, status: 'done', notes: [l10n.t('Renamed; it was {0}.', basename(from))] };
  }

  /** The outcome that a file had before it was renamed; undefined where it was not, or not to this name. */
  undone(outcome: Outcome, { id, to }: Mislabeled): Outcome | undefined {
    return outcome.source === to ? this.#errors.get(id) : undefined;
  }
}
