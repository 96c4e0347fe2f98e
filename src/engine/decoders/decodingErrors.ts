/** Why an image cannot be decoded, for `diagnose`, which tells people. */

/**
 * `truncated`: the end is missing; `damaged`: the bytes contradict the format; `unsupported`: a kind that the decoder does not know;
 * `missing`: the codec is not there, or cannot be started.
 */
export type DecodingFault = 'truncated' | 'damaged' | 'unsupported' | 'missing';

/** Why a file was not decoded. */
export class DecodingError extends Error {
  /** @param detail what is wrong, for the log; for `unsupported` the kind, as a noun that people understand */
  constructor(
    readonly fault: DecodingFault,
    readonly detail: string,
  ) {
    super(`${fault}: ${detail}`);
    this.name = 'DecodingError';
  }
}

/**
 * Calls a codec in WebAssembly. A damaged file may make it trap, abort, run out of memory, or throw the address of a C++ exception.
 * @throws DecodingError
 */
export function callCodec<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw new DecodingError('damaged', `the codec failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
