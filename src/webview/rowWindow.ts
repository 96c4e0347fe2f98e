import type { RowFilter, RowWindow } from '../shared/panelProtocol';

/** Rows are asked for in whole blocks with one to spare at each end, so that a small scroll asks for nothing new. */
const block = 20;

/** The window to ask for when the rows `first` to `last` are in sight. */
export function windowAround(filter: RowFilter, first: number, last: number): RowWindow {
  const from = Math.max(0, Math.floor(first / block) - 1) * block;
  const end = (Math.floor(Math.max(first, last) / block) + 2) * block;
  return { filter, from, count: end - from };
}

/** Tells the host which window is wanted: at most once a frame, and only when it is another one. */
export class RowWatch {
  private wanted: RowWindow;
  private told: RowWindow;
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

  private flush(): void {
    this.frame = 0;
    const { wanted, told } = this;
    if (wanted.filter === told.filter && wanted.from === told.from && wanted.count === told.count) return;
    this.told = wanted;
    this.tell(wanted);
  }
}
