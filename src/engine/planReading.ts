import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DigestAlgorithm, Digests } from '../shared/digestAlgorithms';
import { linkOf } from '../shared/duplicates';
import type { Failure } from '../shared/failure';
import {
  type ListedDigest,
  type ReadEntry,
  type ReadRequest,
  type ReadSkip,
  type ReadSummary,
  type ReadTask,
  readsPictures,
} from '../shared/reading';
import type { SourceHeader } from '../shared/run';
import { realPath } from './containment';
import { expand } from './expand';
import { decodedBytes, readHeader } from './header';
import { isCheckedName, isDecodableName } from './pictureNames';
import type { OnLooked } from './plan';
import { chooseOrder } from './readingOrder';
import { type FileIdentity, identityIn, readFailure, regularStats } from './regularFile';

/** Computes which files a run would read. */

/** Work of a file beside its bytes: opening, asking for its state, closing. */
const openingBytes = 16 << 10;
/** Files that are looked at before other messages get their turn. */
const filesPerTurn = 256;

/** Digests that are known from before, of a file in this state. */
export type KnownDigests = (path: string, identity: FileIdentity, algorithms: readonly DigestAlgorithm[]) => Digests | undefined;

/** A file that is to be read, as it was found. */
export interface WantedFile {
  readonly path: string;
  readonly expected?: readonly ListedDigest[];
}

interface Seen {
  readonly task: ReadTask;
  /** Number of the file on its disk. */
  readonly ino: bigint;
}

/** Files of a plan: those that can be read, and those that cannot. */
export class ReadPlan {
  readonly entries: ReadEntry[] = [];
  readonly #seen: Seen[] = [];
  readonly #devices = new Set<bigint>();

  constructor(readonly known: KnownDigests = () => undefined) {}

  /** @param algorithms that are wanted of it */
  add({ path, expected }: WantedFile, algorithms: readonly DigestAlgorithm[], header?: SourceHeader): void {
    try {
      const stats = regularStats(path);
      const { size, mtimeNs, dev, ino } = stats;
      const link = linkOf(stats);
      const known = algorithms.length > 0 ? this.known(path, identityIn(stats), algorithms) : undefined;
      const bytes = Number(size);
      const task: ReadTask = {
        id: this.entries.length,
        source: path,
        bytes,
        mtimeMs: Number(mtimeNs / 1_000_000n),
        cost: header ? decodedBytes(header) : bytes + openingBytes,
        ...(header && { header: { width: header.width, height: header.height } }),
        attempt: 0,
        ...(link !== undefined && { link }),
        ...(expected && { expected }),
        ...(known && { known }),
      };
      this.entries.push(task);
      this.#seen.push({ task, ino });
      this.#devices.add(dev);
    } catch (error) {
      const failure = readFailure(error);
      this.skip(path, failure, failure.code === 'not-a-file' ? 'skipped' : 'failed', expected?.[0]?.line);
    }
  }

  /** A picture, whose header tells what decoding it takes. @param checked whether one without a header is read, too: to say why */
  async addPicture(file: WantedFile, checked: boolean): Promise<void> {
    try {
      // A pipe would keep whoever opens it waiting.
      regularStats(file.path);
      this.add(file, [], await readHeader(file.path));
    } catch (error) {
      const failure = readFailure(error);
      if (checked || failure.code === 'not-a-file') this.add(file, []);
      else this.skip(file.path, failure, 'failed');
    }
  }

  /** A file that is not read, and why. */
  skip(path: string, { code, message }: Failure, status: ReadSkip['status'], line?: number): void {
    this.entries.push({ id: this.entries.length, source: path, bytes: 0, status, code, message, ...(line !== undefined && { line }) });
  }

  /** How many there are, and how they are to be read. */
  summary(order: ReadRequest['order']): Omit<ReadSummary, 'faults' | 'outside'> {
    const { sequential, reason } = chooseOrder(order, this.#devices);
    return {
      tasks: this.#seen.length,
      skipped: this.entries.length - this.#seen.length,
      bytes: this.#seen.reduce((sum, { task }) => sum + task.bytes, 0),
      sequential,
      orderReason: reason,
    };
  }

  /** The entries; those that are read one at a time in the order in which a disk most likely has them: by folder and number. */
  ordered(sequential: boolean): ReadEntry[] {
    if (!sequential) return this.entries;
    const order = (a: Seen, b: Seen) => {
      const [before, after] = [dirname(a.task.source), dirname(b.task.source)];
      return before === after ? Number(a.ino - b.ino) : before < after ? -1 : 1;
    };
    const skips = this.entries.filter((entry) => 'status' in entry);
    return [...skips, ...this.#seen.sort(order).map(({ task }) => task)];
  }
}

/**
 * Finds the files of a selection and looks at each.
 * @param onLooked hears how many of the files found were looked at
 * @throws the signal's reason
 */
export async function planReading(
  wanted: ReadRequest,
  known: KnownDigests,
  signal: AbortSignal,
  onLooked: OnLooked = () => {},
): Promise<{ entries: ReadEntry[]; summary: ReadSummary }> {
  const request = { ...wanted, roots: wanted.roots.map(realPath) };
  const { reading } = request;
  const isCandidate = reading.kind === 'check' ? isCheckedName : readsPictures(reading) ? isDecodableName : () => true;
  const { files, unreachable } = await expand({ ...request, skipFolders: [], isCandidate }, signal);
  const algorithms = reading.kind === 'hash' ? reading.algorithms : [];
  const plan = new ReadPlan(known);
  for (const [index, { path }] of files.entries()) {
    if (readsPictures(reading)) await plan.addPicture({ path }, reading.kind === 'check');
    else plan.add({ path }, algorithms);
    if (index % filesPerTurn !== 0) continue;
    onLooked(index, files.length);
    await setImmediate();
    signal.throwIfAborted();
  }
  for (const { path, error } of unreachable) plan.skip(path, readFailure(error), 'failed');
  const summary = { ...plan.summary(request.order), faults: [], outside: [] };
  return { entries: plan.ordered(summary.sequential), summary };
}
