/** Invalid usage. The message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
