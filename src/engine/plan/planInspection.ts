import type { BigIntStats } from 'node:fs';
import { dirname } from 'node:path';
import type { DigestAlgorithm, Digests } from '../../shared/checksums/digestAlgorithms';
import { linkOf } from '../../shared/duplicates/grouping';
import type { Failure } from '../../shared/run/failure';
import {
  decodesImages,
  type InspectEntry,
  type InspectRequest,
  type InspectSkip,
  type InspectSummary,
  type InspectTask,
  type ListedDigest,
} from '../../shared/run/inspection';
import type { SourceHeader } from '../../shared/run/run';
import { isCheckedName, isDecodableName } from '../formats/imageExtensions';
import { decodedBytes, readHeader } from '../formats/readHeader';
import { realPath } from '../fs/containment';
import { expand } from '../fs/findFiles';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { type FileIdentity, identityIn, readFailure, regularStats } from '../fs/regularFile';
import { chooseOrder } from './diskOrder';

/** Computes which files a run would read. */

/** Work of a file beside its bytes: opening, asking for its state, closing. */
const openingBytes = 16 << 10;

/** Digests that are known from before, of a file in this state. */
export type KnownDigests = (path: string, identity: FileIdentity, algorithms: readonly DigestAlgorithm[]) => Digests | undefined;

/** A file that is to be read, as it was found. */
export interface WantedFile {
  readonly path: string;
  readonly expected?: readonly ListedDigest[];
}

/** A file that was looked at, before it has its number: one that can be read, with its own number on its disk and the disk's; or a skip. */
export type ScannedFile =
  | { readonly task: Omit<InspectTask, 'id'>; readonly ino: bigint; readonly dev: bigint }
  | { readonly skip: Omit<InspectSkip, 'id'> };

/** A file that is not read, and why. */
export function skipped(path: string, { code, message }: Failure, status: InspectSkip['status'], line?: number): ScannedFile {
  return { skip: { source: path, bytes: 0, status, code, message, ...(line !== undefined && { line }) } };
}

/** A file that was to be read, and an error was in the way. */
function unread({ path, expected }: WantedFile, error: unknown): ScannedFile {
  const failure = readFailure(error);
  return skipped(path, failure, failure.code === 'not-a-file' ? 'skipped' : 'failed', expected?.[0]?.line);
}

interface Seen {
  readonly task: InspectTask;
  /** Number of the file on its disk. */
  readonly ino: bigint;
}

/** Files of a plan: those that can be read, and those that cannot. */
export class InspectPlan {
  readonly entries: InspectEntry[] = [];
  readonly #seen: Seen[] = [];
  readonly #devices = new Set<bigint>();

  constructor(readonly known: KnownDigests = () => undefined) {}

  /** @param algorithms that are wanted of it */
  look(file: WantedFile, algorithms: readonly DigestAlgorithm[]): ScannedFile {
    try {
      return this.#found(file, regularStats(file.path), algorithms);
    } catch (error) {
      return unread(file, error);
    }
  }

  /** An image, whose header tells what decoding it takes. @param checked whether one without a header is read, too: to say why */
  async lookAtImage(file: WantedFile, checked: boolean): Promise<ScannedFile> {
    try {
      // A pipe would keep whoever opens it waiting.
      const stats = regularStats(file.path);
      const header = await readHeader(file.path).catch((error: unknown) => {
        if (checked) return undefined;
        throw error;
      });
      return this.#found(file, stats, [], header);
    } catch (error) {
      return unread(file, error);
    }
  }

  #found({ path, expected }: WantedFile, stats: BigIntStats, algorithms: readonly DigestAlgorithm[], header?: SourceHeader): ScannedFile {
    const { size, mtimeNs, dev, ino } = stats;
    const link = linkOf(stats);
    const known = algorithms.length > 0 ? this.known(path, identityIn(stats), algorithms) : undefined;
    const bytes = Number(size);
    const task = {
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
    return { task, ino, dev };
  }

  /** Takes a file into the plan, with the next number. */
  add(looked: ScannedFile): void {
    const id = this.entries.length;
    if ('skip' in looked) {
      this.entries.push({ id, ...looked.skip });
      return;
    }
    const task: InspectTask = { id, ...looked.task };
    this.entries.push(task);
    this.#seen.push({ task, ino: looked.ino });
    this.#devices.add(looked.dev);
  }

  /** How many there are, and how they are to be read. */
  summary(order: InspectRequest['order']): Omit<InspectSummary, 'errors' | 'outside'> {
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
  ordered(sequential: boolean): InspectEntry[] {
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
export async function planInspection(
  wanted: InspectRequest,
  known: KnownDigests,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<{ entries: InspectEntry[]; summary: InspectSummary }> {
  const request = { ...wanted, roots: wanted.roots.map(realPath) };
  const { inspection } = request;
  const isCandidate = inspection.kind === 'check' ? isCheckedName : decodesImages(inspection) ? isDecodableName : () => true;
  const { files, unreachable } = await expand({ ...request, skipFolders: [], withOthers: true, isCandidate }, signal);
  const algorithms = inspection.kind === 'hash' ? inspection.algorithms : [];
  const plan = new InspectPlan(known);
  const look = (file: WantedFile) =>
    decodesImages(inspection) ? plan.lookAtImage(file, inspection.kind === 'check') : plan.look(file, algorithms);
  const looked = await mapConcurrently(files, ({ path }) => look({ path }), signal, onScanned);
  for (const each of looked) plan.add(each);
  for (const { path, error } of unreachable) plan.add(skipped(path, readFailure(error), 'failed'));
  const summary = { ...plan.summary(request.order), errors: [], outside: [] };
  return { entries: plan.ordered(summary.sequential), summary };
}
