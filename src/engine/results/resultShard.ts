import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileState } from '../fs/fileState';

/**
 * What runs made in one folder, and from the files of that folder: a JSON file for each folder, in the store. So a plan reads only
 * what concerns the folders that it looks at.
 */

/** A file that a run made. */
export interface Result extends FileState {
  /** Path of the file that it was made from. */
  readonly source: string;
}

/** What a recipe made of a source. */
export interface MadeSource extends FileState {
  /** Paths of the files. None when the source was kept or replaced: then it is as the recipe wants it. */
  readonly outputs: readonly string[];
}

/** Rows take a third of the time that objects take to be read, and a folder may have 20,000. */
type StateColumns = readonly [size: number, mtimeMs: number, ino: number, sha256: string];
type ResultRow = readonly [name: string, source: string, ...state: StateColumns];
type SourceRow = readonly [name: string, key: string, outputs: readonly string[], ...state: StateColumns];

interface ShardFile {
  readonly folder: string;
  readonly results: readonly ResultRow[];
  readonly sources: readonly SourceRow[];
}

function columns({ size, mtimeMs, ino, sha256 = '' }: FileState): StateColumns {
  return [size, mtimeMs, ino, sha256];
}

function stateIn([size, mtimeMs, ino, sha256]: StateColumns): FileState {
  return { size, mtimeMs, ino, ...(sha256 !== '' && { sha256 }) };
}

const sourceKey = (name: string, key: string) => `${key} ${name}`;

function shardPath(store: string, folder: string): string {
  return join(store, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`);
}

/** What is known about one folder. */
export class ResultShard {
  /** By name. */
  readonly #results: Map<string, ResultRow>;
  /** By recipe and name. */
  readonly #sources: Map<string, SourceRow>;

  constructor({ folder, results, sources }: ShardFile) {
    this.folder = folder;
    this.#results = new Map(results.map((row) => [row[0], row]));
    this.#sources = new Map(sources.map((row) => [sourceKey(row[0], row[1]), row]));
  }

  readonly folder: string;

  result(name: string): Result | undefined {
    const row = this.#results.get(name);
    if (!row) return undefined;
    const [, source, ...state] = row;
    return { source, ...stateIn(state) };
  }

  source(name: string, key: string): MadeSource | undefined {
    const row = this.#sources.get(sourceKey(name, key));
    if (!row) return undefined;
    const [, , outputs, ...state] = row;
    return { outputs, ...stateIn(state) };
  }

  addResult(name: string, { source, ...state }: Result): void {
    this.#results.set(name, [name, source, ...columns(state)]);
  }

  /** A file that is a source from now on is no longer a result. */
  removeResult(name: string): void {
    this.#results.delete(name);
  }

  addSource(name: string, key: string, { outputs, ...state }: MadeSource): void {
    this.#sources.set(sourceKey(name, key), [name, key, outputs, ...columns(state)]);
  }

  /** Everything about files that still exist. @param names in the folder */
  file(names: ReadonlySet<string>): ShardFile {
    const there = <Row extends ResultRow | SourceRow>(rows: Map<string, Row>) => [...rows.values()].filter(([name]) => names.has(name));
    return { folder: this.folder, results: there(this.#results), sources: there(this.#sources) };
  }
}

/** Reads what is known about a folder. Nothing, if it cannot be read: then everything counts as not made. @param store folder of the shards */
export function readShard(store: string, folder: string): ResultShard {
  const nothing = { folder, results: [], sources: [] };
  try {
    const file = JSON.parse(readFileSync(shardPath(store, folder), 'utf8')) as ShardFile;
    return new ResultShard(file.folder === folder ? file : nothing);
  } catch {
    return new ResultShard(nothing);
  }
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
