import type { DigestAlgorithm, Digests } from '../checksums/digestAlgorithms';
import type { InspectEntry, InspectTask } from './inspection';
import { outcomeOf } from './outcome';
import type { Outcome } from './run';

/**
 * Files to read, and what was read, on their way between processes and threads: column by column, since a hundred thousand
 * small objects take longer to hand over than their files take to read.
 */

/** What only some tasks have, and skips whole. */
type Rare = readonly (readonly [place: number, entry: Partial<InspectEntry>])[];

type Column = Float64Array<ArrayBuffer>;

/** Entries of a plan, or tasks. */
export interface PackedEntries {
  readonly ids: Column;
  readonly sources: readonly string[];
  readonly bytes: Column;
  readonly mtimes: Column;
  readonly costs: Column;
  /** Empty where there is none. */
  readonly links: readonly string[];
  readonly rare: Rare;
}

function rareOf(entry: InspectEntry): Partial<InspectEntry> | undefined {
  if ('status' in entry) return entry;
  const { header, expected, known, attempt } = entry;
  if (attempt === 0 && !header && !expected && !known) return undefined;
  return { attempt, ...(header && { header }), ...(expected && { expected }), ...(known && { known }) };
}

export function packEntries(entries: readonly InspectEntry[]): PackedEntries {
  const count = entries.length;
  const [ids, bytes, mtimes, costs] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [Column, Column, Column, Column];
  const sources = new Array<string>(count);
  const links = new Array<string>(count).fill('');
  const rare: [number, Partial<InspectEntry>][] = [];
  for (const [place, entry] of entries.entries()) {
    ids[place] = entry.id;
    sources[place] = entry.source;
    bytes[place] = entry.bytes;
    const own = rareOf(entry);
    if (own) rare.push([place, own]);
    if ('status' in entry) continue;
    mtimes[place] = entry.mtimeMs;
    costs[place] = entry.cost;
    if (entry.link !== undefined) links[place] = entry.link;
  }
  return { ids, sources, bytes, mtimes, costs, links, rare };
}

export function unpackEntries({ ids, sources, bytes, mtimes, costs, links, rare }: PackedEntries): InspectEntry[] {
  const entries = sources.map((source, place): InspectEntry => {
    const [id, size, mtimeMs, cost] = [ids[place], bytes[place], mtimes[place], costs[place]] as [number, number, number, number];
    const link = links[place];
    const task = { id, source, bytes: size, mtimeMs, cost, attempt: 0 };
    return link ? { ...task, link } : task;
  });
  // A skip is no task with a status more: it is sent whole.
  for (const [place, own] of rare)
    entries[place] = 'status' in own ? (own as InspectEntry) : ({ ...entries[place], ...own } as InspectTask);
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

/** The digests of a file of which nothing else is to be said. */
function onlyDigests({ status, findings }: Outcome): Digests | undefined {
  if (status !== 'done' || !findings || Object.keys(findings).length > 1) return undefined;
  return findings.digests;
}

/** Takes the outcomes apart that can be said in columns: those with the algorithms of the first such one. */
export function packOutcomes(outcomes: readonly Outcome[]): { readonly digested?: DigestedFiles; readonly others: readonly Outcome[] } {
  const first = outcomes.find(onlyDigests);
  if (!first) return { others: outcomes };
  const algorithms = Object.keys(onlyDigests(first) as Digests) as DigestAlgorithm[];
  const columns = algorithms.map((): string[] => []);
  const others: Outcome[] = [];
  const plain: Outcome[] = [];
  for (const outcome of outcomes) {
    const digests = onlyDigests(outcome);
    const found = digests && algorithms.map((algorithm) => digests[algorithm]);
    if (!found || found.includes(undefined) || Object.keys(digests).length !== found.length) {
      others.push(outcome);
      continue;
    }
    plain.push(outcome);
    for (const [index, digest] of found.entries()) columns[index]?.push(digest as string);
  }
  const digested = {
    worker: first.worker,
    ids: plain.map(({ id }) => id),
    ms: Float32Array.from(plain, ({ ms }) => ms),
    digests: Object.fromEntries(algorithms.map((algorithm, index) => [algorithm, columns[index] as string[]])),
  };
  return { digested, others };
}

/** @param taskOf the task with an id; without it the file is not this run's */
export function unpackOutcomes({ worker, ids, ms, digests }: DigestedFiles, taskOf: (id: number) => InspectTask | undefined): Outcome[] {
  const columns = Object.entries(digests) as [DigestAlgorithm, readonly string[]][];
  return ids.flatMap((id, place) => {
    const task = taskOf(id);
    if (!task) return [];
    const found: Partial<Record<DigestAlgorithm, string>> = {};
    for (const [algorithm, column] of columns) found[algorithm] = column[place] as string;
    const took = Math.round((ms[place] as number) * 10) / 10;
    return [outcomeOf(task, { status: 'done', findings: { digests: found }, ms: took, worker })];
  });
}
