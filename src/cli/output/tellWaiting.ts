/** Tells why a command has to wait, beside its output. @param reason as a sentence */
export function tellWaiting(reason: string): void {
  process.stderr.write(`${reason}\n`);
}
