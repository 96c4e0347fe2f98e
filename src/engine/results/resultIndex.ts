import { basename, dirname } from 'node:path';
import { isAsLeft } from '../fs/fileState';
import { type ResultLine, type ResultShard, readShard, type SourceLine } from './resultShard';

/** Files are looked up folder by folder, in the order of their paths, so only some folders are of interest at a time. */
const keptShards = 64;

/** Looks up what earlier runs made. */
export class ResultIndex {
  readonly #shards = new Map<string, ResultShard>();

  /** @param store folder of the records */
  constructor(readonly store: string) {}

  #shardOf(folder: string): ResultShard {
    const known = this.#shards.get(folder);
    if (known) return known;
    const shard = readShard(this.store, folder);
    const [oldest] = this.#shards.keys();
    if (this.#shards.size >= keptShards && oldest !== undefined) this.#shards.delete(oldest);
    this.#shards.set(folder, shard);
    return shard;
  }

  /** The record of a file that a run made, if the file is as the run left it. */
  result(path: string): ResultLine | undefined {
    const line = this.#shardOf(dirname(path)).result(basename(path));
    return line && isAsLeft(path, line) ? line : undefined;
  }

  /** Whether a run made a file from a source by a recipe, whatever became of the file since. */
  isOutputOf(path: string, source: string, key: string): boolean {
    return this.#sourceLine(source, key)?.outputs.includes(path) ?? false;
  }

  #sourceLine(source: string, key: string): SourceLine | undefined {
    return this.#shardOf(dirname(source)).source(basename(source), key);
  }

  /** Whether a recipe has nothing to do for a source: the source and everything that was made from it are as they were left. */
  isUpToDate(source: string, key: string): boolean {
    const line = this.#sourceLine(source, key);
    return line !== undefined && isAsLeft(source, line) && line.outputs.every((output) => this.result(output)?.source === source);
  }
}
