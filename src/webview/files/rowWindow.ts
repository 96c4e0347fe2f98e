import type { RowFilter, RowWindow } from '../../shared/protocol/panelProtocol';

/** Rows are asked for in whole blocks with one to spare at each end, so that a small scroll asks for nothing new. */
const block = 20;

/** The window to ask for when the rows `first` to `last` are in sight. */
export function windowAround(filter: RowFilter, first: number, last: number): RowWindow {
  const from = Math.max(0, Math.floor(first / block) - 1) * block;
  const end = (Math.floor(Math.max(first, last) / block) + 2) * block;
  return { filter, from, count: end - from };
}

/** Whether the window `outer` holds all rows of `inner`. */
function covers(outer: RowWindow, inner: RowWindow): boolean {
  return outer.filter === inner.filter && outer.from <= inner.from && outer.from + outer.count >= inner.from + inner.count;
}

/** Tells the host which window is wanted: at most once a frame, and only when the one it was told lacks rows. */
export class RowWatch {
  private wanted: RowWindow;
  private told: RowWindow | undefined;
  private frame = 0;

  /** @param first the window that the host was told already */
  constructor(
    first: RowWindow,
    private readonly tell: (window: RowWindow) => void,
  ) {
    this.wanted = first;
    this.told = first;
  }

  want(window: RowWindow): void {
    this.wanted = window;
    this.frame ||= requestAnimationFrame(() => this.flush());
  }

  /** Asks anew even for the rows of before: they are another run's. */
  forget(): void {
    this.told = undefined;
  }

  private flush(): void {
    this.frame = 0;
    if (this.told !== undefined && covers(this.told, this.wanted)) return;
    this.told = this.wanted;
    this.tell(this.wanted);
  }
}
