import type { RowWindow } from '../../shared/protocol/panelProtocol';
import { coversRows } from './rowWindow';

/** Requests windows of rows from the host: at most one per frame, and only when the last one does not cover the rows needed. */
export class RowSubscription {
  private needed: RowWindow;
  private requested: RowWindow | undefined;
  private frame = 0;

  /** @param first the window that was already requested */
  constructor(
    first: RowWindow,
    private readonly request: (window: RowWindow) => void,
  ) {
    this.needed = first;
    this.requested = first;
  }

  show(window: RowWindow): void {
    this.needed = window;
    this.frame ||= requestAnimationFrame(() => this.flush());
  }

  /** Requests the next window even if it was requested before: its rows belong to another run. */
  reset(): void {
    this.requested = undefined;
  }

  private flush(): void {
    this.frame = 0;
    if (this.requested !== undefined && coversRows(this.requested, this.needed)) return;
    this.requested = this.needed;
    this.request(this.needed);
  }
}
