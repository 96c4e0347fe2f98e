import * as l10n from '@vscode/l10n';
import type { Failure } from '../../shared/run/failure';
import { type AnySetup, type AnyTask, isInspection } from '../../shared/run/inspection';
import { outcomeOf } from '../../shared/run/outcome';
import type { Outcome } from '../../shared/run/run';

/** Outcomes of files that no worker can report any more, and the reasons in them. */

/** The outcome of a file that was crashed, abandoned, or canceled. */
export function deadOutcome(task: AnyTask, { code, message }: Failure, status: 'failed' | 'canceled' = 'failed'): Outcome {
  return outcomeOf(task, { status, code, message });
}

export function crashFailure(): Failure {
  return { code: 'crashed', message: l10n.t('This file crashed the image library twice. The other files were processed without it.') };
}

export function timeoutFailure({ timeoutSeconds }: AnySetup): Failure {
  return {
    code: 'timeout',
    message: l10n.t('The file took longer than {0} s (setting assetmill.timeout) and was abandoned.', timeoutSeconds),
  };
}

/** The reason of a file that the run did not reach. @param started whether it may have written something already */
export function abandonedFailure(setup: AnySetup, started: boolean, message: string): Failure {
  const mayExist = started && !isInspection(setup);
  const whole = l10n.t('Still in progress when the run ended. If its output exists, it is complete; Undo removes it.');
  return { code: 'canceled', message: mayExist ? whole : message };
}

/** The reason of a single file that was canceled. @param started whether it may have written something already */
export function canceledFailure(setup: AnySetup, started: boolean): Failure {
  const mayExist = started && !isInspection(setup);
  const message = mayExist ? l10n.t('Canceled. If its output exists, it is complete; Undo removes it.') : l10n.t('Canceled.');
  return { code: 'canceled', message };
}
