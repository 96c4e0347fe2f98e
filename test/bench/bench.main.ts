import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { DigestAlgorithm } from '../../src/shared/checksums/digestAlgorithms';
import { bareLoop, byHand, type Contestant, command, commandLine, findPillow, type OtherWork, pillow, poolProcess } from './contestants';
import { duplicatesCommand, hashCommand, shellTool } from './readers';
import { type Comparison, compare, markdown } from './report';
import { bestLoop, inTurns } from './rounds';
import { copies, fewPhotos, icons, noise, photos, type Workload } from './workloads';

/**
 * Compares whole runs with a bare loop over sharp and with system tools: `npm run bench`.
 * `--only photos|icons|workers|sets|maxBytes|optimize|hash|duplicates` runs a part, `--rounds N` sets the number of rounds, `--json FILE` writes the measurements.
 */

const parts = ['photos', 'icons', 'workers', 'sets', 'maxBytes', 'optimize', 'hash', 'duplicates'] as const;
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, rounds: { type: 'string', default: '3' }, json: { type: 'string' } },
});
const rounds = Number(values.rounds);
const wanted = parts.filter((part) => values.only?.includes(part) ?? true);
const unknown = values.only?.find((each) => !(parts as readonly string[]).includes(each));
if (unknown !== undefined || wanted.length === 0 || !(rounds >= 1)) {
  throw new Error(`--only takes ${parts.join(', ')}; --rounds takes a number from 1`);
}

const cores = availableParallelism();

/** The bare loop at its best settings, others, the command line, and the pool process. `part` files are enough to find the settings. */
async function againstLoop(workload: Workload, part: number, others: readonly Contestant[] = []): Promise<Comparison> {
  const best = await bestLoop(workload, cores, part);
  const contestants = [bareLoop(best), ...others, commandLine(cores), poolProcess(cores)];
  const results = await inTurns(contestants, workload, rounds);
  return compare(`${workload.title} (loop: ${best.lanes} calls on ${best.threads} threads)`, results, workload);
}

/** Pillow, if Python and it are here. */
function pillowIfThere(): Contestant[] {
  const python = findPillow();
  if (python === undefined) console.error('No row for Pillow: no Python with it was found (Linux only; apt-get install python3-pil).');
  return python === undefined ? [] : [pillow(python, cores)];
}

/** The same work with 1, 2, 4, and 8 workers. */
async function byWorkers(workload: Workload): Promise<Comparison> {
  const contestants = [1, 2, 4, 8].map((workers) => poolProcess(workers, workers === 1 ? '1 worker' : `${workers} workers`));
  return compare(`${workload.title}, by number of workers`, await inTurns(contestants, workload, rounds), workload);
}

/** A hand-written loop and the command that does the same. */
async function againstHand(work: OtherWork, title: string, count: number): Promise<Comparison> {
  const workload = await fewPhotos(title, count);
  return compare(workload.title, await inTurns([byHand(work, cores), command(work, cores)], workload, rounds), workload);
}

/** Digests compared with the usual tools, given by their command lines. */
async function againstTools(workload: Workload, algorithm: DigestAlgorithm, tools: Readonly<Record<string, string>>): Promise<Comparison> {
  const others = Object.entries(tools).map(([name, line]) => shellTool(name, line));
  const results = await inTurns([...others, hashCommand(algorithm, cores)], workload, rounds);
  return compare(`${algorithm} of ${workload.title}`, results, workload);
}

const sha256sum = { 'xargs -P2 sha256sum': 'find . -type f -print0 | xargs -0 -P2 -n64 sha256sum' };
const oneEach = { 'xargs -P2 sha256sum': 'find . -type f -print0 | xargs -0 -P2 -n1 sha256sum' };
const b3sum = { 'xargs -P2 b3sum': 'find . -type f -print0 | xargs -0 -P2 -n64 b3sum' };
const b3sumEach = { 'xargs -P2 b3sum': 'find . -type f -print0 | xargs -0 -P2 -n1 b3sum' };

async function hashing(): Promise<Comparison[]> {
  const many = await noise(40, 100_000_000, '4 GB in 40 files');
  const one = await noise(1, 4_000_000_000, 'one file of 4 GB');
  const small = await noise(20_000, 8_000, '20,000 files of 8 KB');
  return [
    await againstTools(many, 'sha256', oneEach),
    await againstTools(many, 'blake3', b3sumEach),
    await againstTools(one, 'sha256', oneEach),
    await againstTools(one, 'blake3', b3sumEach),
    await againstTools(small, 'sha256', sha256sum),
    await againstTools(small, 'blake3', b3sum),
  ];
}

async function duplicates(): Promise<Comparison> {
  const workload = await copies(50_000, 4_000, 40_000, 'duplicates among 50,000 files of 4 KB');
  const results = await inTurns([shellTool('jdupes', 'jdupes -rq .'), duplicatesCommand(cores)], workload, rounds);
  return compare(workload.title, results, workload);
}

const run = {
  photos: async () => againstLoop(await photos(), 60),
  icons: async () => againstLoop(await icons(), 1000, pillowIfThere()),
  workers: async () => byWorkers(await photos()),
  sets: () => againstHand('sets', '6 widths x 3 formats', 20),
  maxBytes: () => againstHand('maxBytes', 'JPEGs of 1600 px and at most 100 KB', 60),
  optimize: () => againstHand('optimize', 'Optimizing', 60),
  hash: hashing,
  duplicates,
} satisfies Record<(typeof parts)[number], () => Promise<Comparison | Comparison[]>>;

async function main(): Promise<void> {
  const machine = `${cores} cores, ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const comparisons: Comparison[] = [];
  for (const part of wanted) comparisons.push(...[await run[part]()].flat());
  console.log(`${machine}; medians of ${rounds} rounds, taken in turns; each measurement is a whole process\n`);
  for (const comparison of comparisons) console.log(markdown(comparison));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, rounds, comparisons }, undefined, 2)}\n`);
}

void main();
