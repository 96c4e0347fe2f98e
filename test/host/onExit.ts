const cleanups = new Set<() => void>();
let listening = false;

/** A signal's default is to end the process without `exit` being emitted, and the clean-ups with it. */
function listen(): void {
  process.once('exit', () => {
    for (const cleanup of [...cleanups].reverse()) cleanup();
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => process.exit(code));
}

/** Has something done (at once, nothing asynchronous) when this process exits, also by a signal. The result takes it back. */
export function onExit(cleanup: () => void): () => void {
  if (!listening) {
    listening = true;
    listen();
  }
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}
