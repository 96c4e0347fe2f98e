import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { version } from '../../package.json';
import { changes } from './changes';
import { parts } from './parts';
import { regressions } from './regressions';
import { type Benchmark, type Comparison, markdown } from './report';

/**
 * Compares whole runs with a bare loop over sharp, with hand-written loops, and with system tools: `npm run bench`.
 * `--only PART` runs a part (repeatable), `--rounds N` sets the number of rounds (5), `--json FILE` writes the measurements,
 * `--corpus FOLDER` adds images for the part `quality`, and `--compare OLD.json` shows how they differ from earlier ones. With `--limit PERCENT`, the exit code is 1 if something is slower
 * than it was by more than that.
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(parts) },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
    compare: { type: 'string' },
    limit: { type: 'string' },
    corpus: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const limit = values.limit === undefined ? undefined : Number(values.limit);
if (values.only.some((each) => !Object.hasOwn(parts, each)) || !(rounds >= 1) || Number.isNaN(limit)) {
  throw new Error(`--only takes ${Object.keys(parts).join(', ')}; --rounds takes a number from 1, and --limit a percentage`);
}

async function measureParts(): Promise<Benchmark> {
  const cores = availableParallelism();
  const machine = `${cores} cores, ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const versions = { assetmill: version, node: process.versions.node, sharp: sharp.versions.sharp, libvips: sharp.versions.vips };
  const comparisons: Comparison[] = [];
  for (const name of values.only) comparisons.push(...((await parts[name]?.({ cores, rounds, corpus: values.corpus })) ?? []));
  return { date: new Date().toISOString(), machine, versions, rounds, comparisons };
}

async function main(): Promise<void> {
  // Read first, since it may be the file that is written.
  const old = values.compare === undefined ? undefined : (JSON.parse(readFileSync(values.compare, 'utf8')) as Benchmark);
  const benchmark = await measureParts();
  const { machine, versions, comparisons } = benchmark;
  const software = Object.entries(versions).map(([name, each]) => `${name} ${each}`);
  console.log(`${[machine, ...software].join(', ')}; medians of ${rounds} rounds, taken in turns; each measurement is a whole process\n`);
  for (const comparison of comparisons) console.log(markdown(comparison));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(benchmark, undefined, 2)}\n`);
  if (old !== undefined) console.log(changes(old, benchmark));
  if (old !== undefined && limit !== undefined) report(regressions(old, benchmark, limit));
}

function report(sentences: readonly string[]): void {
  for (const sentence of sentences) console.error(sentence);
  if (sentences.length > 0) process.exitCode = 1;
}

void main();
