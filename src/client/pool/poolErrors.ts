import * as l10n from '@vscode/l10n';
import { threadsEndedCode } from '../../shared/protocol/poolProtocol';

/** The pool process ended or could not be started. The message is for people, `detail` for the log. */
export class PoolError extends Error {
  override readonly name = 'PoolError';
  constructor(
    message: string,
    readonly detail: string,
  ) {
    super(message);
  }
}

/** The process ended, or was ended. */
export class ExitError extends PoolError {}

/** The image library does not work on this computer, so no image can be processed. */
export class LibraryError extends PoolError {}

function summaryLine(message: string): string {
  return message.split('\n')[0] as string;
}

/** The process ended. @param output the end of what it printed */
export function exitError(code: number | null, signal: string | null, output: string): ExitError {
  if (code === threadsEndedCode) {
    const text = l10n.t('The worker threads ended, and no other one could be started. Close some programs and try again.');
    return new ExitError(text, output.trim());
  }
  const how = signal ?? l10n.t('exit code {0}', String(code));
  return new ExitError(l10n.t('The worker process ended unexpectedly ({0}).', how), output.trim());
}

/** The process could not be started. @param nodePath the setting that may be wrong */
export function startError(nodePath: string | undefined, error: Error): PoolError {
  const hint = nodePath === undefined ? '' : ` ${l10n.t('Check the setting assetmill.nodePath: {0}.', nodePath)}`;
  return new PoolError(l10n.t('The worker process could not be started ({0}).', error.message) + hint, String(error.stack));
}

/** The process runs, but none of its worker threads does. */
export function workersError({ message }: Error): PoolError {
  return new PoolError(l10n.t('The worker threads could not be started ({0}).', summaryLine(message)), message);
}

/** The worker threads run, but cannot load or use the image library. */
export function libraryError({ message }: Error): LibraryError {
  return new LibraryError(
    l10n.t(
      'The image library sharp does not work on this computer: {0}. Reinstall Assetmill for this platform, or set assetmill.nodePath to another Node.js.',
      summaryLine(message),
    ),
    message,
  );
}
