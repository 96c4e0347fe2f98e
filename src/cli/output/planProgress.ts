import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import { ProgressBar } from './progressBar';

/** Shows how far a plan is that reads files. Its bar starts over with the run. */
export class PlanProgress {
  readonly #bar: ProgressBar;

  /** @param json whether lines for programs are printed */
  constructor(json: boolean) {
    this.#bar = new ProgressBar(!(json && process.stdout.isTTY));
  }

  /** @param found number of files found so far */
  readonly scanned = (files: number, found: number): void => {
    this.#bar.draw(files / Math.max(1, found), () => `${formatCount(files)} of ${fileCount(found)} scanned`);
  };

  /** Removes the bar, so that other lines can be printed. */
  clear(): void {
    this.#bar.clear();
  }
}
