/** Functions that are called on every change of a store. */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>();

  add(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
