import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileState } from '../fs/fileState';
import { type FileColumns, FileTable } from './fileTable';

/**
 * What runs made in one folder, and from the files of that folder: a JSON file for each folder, in the store. So a plan reads only
 * what concerns the folders that it looks at.
 */

/** In place of the source of a file that belongs to an atlas: it was made from many. */
export const atlasSource = '';

/** A file that a run made. */
export interface Result extends FileState {
  /** Path of the file that it was made from, or `atlasSource`. */
  readonly source: string;
}

/** What a recipe made of a source. */
export interface MadeSource extends FileState {
  /** Paths of the files. None when the source was kept or replaced: then it is as the recipe wants it. */
  readonly outputs: readonly string[];
}

interface ShardFile {
  readonly folder: string;
  /** Linked to their sources, without keys. */
  readonly results: FileColumns;
  /** Linked to their outputs, by the keys of recipes. */
  readonly sources: FileColumns;
}

/** No path contains it. */
const separator = '\0';

function shardPath(store: string, folder: string): string {
  return join(store, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`);
}

/** What is known about one folder. */
export class ResultShard {
  readonly #results: FileTable;
  readonly #sources: FileTable;

  /** @throws TypeError when the file is none */
  constructor(
    readonly folder: string,
    file?: ShardFile,
  ) {
    this.#results = new FileTable(file?.results);
    this.#sources = new FileTable(file?.sources);
  }

  result(name: string): Result | undefined {
    const entry = this.#results.get('', name);
    return entry && { source: entry.link, ...entry.state };
  }

  source(name: string, key: string): MadeSource | undefined {
    const entry = this.#sources.get(key, name);
    return entry && { outputs: entry.link === '' ? [] : entry.link.split(separator), ...entry.state };
  }

  addResult(name: string, { source, ...state }: Result): void {
    this.#results.set('', name, { link: source, state });
  }

  /** A file that is a source from now on is no longer a result. */
  removeResult(name: string): void {
    this.#results.delete('', name);
  }

  addSource(name: string, key: string, { outputs, ...state }: MadeSource): void {
    this.#sources.set(key, name, { link: outputs.join(separator), state });
  }

  /** Forgets what other recipes made of a source if a recipe has overwritten one of the outputs. */
  removeOverwritten(name: string, key: string, output: string): void {
    this.#sources.deleteOthers(key, name, (link) => link.split(separator).includes(output));
  }

  /** Everything about files that still exist. @param names in the folder */
  file(names: ReadonlySet<string>): ShardFile {
    return { folder: this.folder, results: this.#results.columns(names), sources: this.#sources.columns(names) };
  }
}

/** Reads what is known about a folder. Nothing, if it cannot be read: then everything counts as not made. @param store folder of the shards */
export function readShard(store: string, folder: string): ResultShard {
  try {
    const file = JSON.parse(readFileSync(shardPath(store, folder), 'utf8')) as ShardFile;
    return file.folder === folder ? new ResultShard(folder, file) : new ResultShard(folder);
  } catch {
    return new ResultShard(folder);
  }
}

/** Whether something may be known about a folder. */
export function hasShard(store: string, folder: string): boolean {
  return existsSync(shardPath(store, folder));
}

function namesIn(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return new Set();
  }
}

/** Writes what is known about a folder, without files that no longer exist. The caller keeps other processes from doing the same. */
export function writeShard(store: string, shard: ResultShard): void {
  mkdirSync(store, { recursive: true });
  const path = shardPath(store, shard.folder);
  const temp = `${path}.tmp`;
  writeFileSync(temp, JSON.stringify(shard.file(namesIn(shard.folder))));
  renameSync(temp, path);
}
