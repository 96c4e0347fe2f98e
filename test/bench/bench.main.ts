import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { bareLoop, byHand, command, commandLine, type OtherWork, poolProcess } from './contestants';
import { type Comparison, compare, markdown } from './report';
import { bestLoop, inTurns } from './rounds';
import { fewPhotos, icons, photos, type Workload } from './workloads';

/**
 * How fast the whole way is, next to a bare loop over sharp: `npm run bench`.
 * `--only photos|icons|workers|sets|maxBytes|optimise` runs a part, `--rounds N` takes more or fewer turns, `--json FILE` writes the figures.
 */

const parts = ['photos', 'icons', 'workers', 'sets', 'maxBytes', 'optimise'] as const;
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

/** The bare loop at its best, the command line and the pool process. `part` files are enough to find the best. */
async function againstLoop(workload: Workload, part: number): Promise<Comparison> {
  const best = await bestLoop(workload, cores, part);
  const results = await inTurns([bareLoop(best), commandLine(cores), poolProcess(cores)], workload, rounds);
  return compare(`${workload.title} (loop: ${best.lanes} calls on ${best.threads} threads)`, results, workload);
}

/** The classic table: the same work with 1, 2, 4 and 8 workers. */
async function byWorkers(workload: Workload): Promise<Comparison> {
  const contestants = [1, 2, 4, 8].map((workers) => poolProcess(workers, workers === 1 ? '1 worker' : `${workers} workers`));
  return compare(`${workload.title}, by number of workers`, await inTurns(contestants, workload, rounds), workload);
}

/** What is done by hand, and the command for it. */
async function againstHand(work: OtherWork, title: string, count: number): Promise<Comparison> {
  const workload = await fewPhotos(title, count);
  return compare(workload.title, await inTurns([byHand(work, cores), command(work, cores)], workload, rounds), workload);
}

const run = {
  photos: async () => againstLoop(await photos(), 60),
  icons: async () => againstLoop(await icons(), 1000),
  workers: async () => byWorkers(await photos()),
  sets: () => againstHand('sets', '6 widths x 3 formats', 20),
  maxBytes: () => againstHand('maxBytes', 'JPEGs of 1600 px and at most 100 KB', 60),
  optimise: () => againstHand('optimise', 'Optimising', 60),
} satisfies Record<(typeof parts)[number], () => Promise<Comparison>>;

async function main(): Promise<void> {
  const machine = `${cores} cores, ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const comparisons: Comparison[] = [];
  for (const part of wanted) comparisons.push(await run[part]());
  console.log(`${machine}; medians of ${rounds} rounds in turns; each a whole process\n`);
  for (const comparison of comparisons) console.log(markdown(comparison));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, rounds, comparisons }, undefined, 2)}\n`);
}

void main();
