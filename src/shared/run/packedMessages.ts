import { algorithmTraits, type DigestAlgorithm } from '../checksums/digestAlgorithms';
import type { InspectEntry, InspectTask } from './inspection';
import { outcomeOf } from './outcome';
import type { Outcome } from './run';

/**
 * Packs inspection tasks and outcomes into columns to send them between processes and threads: sending 100,000 small objects
 * would take longer than reading their files.
 */

/** Fields that few tasks have, and complete skips. */
type Rare = readonly (readonly [index: number, entry: Partial<InspectEntry>])[];

type Column = Float64Array<ArrayBuffer>;

/** The entries of a plan or the tasks of a chunk, in columns. */
export interface PackedEntries {
  readonly ids: Column;
  readonly sources: readonly string[];
  readonly bytes: Column;
  readonly mtimes: Column;
  readonly costs: Column;
  /** Empty string where there is none. */
  readonly links: readonly string[];
  /** Digests of files that need not be read; empty strings for the others. */
  readonly known: Readonly<Partial<Record<DigestAlgorithm, readonly string[]>>>;
  readonly rare: Rare;
}

function rareOf(entry: InspectEntry): Partial<InspectEntry> | undefined {
  if ('status' in entry) return entry;
  const { header, expected, attempt } = entry;
  if (attempt === 0 && !header && !expected) return undefined;
  return { attempt, ...(header && { header }), ...(expected && { expected }) };
}

export function packEntries(entries: readonly InspectEntry[]): PackedEntries {
  const count = entries.length;
  const [ids, bytes, mtimes, costs] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [Column, Column, Column, Column];
  const sources = new Array<string>(count);
  const links = new Array<string>(count);
  const known: Partial<Record<DigestAlgorithm, string[]>> = {};
  const rare: [number, Partial<InspectEntry>][] = [];
  // A plain loop: one with an iterator costs several times as much for the first ten thousand entries.
  for (let index = 0; index < count; index += 1) {
    const entry = entries[index] as InspectEntry;
    const task = 'status' in entry ? undefined : entry;
    const fields = rareOf(entry);
    if (fields) rare.push([index, fields]);
    ids[index] = entry.id;
    sources[index] = entry.source;
    bytes[index] = entry.bytes;
    mtimes[index] = task?.mtimeMs ?? 0;
    costs[index] = task?.cost ?? 0;
    links[index] = task?.link ?? '';
    for (const algorithm in task?.known) {
      known[algorithm as DigestAlgorithm] ??= new Array<string>(count).fill('');
      (known[algorithm as DigestAlgorithm] as string[])[index] = task.known[algorithm as DigestAlgorithm] as string;
    }
  }
  return { ids, sources, bytes, mtimes, costs, links, known, rare };
}

export function unpackEntries({ ids, sources, bytes, mtimes, costs, links, known, rare }: PackedEntries): InspectEntry[] {
  const digests = Object.entries(known) as [DigestAlgorithm, readonly string[]][];
  const entries = new Array<InspectEntry>(sources.length);
  for (let index = 0; index < sources.length; index += 1) {
    const link = links[index] as string;
    const task: InspectTask = {
      id: ids[index] as number,
      source: sources[index] as string,
      bytes: bytes[index] as number,
      mtimeMs: mtimes[index] as number,
      cost: costs[index] as number,
      attempt: 0,
    };
    const found = digests.filter(([, column]) => column[index] !== '');
    if (link === '' && found.length === 0) entries[index] = task;
    else
      entries[index] = {
        ...task,
        ...(link !== '' && { link }),
        ...(found.length > 0 && { known: Object.fromEntries(found.map(([algorithm, column]) => [algorithm, column[index] as string])) }),
      };
  }
  // A skip has other fields than a task: it is sent as it is.
  for (const [index, fields] of rare)
    entries[index] = 'status' in fields ? (fields as InspectEntry) : ({ ...entries[index], ...fields } as InspectTask);
  return entries;
}

/** Outcomes of one chunk that consist of nothing but digests, in columns. */
export interface DigestedFiles {
  readonly worker: number;
  readonly ids: Float64Array<ArrayBuffer>;
  /** Time per file, in ms. */
  readonly ms: Float32Array<ArrayBuffer>;
  /** The digests of all files, one after the other. */
  readonly digests: Readonly<Partial<Record<DigestAlgorithm, string>>>;
}

/** Collects the digests of files that are done. */
export class DigestColumns {
  readonly #ids: number[] = [];
  readonly #ms: number[] = [];
  readonly #digests: string[];

  constructor(
    readonly worker: number,
    readonly algorithms: readonly DigestAlgorithm[],
  ) {
    this.#digests = algorithms.map(() => '');
  }

  /** @param digests in the order of the algorithms @param ms time for the file */
  add(id: number, digests: readonly string[], ms: number): void {
    this.#ids.push(id);
    this.#ms.push(ms);
    for (let index = 0; index < digests.length; index += 1) this.#digests[index] += digests[index] as string;
  }

  /** Undefined without any files. */
  packed(): DigestedFiles | undefined {
    if (this.#ids.length === 0) return undefined;
    const digests = Object.fromEntries(this.algorithms.map((algorithm, index) => [algorithm, this.#digests[index] as string]));
    return { worker: this.worker, ids: Float64Array.from(this.#ids), ms: Float32Array.from(this.#ms), digests };
  }
}

/** @param taskOf the task with an id; undefined drops the outcome, which belongs to another run */
export function unpackOutcomes({ worker, ids, ms, digests }: DigestedFiles, taskOf: (id: number) => InspectTask | undefined): Outcome[] {
  const columns = Object.entries(digests) as [DigestAlgorithm, string][];
  const outcomes: Outcome[] = [];
  for (let index = 0; index < ids.length; index += 1) {
    const task = taskOf(ids[index] as number);
    if (!task) continue;
    const found: Partial<Record<DigestAlgorithm, string>> = {};
    for (const [algorithm, column] of columns) {
      const { digits } = algorithmTraits[algorithm];
      found[algorithm] = column.slice(index * digits, (index + 1) * digits);
    }
    const took = Math.round((ms[index] as number) * 10) / 10;
    outcomes.push(outcomeOf(task, { status: 'done', findings: { digests: found }, ms: took, worker }));
  }
  return outcomes;
}
