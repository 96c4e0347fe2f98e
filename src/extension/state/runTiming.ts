import type { RunRecord } from '../../client/store/runRecord';
import { Throughput } from '../../client/store/throughput';
import type { ThroughputView } from '../../shared/protocol/insightsProtocol';
import type { RunPhase } from '../../shared/run/runPhase';
import { RunClock } from './runClock';

/** How long a run takes, and its speed over that time. */
export class RunTiming {
  readonly #clock: RunClock;
  #throughput = new Throughput();
  /** That of a run that was restored. */
  #recorded: ThroughputView | undefined;
  /** Number of files that workers processed before the run went on, in a time that nobody knows. */
  untimed = 0;

  /** @param now seconds since some fixed moment */
  constructor(now: () => number) {
    this.#clock = new RunClock(now);
  }

  start(): void {
    this.#clock.start();
    this.#throughput = new Throughput();
    this.#recorded = undefined;
    this.untimed = 0;
  }

  /** Continues the time of a run that goes on. @param processed number of files that workers processed until then */
  goOnFrom({ elapsedSeconds, throughput }: Pick<RunRecord, 'elapsedSeconds' | 'throughput'>, processed: number): void {
    this.#clock.goOnFrom(elapsedSeconds);
    this.#throughput = new Throughput(throughput, elapsedSeconds);
    this.untimed = elapsedSeconds > 0 ? 0 : processed;
  }

  /** Takes the time of a run that is over from its record. */
  restore({ phase, elapsedSeconds, throughput }: RunRecord): void {
    // A window that was killed could not record when its run ended.
    this.#clock.end(phase === 'interrupted' || elapsedSeconds === 0 ? Number.NaN : elapsedSeconds);
    this.#recorded = throughput;
  }

  /** @param timed whether planning counts as part of the run */
  enter(phase: RunPhase, timed: boolean): void {
    const pause = this.#clock.enter(phase, timed);
    if (pause) this.#throughput.addPause(pause);
  }

  end(): void {
    this.#clock.end();
  }

  /** Counts files that workers have just processed. */
  add(files: number): void {
    this.#throughput.add(this.seconds, files);
  }

  /** Seconds since the start; NaN if nobody knows. */
  get seconds(): number {
    return this.#clock.seconds;
  }

  /** Files per second over the time of the run; null as long as nothing was counted. */
  throughput(isOver: boolean): ThroughputView | null {
    return this.#recorded ?? this.#throughput.view(this.seconds, isOver);
  }
}
