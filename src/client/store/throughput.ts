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

  /** @param earlier that of a run which goes on @param seconds how long that run took until then */
  constructor(earlier?: ThroughputView, seconds = 0) {
    if (!earlier) return;
    const { bucketSeconds, rates, pauses } = earlier;
    this.#bucketSeconds = bucketSeconds;
    // The last bucket may be shorter.
    this.#counts = rates.map((rate, index) => rate * Math.max(0, Math.min(bucketSeconds, seconds - index * bucketSeconds)));
    this.#pauses.push(...pauses);
  }

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

const isQuantity = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);

function arePauses(pauses: unknown): pauses is readonly PauseView[] {
  const isPause = (pause: Partial<PauseView> | null) => isQuantity(pause?.at) && isQuantity(pause?.seconds);
  return Array.isArray(pauses) && pauses.length <= mostPauses && pauses.every(isPause);
}

/** Whether a value from a file is a throughput that can be drawn. */
export function isThroughput(view: Partial<ThroughputView> | null | undefined): view is ThroughputView {
  const { bucketSeconds = 0, rates, pauses } = view ?? {};
  const areRates = Array.isArray(rates) && rates.length <= mostBuckets && rates.every(isQuantity);
  return isQuantity(bucketSeconds) && bucketSeconds > 0 && areRates && arePauses(pauses);
}

function rounded(rate: number): number {
  return Math.round(rate * 10) / 10;
}
