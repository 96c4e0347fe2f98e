import { type StageName, type Stages, stageNames } from '../../shared/run/stages';

/** Shorter times are left out, in ms: most readers of a report would take them for nothing. */
const leastMs = 0.1;

/** Adds up how long the stages of one task take. */
export class StageClock {
  readonly #ms = new Map<StageName, number>();

  add(stage: StageName, ms: number): void {
    this.#ms.set(stage, (this.#ms.get(stage) ?? 0) + ms);
  }

  /** Counts the time of some work to a stage, whether it succeeds or not. */
  async time<Result>(stage: StageName, work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.add(stage, performance.now() - started);
    }
  }

  /**
   * The stages, to a tenth of a ms. Outputs that were made at the same time waited for each other: then each stage gets its share.
   * @param ms time of the whole task; the stages take no more than this together
   */
  stages(ms: number): Stages {
    const sum = [...this.#ms.values()].reduce((all, each) => all + each, 0);
    const share = sum > ms ? ms / sum : 1;
    const rounded = stageNames.map((stage) => [stage, Math.floor((this.#ms.get(stage) ?? 0) * share * 10) / 10] as const);
    return Object.fromEntries(rounded.filter(([, each]) => each >= leastMs));
  }
}
