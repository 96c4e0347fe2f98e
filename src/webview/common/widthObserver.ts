import type { ReactiveController, ReactiveElement } from 'lit';

/** Calls back when an element's width may have changed while it is on the page, and once before its first render. */
export class WidthObserver implements ReactiveController {
  readonly #observer: ResizeObserver;

  constructor(
    readonly host: ReactiveElement,
    readonly onResize: () => void,
  ) {
    this.#observer = new ResizeObserver(onResize);
    host.addController(this);
  }

  hostConnected(): void {
    this.onResize();
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
