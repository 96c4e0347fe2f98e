import type { PoolEvents } from '../shared/protocol/poolProtocol';
import type { Remote } from '../shared/protocol/rpc';
import type { DigestedFiles } from '../shared/run/packedMessages';
import type { Outcome } from '../shared/run/run';
import type { Json } from '../shared/values/json';
import type { EndedChunk, Queue } from './queue';

/** Outcomes are collected for this long before they are sent. */
const collectMs = 50;
/** Chunks of images whose outcomes are sent at once, each with up to sixteen: what the parent takes in within a few ms. */
const chunksAtOnce = 64;
/** Time between two reports to the parent, in ms. */
export const statusMs = 250;
/** The same while the run is paused: only to show that the process is alive. */
const pausedStatusMs = 5000;

/** Sends the outcomes and the status of a queue to the parent, several outcomes at a time. */
export class OutcomeSender {
  #outcomes: Outcome[] = [];
  #digested: DigestedFiles[] = [];
  #images: Json<readonly Outcome[]>[] = [];
  #collecting: NodeJS.Timeout | undefined;
  #reporting: NodeJS.Timeout | undefined;

  constructor(
    readonly events: Remote<PoolEvents>,
    readonly queue: Pick<Queue, 'busy' | 'paused' | 'status'>,
  ) {}

  add({ outcomes, digested, images }: EndedChunk): void {
    this.#outcomes.push(...outcomes);
    if (digested) this.#digested.push(digested);
    if (images) this.#images.push(images);
    // When nothing more will come, the parent is waiting for these. It must not be blocked for long by a huge message.
    if (!this.queue.busy || this.#images.length >= chunksAtOnce) this.flush();
    else this.#collecting ??= setTimeout(() => this.flush(), collectMs);
  }

  flush(): void {
    clearTimeout(this.#collecting);
    this.#collecting = undefined;
    // The status is sent first, since it counts these outcomes: the parent stops listening after the last outcome.
    this.reportStatus();
    const [outcomes, digested, images] = [this.#outcomes, this.#digested, this.#images];
    if (outcomes.length + digested.length + images.length > 0) void this.events.finished(outcomes, digested, images);
    this.#outcomes = [];
    this.#digested = [];
    this.#images = [];
  }

  /** Reports what the workers are doing, now and regularly while the queue is busy. */
  reportStatus(): void {
    clearTimeout(this.#reporting);
    void this.events.status(this.queue.status());
    const delay = this.queue.paused ? pausedStatusMs : statusMs;
    this.#reporting = this.queue.busy ? setTimeout(() => this.reportStatus(), delay) : undefined;
  }
}
