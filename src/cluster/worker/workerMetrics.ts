import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from '../../shared/run/run';

/** What the queue holds, by state. */
export type QueueCounts = Readonly<Record<string, number>>;

/** What is measured while it is asked for. */
export interface MetricSources {
  /** Chunks in the queue of each root. */
  counts(): Promise<readonly (readonly [root: string, counts: QueueCounts])[]>;
  /** Files in the pool. */
  inProgress(): number;
  readonly threads: number;
}

/** The metrics of a worker, in Prometheus' text format. */
export class WorkerMetrics {
  readonly #registry = new Registry();
  readonly #files = this.#counter('assetmill_files_total', 'Files with an outcome, by status', ['root', 'status']);
  readonly #bytesIn = this.#counter('assetmill_source_bytes_total', 'Bytes of the sources of files that were done', ['root']);
  readonly #bytesOut = this.#counter('assetmill_output_bytes_total', 'Bytes of outputs that were written', ['root']);
  readonly #chunks = this.#counter('assetmill_chunks_total', 'Chunks that this worker took, by result', ['root', 'result']);
  readonly #seconds = new Histogram({
    name: 'assetmill_file_seconds',
    help: 'Time that files took in a thread',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300],
    registers: [this.#registry],
  });

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    new Gauge({
      name: 'assetmill_files_in_progress',
      help: 'Files in the pool of this worker',
      registers,
      collect() {
        this.set(sources.inProgress());
      },
    });
    new Gauge({ name: 'assetmill_threads', help: 'Worker threads of this worker', registers }).set(sources.threads);
    new Gauge({
      name: 'assetmill_queue_chunks',
      help: 'Chunks in the queue, by state, on all computers',
      labelNames: ['root', 'state'],
      registers,
      async collect() {
        for (const [root, counts] of await sources.counts())
          for (const [state, count] of Object.entries(counts)) this.set({ root, state }, count);
      },
    });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  chunk(root: string, result: 'done' | 'failed' | 'abandoned'): void {
    this.#chunks.inc({ root, result });
  }

  outcomes(root: string, outcomes: readonly Outcome[]): void {
    for (const { status, ms, before, outputs } of outcomes) {
      this.#files.inc({ root, status });
      this.#seconds.observe(ms / 1000);
      if (status === 'done') this.#bytesIn.inc({ root }, before.bytes);
      this.#bytesOut.inc(
        { root },
        outputs.reduce((sum, { bytes }) => sum + bytes, 0),
      );
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
