import type { DigestAlgorithm, Digests } from '../checksums/digestAlgorithms';
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
  for (const [index, entry] of entries.entries()) {
    ids[index] = entry.id;
    sources[index] = entry.source;
    bytes[index] = entry.bytes;
    const fields = rareOf(entry);
    if (fields) rare.push([index, fields]);
    if ('status' in entry) continue;
    mtimes[index] = entry.mtimeMs;
    costs[index] = entry.cost;
    if (entry.link !== undefined) links[index] = entry.link;
  }
  return { ids, sources, bytes, mtimes, costs, links, rare };
}

export function unpackEntries({ ids, sources, bytes, mtimes, costs, links, rare }: PackedEntries): InspectEntry[] {
  const entries = sources.map((source, index): InspectEntry => {
    const [id, size, mtimeMs, cost] = [ids[index], bytes[index], mtimes[index], costs[index]] as [number, number, number, number];
    const link = links[index];
    const task = { id, source, bytes: size, mtimeMs, cost, attempt: 0 };
    return link ? { ...task, link } : task;
  });
  // A skip has other fields than a task: it is sent as it is.
  for (const [index, fields] of rare)
    entries[index] = 'status' in fields ? (fields as InspectEntry) : ({ ...entries[index], ...fields } as InspectTask);
  return entries;
}

/** Outcomes of one chunk that consist of nothing but digests, in columns. */
export interface DigestedFiles {
  readonly worker: number;
  readonly ids: readonly number[];
  /** Time per file, in ms. */
  readonly ms: Float32Array;
  readonly digests: Readonly<Partial<Record<DigestAlgorithm, readonly string[]>>>;
}

/** The digests of an outcome that consists of nothing else. */
function onlyDigests({ status, findings }: Outcome): Digests | undefined {
  if (status !== 'done' || !findings || Object.keys(findings).length > 1) return undefined;
  return findings.digests;
}

/** Separates the outcomes that fit into columns: those with only digests, by the same algorithms as the first of them. */
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

/** @param taskOf the task with an id; undefined drops the outcome, which belongs to another run */
export function unpackOutcomes({ worker, ids, ms, digests }: DigestedFiles, taskOf: (id: number) => InspectTask | undefined): Outcome[] {
  const columns = Object.entries(digests) as [DigestAlgorithm, readonly string[]][];
  return ids.flatMap((id, index) => {
    const task = taskOf(id);
    if (!task) return [];
    const found: Partial<Record<DigestAlgorithm, string>> = {};
    for (const [algorithm, column] of columns) found[algorithm] = column[index] as string;
    const took = Math.round((ms[index] as number) * 10) / 10;
    return [outcomeOf(task, { status: 'done', findings: { digests: found }, ms: took, worker })];
  });
}
