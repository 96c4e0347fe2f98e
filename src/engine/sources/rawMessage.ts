import { FailureError } from '../../shared/run/failure';

/** The message behind an error, for the log. libvips keeps one text for all threads, so it may name the fault of another file. */
export function rawMessage(error: unknown): string {
  const { message = String(error), cause } = (error ?? {}) as Error;
  return cause instanceof Error ? rawMessage(cause) : message;
}

/** Whether an error comes from the image library, as opposed to the system and to our own judgements. */
export function isOfLibrary(error: unknown): boolean {
  return error instanceof Error && !(error instanceof FailureError) && (error as NodeJS.ErrnoException).code === undefined;
}
