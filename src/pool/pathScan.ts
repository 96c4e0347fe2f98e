import { regularStats } from '../engine/fs/regularFile';
import { missingNativeBlake3 } from '../engine/inspect/blake3';
import type { HashedFile } from '../engine/inspect/hashFile';
import type { SeenFile, SmallFileReader } from '../engine/inspect/smallFiles';
import { entryOf, readable, type ScannedFile, unreadable } from '../engine/plan/scanForInspection';
import type { DigestAlgorithm } from '../shared/checksums/digestAlgorithms';
import { firstBlockBytes, hashBlockBytes, type InspectEntry, type InspectSetup } from '../shared/run/inspection';
import { type PackedEntries, packEntries } from '../shared/run/packedMessages';
import { ReadColumns, type ReadFiles, splitPaths } from '../shared/run/readFiles';
import type { ChunkResult } from './chunkResult';
import { fileLimits } from './chunks';
import { readerFor, remarkOf } from './fileWork';
import { processClock, type StatusBoard } from './statusBoard';

/**
 * A thread looks at files of which only the paths are known, and reads the small ones while it has them open: a stat before that
 * costs a fifth of reading one.
 */

/** Files to look at. */
export interface PathChunk {
  readonly setup: InspectSetup;
  readonly ids: Float64Array<ArrayBuffer>;
  /** See `joinPaths`. */
  readonly paths: string;
  /** The number of the plan in a search for duplicates, which only reads files that share their size. */
  readonly search?: number;
}

export interface ScannedPaths extends Pick<ChunkResult, 'hashed' | 'remark'> {
  /** So many files from the start of the chunk; at least one. The others would have taken too long. */
  readonly files: number;
  readonly read: ReadFiles;
  /** Files that were not read: tasks and skips. */
  readonly others: PackedEntries;
}

/** A chunk ends after the file that reaches so many ms: what it found out is not lost when the time is over, and a cancel waits no longer. */
const chunkMs = 500;

/** The sizes that this thread has met in a search for duplicates. */
class MetSizes {
  readonly #met = new Set<number>();
  #isLikely = false;

  constructor(readonly search: number) {}

  /** Whether the next file is likely to share its size, as the last one did: then it is opened without a stat before. */
  get isLikely(): boolean {
    return this.#isLikely;
  }

  /** Whether a file is to be read: it is short, and another one has its size. The first one of its size waits for another. */
  meet(bytes: number): boolean {
    this.#isLikely = bytes > 0 && bytes <= firstBlockBytes && this.#met.has(bytes);
    this.#met.add(bytes);
    return this.#isLikely;
  }
}

/** The sizes of the current search. */
let current = new MetSizes(-1);

function sizesOf(search: number): MetSizes {
  if (current.search !== search) current = new MetSizes(search);
  return current;
}

/** Looks at one file after the other. */
class PathScan {
  readonly #columns: ReadColumns;
  readonly #others: InspectEntry[] = [];
  readonly #hashed: (readonly [path: string, file: HashedFile])[] = [];
  readonly #sizes: MetSizes | undefined;
  bytesRead = 0;

  constructor(
    readonly setup: InspectSetup,
    readonly algorithms: readonly DigestAlgorithm[],
    readonly reader: SmallFileReader,
    worker: number,
    search: number | undefined,
  ) {
    this.#columns = new ReadColumns(worker, algorithms);
    this.#sizes = search === undefined ? undefined : sizesOf(search);
  }

  add(id: number, path: string): void {
    const file = { path, linked: this.#sizes !== undefined };
    let scanned: ScannedFile | undefined;
    try {
      scanned = this.#look(id, path);
    } catch (error) {
      scanned = unreadable(file, error);
    }
    if (scanned) this.#others.push(entryOf(id, scanned));
  }

  /** @returns undefined if the file was read @throws what the file system throws */
  #look(id: number, path: string): ScannedFile | undefined {
    const sizes = this.#sizes;
    if (sizes && !sizes.isLikely) {
      const stats = regularStats(path);
      if (!sizes.meet(Number(stats.size))) return readable({ path, linked: true }, stats);
    }
    const started = performance.now();
    const readAt = Date.now();
    const seen = this.#see(path);
    // The run finds out why it cannot be opened; in a search for duplicates, only if another file has its size.
    if (!seen) return readable({ path, linked: sizes !== undefined }, regularStats(path));
    const { stats, identity, digests } = seen;
    if (!digests) return readable({ path, linked: sizes !== undefined }, stats);
    const bytes = Number(identity.size);
    this.#columns.add({ id, source: path, bytes, mtimeMs: Number(identity.mtimeNs / 1_000_000n) }, digests, performance.now() - started);
    if (sizes) this.#columns.link(stats);
    this.bytesRead += bytes;
    if (this.setup.cacheFolder === undefined) return undefined;
    this.#hashed.push([path, { digests: Object.fromEntries(this.algorithms.map((each, at) => [each, digests[at]])), identity, readAt }]);
    return undefined;
  }

  /** @returns undefined if the file cannot be opened */
  #see(path: string): SeenFile | undefined {
    try {
      return this.reader.see(path, (size) => this.#sizes?.meet(size) ?? size <= hashBlockBytes);
    } catch {
      return undefined;
    }
  }

  ended(files: number): ScannedPaths {
    return {
      files,
      read: this.#columns.packed(),
      others: packEntries(this.#others),
      hashed: this.#hashed,
      ...remarkOf(missingNativeBlake3()),
    };
  }
}

/** Looks at the files of a chunk, and reads the small ones. */
export async function scanPaths({ setup, ids, paths, search }: PathChunk, worker: number, board: StatusBoard): Promise<ScannedPaths> {
  const { inspection } = setup;
  const algorithms = inspection.kind === 'hash' ? inspection.algorithms : [];
  const scan = new PathScan(setup, algorithms, await readerFor(inspection, algorithms), worker, search);
  const sources = splitPaths(paths, ids.length);
  let [files, id] = [0, ids[0] as number];
  board.started(worker, id, processClock());
  // One lane for all of them: looking for a free one for each would cost as much as reading the clock.
  const relay = board.relay(worker, id);
  const end = performance.now() + chunkMs;
  while (files < sources.length && scan.bytesRead < fileLimits.bytes && performance.now() < end) {
    id = ids[files] as number;
    relay(id, processClock());
    scan.add(id, sources[files] as string);
    files += 1;
  }
  board.ended(worker, id, processClock());
  return scan.ended(files);
}
