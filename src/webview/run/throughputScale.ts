import type { PauseView, ThroughputView } from '../../shared/protocol/insightsProtocol';

/** Width of the gap that stands for a pause, as a share of the plot. */
const gapShare = 0.015;

/** A row of neighboring buckets without a pause between them. */
interface Stretch {
  /** Index of its first bucket, and of the one after its last. */
  readonly from: number;
  readonly to: number;
}

/** Where the buckets of a run are in its plot, with gaps for pauses. Positions are shares of the width and the height. */
export class ThroughputScale {
  readonly stretches: readonly Stretch[];
  readonly #gap: number;
  /** Highest rate. */
  readonly top: number;

  constructor(readonly view: ThroughputView) {
    const { rates, pauses, bucketSeconds } = view;
    const after = (pause: PauseView) => Math.ceil(pause.at / bucketSeconds);
    const ends = [...new Set(pauses.map(after))].filter((end) => end > 0 && end < rates.length).sort((a, b) => a - b);
    const edges = [0, ...ends, rates.length];
    this.stretches = edges.slice(1).map((to, index) => ({ from: edges[index] as number, to }));
    this.#gap = (rates.length * gapShare) / (1 - Math.min(0.5, gapShare * ends.length));
    this.top = Math.max(...rates, 0.1);
  }

  get #width(): number {
    return this.view.rates.length + this.#gap * (this.stretches.length - 1);
  }

  /** Left edge of a bucket. @param stretch index of its stretch */
  left(bucket: number, stretch: number): number {
    return (bucket + this.#gap * stretch) / this.#width;
  }

  /** Middle of a bucket. */
  middle(bucket: number): number {
    const stretch = this.stretches.findIndex(({ to }) => bucket < to);
    return this.left(bucket + 0.5, Math.max(0, stretch));
  }

  /** Distance of a bucket's rate from the top. */
  y(bucket: number): number {
    return 1 - (this.view.rates[bucket] ?? 0) / this.top;
  }

  /** The bucket whose middle is nearest. */
  bucketAt(share: number): number {
    let nearest = 0;
    for (let bucket = 1; bucket < this.view.rates.length; bucket += 1)
      if (Math.abs(this.middle(bucket) - share) < Math.abs(this.middle(nearest) - share)) nearest = bucket;
    return nearest;
  }
}
