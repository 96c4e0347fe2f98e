import type { ReactiveController, ReactiveElement } from 'lit';

/** Tells an element that its width may have changed, while it is on the page; the first time before it is drawn. */
export class WidthWatch implements ReactiveController {
  readonly #observer: ResizeObserver;

  constructor(
    readonly host: ReactiveElement,
    readonly fit: () => void,
  ) {
    this.#observer = new ResizeObserver(fit);
    host.addController(this);
  }

  hostConnected(): void {
    this.fit();
    this.#observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }
}
