import { sep } from 'node:path';
import { isAsLeft } from '../fs/fileState';
import { folderFinder } from '../fs/folderFinder';
import { atlasSource, type MadeSource, type Result, type ResultShard, readShard } from './resultShard';

/** Files are looked up folder by folder, in the order of their paths, so only some folders are of interest at a time. */
const keptShards = 8;

/** Cheaper than `basename`. @param folder of the path */
function nameIn(folder: string, path: string): string {
  return path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1);
}

/** Looks up what earlier runs made. */
export class ResultIndex {
  readonly #shards = new Map<string, ResultShard>();
  readonly #folderOf = folderFinder();

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
  result(path: string): Result | undefined {
    const folder = this.#folderOf(path);
    const result = this.#shardOf(folder).result(nameIn(folder, path));
    return result && isAsLeft(path, result) ? result : undefined;
  }

  /** Whether a file belongs to an atlas that a run made, and is as the run left it. */
  isAtlasFile(path: string): boolean {
    return this.result(path)?.source === atlasSource;
  }

  /** Whether a run made a file from a source by a recipe, whatever became of the file since. */
  isOutputOf(path: string, source: string, key: string): boolean {
    return this.#madeOf(source, key)?.outputs.includes(path) ?? false;
  }

  #madeOf(source: string, key: string): MadeSource | undefined {
    const folder = this.#folderOf(source);
    return this.#shardOf(folder).source(nameIn(folder, source), key);
  }

  /**
   * Whether a recipe has nothing to do for a source: the source and everything that was made from it are as they were left.
   * @returns the size of the source in bytes, or undefined
   */
  upToDateSize(source: string, key: string): number | undefined {
    const made = this.#madeOf(source, key);
    if (!made || !isAsLeft(source, made)) return undefined;
    return made.outputs.every((output) => this.result(output)?.source === source) ? made.size : undefined;
  }
}
