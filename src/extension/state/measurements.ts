import type { MeasurementView } from '../../shared/protocol/measurementProtocol';
import type { WorkerMeasurement, WorkerSpeed } from '../../shared/run/workerMeasurement';
import { ChangeListeners } from './changeListeners';

/** What is known of a measurement before it starts. */
export type MeasurementStart = Pick<MeasurementView, 'title' | 'current' | 'counts'>;

/** The measurement of workers that the panel shows, one at a time. Imports no vscode. */
export class Measurements {
  #view: MeasurementView | null = null;
  #abort: AbortController | undefined;
  readonly #listeners = new ChangeListeners();

  /** The measurement shown; null for none. */
  get view(): MeasurementView | null {
    return this.#view;
  }

  /** Calls the listener on every change. */
  onChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Shows a measurement that starts, in place of any other. @returns aborted when the user closes it */
  start(start: MeasurementStart): AbortSignal {
    this.close();
    this.#abort = new AbortController();
    this.#show({ ...start, speeds: [], progress: { share: 0 } });
    return this.#abort.signal;
  }

  /** @param workers the number that has its turn @param share of the measurement that is done @param speeds what is known so far */
  advance(workers: number, share: number, speeds: readonly WorkerSpeed[]): void {
    if (this.#view?.progress) this.#show({ ...this.#view, speeds, progress: { share, workers } });
  }

  /** Shows what was found. */
  end({ speeds, files, rounds, recommended }: WorkerMeasurement): void {
    if (!this.#view) return;
    const { progress: _, ...view } = this.#view;
    this.#show({ ...view, speeds, found: { files, rounds, recommended } });
  }

  /** Hides the measurement, and ends it if it is in progress. */
  close(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    if (this.#view) this.#show(null);
  }

  #show(view: MeasurementView | null): void {
    this.#view = view;
    this.#listeners.notify();
  }
}
