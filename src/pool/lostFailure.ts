import * as l10n from '@vscode/l10n';
import type { Failure } from '../shared/run/failure';

/** The failure of a file that was alone in its thread when that ended. @param error what the thread threw, which can be anything */
export function lostFailure(error: unknown): Failure {
  const isMemory = (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const message = isMemory
    ? l10n.t('This file takes more memory than a worker thread can have. The other files were processed without it.')
    : l10n.t(
        'The worker thread stopped unexpectedly twice while processing this file. The other files were processed without it. The log has details.',
      );
  return { code: 'crashed', message };
}
