import { createHash } from 'node:crypto';
import { type Dirent, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import type { FileState } from '../fs/fileState';

/**
 * What runs made in one folder, and from the files of that folder: a file of JSON lines for each folder, in the store. So a plan
 * reads only what concerns the folders that it looks at.
 */

/** A file that a run made. */
export interface ResultLine extends FileState {
  readonly result: string;
  /** Path of the file that it was made from. */
  readonly source: string;
}

/** What a recipe made of a source. */
export interface SourceLine extends FileState {
  readonly source: string;
  /** Identifies the recipe and where it writes. */
  readonly key: string;
  /** Paths of the files. None when the source was kept or replaced: then it is as the recipe wants it. */
  readonly outputs: readonly string[];
}

interface FolderLine {
  readonly folder: string;
}

type Line = FolderLine | ResultLine | SourceLine;

const lineKey = (source: string, key: string) => `${key} ${source}`;

function shardPath(store: string, folder: string): string {
  return join(store, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.jsonl`);
}

/** The lines about one folder. */
export class ResultShard {
  /** By name. */
  readonly #results = new Map<string, ResultLine>();
  /** By recipe and name. */
  readonly #sources = new Map<string, SourceLine>();

  constructor(
    readonly folder: string,
    lines: readonly Line[],
  ) {
    for (const line of lines) {
      if ('result' in line) this.addResult(line);
      else if ('source' in line) this.addSource(line);
    }
  }

  get isEmpty(): boolean {
    return this.#results.size === 0 && this.#sources.size === 0;
  }

  result(name: string): ResultLine | undefined {
    return this.#results.get(name);
  }

  source(name: string, key: string): SourceLine | undefined {
    return this.#sources.get(lineKey(name, key));
  }

  addResult(line: ResultLine): void {
    this.#results.set(line.result, line);
  }

  /** A file that is a source from now on is no longer a result. */
  removeResult(name: string): void {
    this.#results.delete(name);
  }

  addSource(line: SourceLine): void {
    this.#sources.set(lineKey(line.source, line.key), line);
  }

  /** The lines about files that still exist. */
  *lines(names: ReadonlySet<string>): Generator<Line> {
    yield { folder: this.folder };
    for (const line of this.#results.values()) if (names.has(line.result)) yield line;
    for (const line of this.#sources.values()) if (names.has(line.source)) yield line;
  }
}

function readLines(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return []; // nothing was made there yet, or it cannot be read: then everything counts as not made
  }
  return text
    .split('\n')
    .map((line) => parseJsonLine<Line>(line))
    .filter((line) => line !== undefined);
}

/** Reads what is known about a folder. @param store folder of the shards */
export function readShard(store: string, folder: string): ResultShard {
  const [head, ...lines] = readLines(shardPath(store, folder));
  return new ResultShard(folder, head && 'folder' in head && head.folder === folder ? lines : []);
}

function namesIn(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder, { withFileTypes: true }).map(({ name }: Dirent) => name));
  } catch {
    return new Set();
  }
}

/** Writes what is known about a folder, without files that no longer exist. The caller keeps other processes from doing the same. */
export function writeShard(store: string, shard: ResultShard): void {
  mkdirSync(store, { recursive: true });
  const path = shardPath(store, shard.folder);
  const text = [...shard.lines(namesIn(shard.folder))].map((line) => JSON.stringify(line)).join('\n');
  const temp = `${path}.tmp`;
  writeFileSync(temp, `${text}\n`);
  renameSync(temp, path);
}
