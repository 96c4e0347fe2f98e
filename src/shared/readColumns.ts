import type { DigestAlgorithm, Digests } from './digestAlgorithms';
import type { ReadEntry, ReadTask } from './reading';
import type { Outcome } from './run';

/**
 * Files to read, and what was read, on their way between processes and threads: column by column, since a hundred thousand
 * small objects take longer to hand over than their files take to read.
 */

/** What only some tasks have, and skips whole. */
type Rare = readonly (readonly [place: number, entry: Partial<ReadEntry>])[];

/** Entries of a plan, or tasks. */
export interface PackedEntries {
  readonly ids: Float64Array;
  readonly sources: readonly string[];
  readonly bytes: Float64Array;
  readonly mtimes: Float64Array;
  readonly costs: Float64Array;
  readonly rare: Rare;
}

function rareOf(entry: ReadEntry): Partial<ReadEntry> | undefined {
  if ('status' in entry) return entry;
  const { id: _i, source: _s, bytes: _b, mtimeMs: _m, cost: _c, attempt, ...rest } = entry;
  if (attempt === 0 && Object.keys(rest).length === 0) return undefined;
  return { ...rest, attempt };
}

export function packEntries(entries: readonly ReadEntry[]): PackedEntries {
  const rare = entries.flatMap((entry, place) => {
    const own = rareOf(entry);
    return own ? [[place, own] as const] : [];
  });
  return {
    ids: Float64Array.from(entries, ({ id }) => id),
    sources: entries.map(({ source }) => source),
    bytes: Float64Array.from(entries, ({ bytes }) => bytes),
    mtimes: Float64Array.from(entries, (entry) => ('mtimeMs' in entry ? entry.mtimeMs : 0)),
    costs: Float64Array.from(entries, (entry) => ('cost' in entry ? entry.cost : 0)),
    rare,
  };
}

export function unpackEntries({ ids, sources, bytes, mtimes, costs, rare }: PackedEntries): ReadEntry[] {
  const entries = sources.map(
    (source, place): ReadEntry => ({
      id: ids[place] as number,
      source,
      bytes: bytes[place] as number,
      mtimeMs: mtimes[place] as number,
      cost: costs[place] as number,
      attempt: 0,
    }),
  );
  // A skip is no task with a status more: it is sent whole.
  for (const [place, own] of rare) entries[place] = 'status' in own ? (own as ReadEntry) : ({ ...entries[place], ...own } as ReadTask);
  return entries;
}

/** Files of one chunk that were digested as they should be. */
export interface DigestedFiles {
  readonly worker: number;
  readonly ids: readonly number[];
  /** Time that each took, in ms. */
  readonly ms: Float32Array;
  readonly digests: Readonly<Partial<Record<DigestAlgorithm, readonly string[]>>>;
}

/** The algorithms of a file of which nothing but digests is to be said. */
function algorithmsOf({ status, findings }: Outcome): string | undefined {
  if (status !== 'done' || findings?.digests === undefined || Object.keys(findings).length > 1) return undefined;
  return Object.keys(findings.digests).join(' ');
}

/** Takes the outcomes apart that can be said in columns: those with the algorithms of the first such one. */
export function packOutcomes(outcomes: readonly Outcome[]): { readonly digested?: DigestedFiles; readonly others: readonly Outcome[] } {
  const first = outcomes.find((outcome) => algorithmsOf(outcome) !== undefined);
  if (!first) return { others: outcomes };
  const kind = algorithmsOf(first) as string;
  const plain = outcomes.filter((outcome) => algorithmsOf(outcome) === kind);
  const algorithms = kind.split(' ') as DigestAlgorithm[];
  const column = (algorithm: DigestAlgorithm) => plain.map(({ findings }) => findings?.digests?.[algorithm] as string);
  const digested = {
    worker: first.worker,
    ids: plain.map(({ id }) => id),
    ms: Float32Array.from(plain, ({ ms }) => ms),
    digests: Object.fromEntries(algorithms.map((algorithm) => [algorithm, column(algorithm)])),
  };
  return { digested, others: outcomes.filter((outcome) => algorithmsOf(outcome) !== kind) };
}

/** @param taskOf the task with an id; without it the file is not this run's */
export function unpackOutcomes({ worker, ids, ms, digests }: DigestedFiles, taskOf: (id: number) => ReadTask | undefined): Outcome[] {
  const columns = Object.entries(digests) as [DigestAlgorithm, readonly string[]][];
  return ids.flatMap((id, place) => {
    const task = taskOf(id);
    if (!task) return [];
    const found = Object.fromEntries(columns.map(([algorithm, column]) => [algorithm, column[place]])) as Digests;
    const before = { bytes: task.bytes, width: task.header?.width ?? 0, height: task.header?.height ?? 0 };
    const took = Math.round((ms[place] as number) * 10) / 10;
    return [{ id, source: task.source, status: 'done', before, outputs: [], findings: { digests: found }, ms: took, worker }];
  });
}
