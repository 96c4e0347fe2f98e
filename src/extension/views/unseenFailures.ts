import type * as vscode from 'vscode';
import type { RunPanel } from '../panel/runPanel';
import type { RunStore } from '../state/runStore';

/** The failures of the last run, until the panel shows them. Runs of earlier windows do not count. */
export class UnseenFailures implements vscode.Disposable {
  #wasActive = false;
  #count = 0;
  readonly #listeners: readonly { dispose(): void }[];

  constructor(
    readonly store: Pick<RunStore, 'active' | 'totals' | 'onChange'>,
    readonly panel: Pick<RunPanel, 'visible' | 'onVisibility'>,
  ) {
    const look = () => this.#look();
    this.#listeners = [store.onChange(look), panel.onVisibility(look)];
  }

  get count(): number {
    return this.#count;
  }

  #look(): void {
    const { active } = this.store;
    if (active || this.panel.visible) this.#count = 0;
    else if (this.#wasActive) this.#count = failures(this.store);
    this.#wasActive = active;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }
}

/** The number of files of the run shown that failed, or that are missing. */
export function failures(store: Pick<RunStore, 'totals'>): number {
  const { failed, missing } = store.totals();
  return failed + missing;
}
