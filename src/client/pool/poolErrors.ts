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
export class ExitError extends PoolError {
  constructor(
    message: string,
    detail: string,
    /** Whether native code ended it. */
    readonly isCrash = false,
  ) {
    super(message, detail);
  }
}

/** The image library does not work on this computer, so no image can be processed. */
export class LibraryError extends PoolError {
  constructor(
    message: string,
    detail: string,
    /** The first line of its own message. */
    readonly reason: string,
  ) {
    super(message, detail);
  }
}

/** Signals by which the system ends a process for what it did itself. */
const crashSignals: ReadonlySet<string> = new Set(['SIGILL', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGTRAP', 'SIGABRT', 'SIGSYS']);
/** The same on Windows: exceptions are exit codes from here on. */
const firstException = 0xc0000000;

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
  const isCrash = crashSignals.has(signal ?? '') || (code ?? 0) >= firstException;
  return new ExitError(l10n.t('The worker process ended unexpectedly ({0}).', how), output.trim(), isCrash);
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

/** Tells that images are processed more slowly. @param nativeFault why the native library does not do it */
export function slowerLibrary(nativeFault: string): string {
  return l10n.t(
    'Images are processed by the WebAssembly build of the image library, which is slower and draws no text. The native library cannot be used: {0}.',
    nativeFault,
  );
}

/** The worker threads run, but cannot load or use the image library. */
export function libraryError({ message }: Error): LibraryError {
  const reason = summaryLine(message);
  return new LibraryError(
    l10n.t(
      'The image library sharp does not work on this computer: {0}. Reinstall Assetmill for this platform, or set assetmill.nodePath to another Node.js.',
      reason,
    ),
    message,
    reason,
  );
}
