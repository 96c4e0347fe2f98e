import type { PauseView, ThroughputView } from '../../shared/protocol/insightsProtocol';

/** Most buckets. When they are full, each two neighbors become one. */
export const mostBuckets = 240;
/** Length of a bucket at first, in seconds. Outcomes come in batches, so shorter ones would show these. */
const firstSeconds = 0.5;
/** Further pauses are not shown. */
const mostPauses = 24;

/** How many files a run does in a second, over its time. What it keeps does not grow with the run. */
export class Throughput {
  #bucketSeconds = firstSeconds;
  /** Files that ended, by bucket. */
  #counts: number[] = [];
  readonly #pauses: PauseView[] = [];

  /** @param seconds time of the run @param files number of files that have just ended */
  add(seconds: number, files: number): void {
    while (seconds >= this.#bucketSeconds * mostBuckets) this.#merge();
    const index = Math.max(0, Math.floor(seconds / this.#bucketSeconds));
    while (this.#counts.length <= index) this.#counts.push(0);
    this.#counts[index] = (this.#counts[index] ?? 0) + files;
  }

  #merge(): void {
    const counts = this.#counts;
    this.#counts = Array.from({ length: Math.ceil(counts.length / 2) }, (_, at) => (counts[2 * at] ?? 0) + (counts[2 * at + 1] ?? 0));
    this.#bucketSeconds *= 2;
  }

  addPause(pause: PauseView): void {
    if (this.#pauses.length < mostPauses) this.#pauses.push(pause);
  }

  /**
   * The buckets that are over, and the last one if the run is and it lasted for half of its length: a shorter one tells nothing.
   * @param seconds time of the run so far
   * @returns null as long as nothing was counted
   */
  view(seconds: number, isOver: boolean): ThroughputView | null {
    if (this.#counts.length === 0 || !(seconds > 0)) return null;
    this.add(seconds, 0);
    const whole = Math.min(mostBuckets, Math.floor(seconds / this.#bucketSeconds));
    const rest = seconds - whole * this.#bucketSeconds;
    const rates = this.#counts.slice(0, whole).map((files) => rounded(files / this.#bucketSeconds));
    if (isOver && rest >= this.#bucketSeconds / 2) rates.push(rounded((this.#counts[whole] ?? 0) / rest));
    return { bucketSeconds: this.#bucketSeconds, rates, pauses: [...this.#pauses] };
  }
}

function rounded(rate: number): number {
  return Math.round(rate * 10) / 10;
}
