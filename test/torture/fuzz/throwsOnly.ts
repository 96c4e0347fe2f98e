/** Errors that mean a fault in the code, whatever a function documents. */
const faults: readonly (new (...args: never) => Error)[] = [TypeError, ReferenceError, SyntaxError];

/**
 * Calls a function that may throw some kinds of errors. A plain `Error` among them stands for all but those that mean a fault in the code.
 * @throws any other error
 */
export function throwsOnly(kinds: readonly (new (...args: never) => Error)[], work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!kinds.some((kind) => error instanceof kind) || faults.some((fault) => error instanceof fault)) throw error;
  }
}
