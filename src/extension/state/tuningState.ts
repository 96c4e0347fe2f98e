import type { TuningView } from '../../shared/protocol/tuningProtocol';
import { ChangeListeners } from './changeListeners';

/** What the panel shows of a command that is tuned. Imports no vscode. */
export class TuningState {
  #view: TuningView | null = null;
  readonly #listeners = new ChangeListeners();

  /** Calls the listener on every change. */
  onChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Null while nothing is tuned. */
  get view(): TuningView | null {
    return this.#view;
  }

  show(view: TuningView | null): void {
    this.#view = view;
    this.#listeners.notify();
  }
}
