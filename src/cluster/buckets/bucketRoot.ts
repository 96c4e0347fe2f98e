import { join } from 'node:path';
import type { BucketPrefix } from '../../shared/protocol/bucketUrl';
import type { RootStorage, StoredRun } from '../roots/rootStorage';
import { Bucket } from './bucket';
import { BucketRun } from './bucketRun';
import { createClient } from './createClient';
import { assertConditional } from './probe';
import { makeScratch, removeScratch } from './scratch';

/** A bucket with a prefix: the engine works on copies of its objects. */
export class BucketRoot implements RootStorage {
  readonly #bucket: Bucket;

  constructor(
    readonly name: string,
    place: BucketPrefix,
  ) {
    this.#bucket = new Bucket(createClient(), place);
  }

  async prepare(): Promise<void> {
    const scratch = makeScratch('probe');
    await assertConditional(this.#bucket, scratch).finally(() => removeScratch(scratch));
  }

  async open(run: string): Promise<StoredRun> {
    return new BucketRun(this.#bucket, run, makeScratch(join(this.name, run)));
  }
}
