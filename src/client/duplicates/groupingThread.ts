import { parentPort, workerData } from 'node:worker_threads';
import { type FromGrouping, type GroupingData, packGroups, type ToGrouping } from './groupingMessages';
import type { HashedImage } from './searchDuplicates';
import { SimilarGroups } from './similarGroups';

/** Entry of the thread that groups images by what they look like, so that whoever asks is not held up for seconds. */

class GivenUp extends Error {}

const newest = new Int32Array((workerData as GroupingData).newest);
const images: HashedImage[] = [];
let groups: SimilarGroups | undefined;

parentPort?.on('message', (message: ToGrouping) => {
  if ('add' in message) {
    images.push(...message.add);
    return;
  }
  const { wish, options } = message;
  const giveUp = () => {
    if (Atomics.load(newest, 0) !== wish) throw new GivenUp();
  };
  try {
    giveUp();
    groups ??= new SimilarGroups(images);
    const packed = packGroups(groups.group(options, giveUp));
    parentPort?.postMessage({ wish, packed } satisfies FromGrouping, [packed.buffer]);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
});
