/** The message behind an error, for the log. libvips keeps one text for all threads, so it may name the fault of another file. */
export function rawMessage(error: unknown): string {
  const { message = String(error), cause } = (error ?? {}) as Error;
  return cause instanceof Error ? rawMessage(cause) : message;
}
