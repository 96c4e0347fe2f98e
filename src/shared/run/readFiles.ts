import { algorithmTraits, type DigestAlgorithm, type Digests } from '../checksums/digestAlgorithms';
import { type InspectTask, inspectionCost } from './inspection';
import { outcomeOf } from './outcome';
import type { DigestedFiles } from './packedMessages';
import type { Outcome } from './run';

/**
 * Files that were found, looked at, and read by a worker thread while an inspection was planned. They stay in columns from the
 * thread to whoever prints them: 50,000 objects would cost more than opening as many files.
 */

/** Which file of its disk each is. */
export interface FileLinks {
  readonly devs: BigInt64Array<ArrayBuffer>;
  readonly inos: BigInt64Array<ArrayBuffer>;
}

/** Some files with their digests, in columns. */
export interface ReadFiles extends DigestedFiles {
  /** The paths, with a NUL after each but the last, which no path contains. */
  readonly sources: string;
  readonly bytes: Float64Array<ArrayBuffer>;
  /** Modification times in whole ms. */
  readonly mtimes: Float64Array<ArrayBuffer>;
  /** In a search for duplicates. */
  readonly links?: FileLinks;
}

/** Joins paths for a message: one string is copied in a fraction of the time of many. */
export function joinPaths(paths: readonly string[]): string {
  return paths.join('\0');
}

/** The paths that {@link joinPaths} joined. @param count tells none from one that is empty */
export function splitPaths(joined: string, count: number): string[] {
  return count === 0 ? [] : joined.split('\0');
}

/** Collects files in columns. */
export class ReadColumns {
  readonly #ids: number[] = [];
  readonly #sources: string[] = [];
  readonly #bytes: number[] = [];
  readonly #mtimes: number[] = [];
  readonly #ms: number[] = [];
  readonly #digests: string[];
  readonly #devs: bigint[] = [];
  readonly #inos: bigint[] = [];

  constructor(
    readonly worker: number,
    readonly algorithms: readonly DigestAlgorithm[],
  ) {
    this.#digests = algorithms.map(() => '');
  }

  /** Which file of its disk the next file is. */
  link({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): void {
    this.#devs.push(dev);
    this.#inos.push(ino);
  }

  /** @param digests in the order of the algorithms @param ms time for the file */
  add(
    { id, source, bytes, mtimeMs }: Pick<InspectTask, 'id' | 'source' | 'bytes' | 'mtimeMs'>,
    digests: readonly string[],
    ms: number,
  ): void {
    this.#ids.push(id);
    this.#sources.push(source);
    this.#bytes.push(bytes);
    this.#mtimes.push(mtimeMs);
    this.#ms.push(ms);
    for (let index = 0; index < digests.length; index += 1) this.#digests[index] += digests[index] as string;
  }

  packed(): ReadFiles {
    return {
      worker: this.worker,
      ids: Float64Array.from(this.#ids),
      sources: joinPaths(this.#sources),
      bytes: Float64Array.from(this.#bytes),
      mtimes: Float64Array.from(this.#mtimes),
      ms: Float32Array.from(this.#ms),
      digests: Object.fromEntries(this.algorithms.map((algorithm, index) => [algorithm, this.#digests[index] as string])),
      ...(this.#inos.length > 0 && { links: { devs: BigInt64Array.from(this.#devs), inos: BigInt64Array.from(this.#inos) } }),
    };
  }
}

/** Cuts the digest of one file after the other out of its column. */
export function digestAt({ digests }: Pick<DigestedFiles, 'digests'>, algorithm: DigestAlgorithm, index: number): string {
  const { digits } = algorithmTraits[algorithm];
  return (digests[algorithm] as string).slice(index * digits, (index + 1) * digits);
}

/** A file as a task whose digests are known. @param source its path */
export function taskAt(files: ReadFiles, source: string, index: number): InspectTask {
  const bytes = files.bytes[index] as number;
  const known: Partial<Record<DigestAlgorithm, string>> = {};
  for (const algorithm in files.digests) known[algorithm as DigestAlgorithm] = digestAt(files, algorithm as DigestAlgorithm, index);
  const [id, mtimeMs] = [files.ids[index] as number, files.mtimes[index] as number];
  return { id, source, bytes, mtimeMs, cost: inspectionCost(bytes), attempt: 0, known };
}

/** Which files they are. */
export function listedFiles({ ids, sources, bytes }: ReadFiles): Pick<InspectTask, 'id' | 'source' | 'bytes'>[] {
  return splitPaths(sources, ids.length).map((source, index) => ({
    id: ids[index] as number,
    source,
    bytes: bytes[index] as number,
  }));
}

/** The files as tasks whose digests are known. */
export function readTasks(files: ReadFiles): InspectTask[] {
  return splitPaths(files.sources, files.ids.length).map((source, index) => taskAt(files, source, index));
}

/** The files as outcomes, as if a run had read them. */
export function readOutcomes(files: ReadFiles): Outcome[] {
  const { worker, ms } = files;
  return readTasks(files).map((task, index) => {
    const took = Math.round((ms[index] as number) * 10) / 10;
    return outcomeOf(task, { status: 'done', findings: { digests: task.known as Digests }, ms: took, worker });
  });
}

/** The files in columns of which `tasks` and `digested` each tell a part. */
export function joinRead(tasks: ReadonlyMap<number, InspectTask>, { worker, ids, ms, digests }: DigestedFiles): ReadFiles {
  const found = Array.from(ids, (id) => tasks.get(id) as InspectTask);
  return {
    worker,
    ids,
    sources: joinPaths(found.map(({ source }) => source)),
    bytes: Float64Array.from(found, ({ bytes }) => bytes),
    mtimes: Float64Array.from(found, ({ mtimeMs }) => mtimeMs),
    ms,
    digests,
  };
}

/** The files without the one at a path. */
export function withoutPath(files: ReadFiles, path: string): ReadFiles {
  const sources = splitPaths(files.sources, files.ids.length);
  const at = sources.indexOf(path);
  if (at < 0) return files;
  const isOther = (_: unknown, index: number) => index !== at;
  const cut = ([algorithm, column]: [string, string]) => {
    const { digits } = algorithmTraits[algorithm as DigestAlgorithm];
    return [algorithm, column.slice(0, at * digits) + column.slice((at + 1) * digits)];
  };
  return {
    worker: files.worker,
    ids: files.ids.filter(isOther),
    sources: joinPaths(sources.filter(isOther)),
    bytes: files.bytes.filter(isOther),
    mtimes: files.mtimes.filter(isOther),
    ms: files.ms.filter(isOther),
    digests: Object.fromEntries((Object.entries(files.digests) as [string, string][]).map(cut)),
  };
}
