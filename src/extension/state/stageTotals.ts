import type { TimedPart, TimingView } from '../../shared/protocol/insightsProtocol';
import type { Outcome } from '../../shared/run/run';
import { stageNames } from '../../shared/run/stages';

const parts = [...stageNames, 'other'] as const satisfies readonly TimedPart[];

/** Adds up where the time of images went. */
export class StageTotals {
  readonly #ms = Object.fromEntries(parts.map((part) => [part, 0])) as Record<TimedPart, number>;
  /** Time of all tasks, in ms. Those that a worker has in progress at the same time all count. */
  #sum = 0;

  add({ stages, ms }: Pick<Outcome, 'stages' | 'ms'>): void {
    // Reports of earlier versions lack the stages.
    if (!stages) return;
    let rest = ms;
    for (const stage of stageNames) {
      const part = stages[stage] ?? 0;
      this.#ms[stage] += part;
      rest -= part;
    }
    this.#ms.other += Math.max(0, rest);
    this.#sum += ms;
  }

  /**
   * The seconds by part. A worker waits for one file while it processes another, so the times of tasks overlap: if it is known for how
   * long the workers were busy, that is divided in the same proportions.
   * @returns null if nothing was measured
   */
  view(spent: TimingView['spent']): TimingView | null {
    if (this.#sum === 0) return null;
    const share = spent ? (spent.workSeconds * 1000) / this.#sum : 1;
    const timed = parts.map((part) => ({ part, seconds: Math.round(this.#ms[part] * share) / 1000 }));
    return { parts: timed.filter(({ seconds }) => seconds > 0), ...(spent && { spent }) };
  }
}
