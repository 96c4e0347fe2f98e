import type { MeasurementView } from '../../shared/protocol/measurementProtocol';

/** Room around the bars, in CSS pixels: for the numbers above and the counts below. */
const margin = { top: 30, bottom: 40, side: 6 } as const;
const height = 230;
/** Room above the highest point of the line, as a share of its speed-up: the ideal line leaves the chart there. */
const headroom = 1.35;

/** A point in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the bars and points of a measurement are, in CSS pixels. */
export class ChartScale {
  readonly height = height;
  /** The baseline of the bars. */
  readonly bottom = height - margin.bottom;
  readonly top = margin.top;
  readonly #longest: number;
  readonly #highest: number;

  constructor(
    readonly view: MeasurementView,
    readonly width: number,
  ) {
    this.#longest = Math.max(0.001, ...view.speeds.map(({ seconds }) => seconds));
    this.#highest = Math.max(1.5, ...view.speeds.map(({ speedup }) => speedup)) * headroom;
  }

  get #step(): number {
    return (this.width - 2 * margin.side) / this.view.counts.length;
  }

  /** Width of a bar. */
  get bar(): number {
    return Math.min(64, this.#step * 0.62);
  }

  /** Whether there is room for words below a bar. */
  get hasWords(): boolean {
    return this.#step >= 84;
  }

  /** Decimals of a speed-up for which there is room. */
  get digits(): 1 | 2 {
    return this.#step >= 52 ? 2 : 1;
  }

  /** Middle of the bar of a count. @param index index into the counts */
  x(index: number): number {
    return margin.side + (index + 0.5) * this.#step;
  }

  barTop(seconds: number): number {
    return this.bottom - (seconds / this.#longest) * (this.bottom - this.top);
  }

  y(speedup: number): number {
    return this.bottom - (speedup / this.#highest) * (this.bottom - this.top);
  }

  /** The measured speed-ups. */
  get line(): readonly Point[] {
    const points = this.view.counts.map((count, index) => {
      const speed = this.view.speeds.find(({ workers }) => workers === count);
      return speed && { x: this.x(index), y: this.y(speed.speedup) };
    });
    return points.filter((point) => point !== undefined);
  }

  /** The speed-ups if each worker helped as much as the first one, up to the edge of the chart. */
  get ideal(): readonly Point[] {
    const points: Point[] = [];
    for (const [index, count] of this.view.counts.entries()) {
      const point = { x: this.x(index), y: this.y(count) };
      const before = points.at(-1);
      if (point.y >= this.top || !before) points.push(point);
      else return [...points, crossing(before, point, this.top)];
    }
    return points;
  }
}

/** Where the way from a point to a higher one crosses a height. */
function crossing(from: Point, to: Point, y: number): Point {
  return { x: from.x + ((to.x - from.x) * (from.y - y)) / (from.y - to.y), y };
}
