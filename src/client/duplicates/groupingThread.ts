import { parentPort, workerData } from 'node:worker_threads';
import type { HashedImage } from './fileGroup';
import { type FromGrouping, type GroupingData, packGroups, type ToGrouping } from './groupingMessages';
import { SimilarGroups } from './similarGroups';

/** Entry of the thread that groups similar images, which would block the extension host for seconds. */

/** A newer request arrived. */
class Superseded extends Error {}

const newest = new Int32Array((workerData as GroupingData).newest);
const received: HashedImage[] = [];
let groups: SimilarGroups | undefined;

parentPort?.on('message', (message: ToGrouping) => {
  if ('add' in message) {
    received.push(...message.add);
    return;
  }
  const { request, options } = message;
  const throwIfSuperseded = () => {
    if (Atomics.load(newest, 0) !== request) throw new Superseded();
  };
  try {
    throwIfSuperseded();
    groups ??= new SimilarGroups(received);
    const packed = packGroups(groups.group(options, throwIfSuperseded));
    parentPort?.postMessage({ request, packed } satisfies FromGrouping, [packed.buffer]);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
});
