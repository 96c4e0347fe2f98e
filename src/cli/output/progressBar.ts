import { MonotonicProgress } from '../../shared/run/monotonicProgress';

const barWidth = 24;
const redrawMs = 100;
const clearLine = '\r\x1b[K';

/** A progress bar in the last line of a terminal, on standard error. It draws nothing if that is not a terminal. */
export class ProgressBar {
  readonly #progress = new MonotonicProgress();
  #drawnAt = 0;

  /** @param enabled false when lines for programs go to the same terminal */
  constructor(readonly enabled: boolean) {}

  /**
   * Draws at most ten times a second. The bar never moves backward: a finished file leaves the files in progress a moment before
   * its outcome arrives.
   * @param share from 0 to 1
   */
  draw(share: number, text: () => string): void {
    const advanced = this.#progress.advance(share);
    const now = performance.now();
    if (!this.#visible || now - this.#drawnAt < redrawMs) return;
    this.#drawnAt = now;
    const bar = '█'.repeat(Math.round(advanced * barWidth)).padEnd(barWidth, '░');
    process.stderr.write(`${clearLine}${bar} ${text()}`);
  }

  /** Removes the bar, so that other lines can be printed. */
  clear(): void {
    if (this.#visible) process.stderr.write(clearLine);
  }

  /** Prints a line in place of the bar. */
  print(line: string): void {
    if (process.stderr.isTTY) process.stderr.write(clearLine);
    process.stderr.write(`${line}\n`);
  }

  get #visible(): boolean {
    return this.enabled && process.stderr.isTTY;
  }
}
