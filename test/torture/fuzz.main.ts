import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type FuzzResult, type FuzzSetup, fuzz } from './fuzz/fuzzer';
import { type ParserName, parserNames } from './fuzz/parsers';
import { corpusFolder, seedsOf, wordsOf } from './fuzz/seeds';

/**
 * Fuzzes the parsers, guided by V8's coverage: `fuzz.main.cjs [seconds] [parser] [seed]`. The seconds are for each parser. Inputs that
 * are faults are kept; with `ASSETMILL_KEEP_CORPUS=1`, the inputs in `test/torture/corpus` are replaced by what was found.
 */

/** An input that takes longer, in ms, hangs the parser. */
const longestMs = 10_000;
/** An input that lets the process grow to this, in bytes, is a fault. */
const mostMemory = 2_000_000_000;
const heapMegabytes = 512;
const largestInput = 1 << 20;

/** Ends a fuzzer whose parser does not end, or takes all memory. @returns the input and why, or the result */
function watch(setup: FuzzSetup): Promise<FuzzResult | { readonly why: string }> {
  const progress = new Float64Array(setup.progress);
  const worker = new Worker(__filename, { workerData: setup, resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
  return new Promise((resolve) => {
    const end = (why: string) => {
      clearInterval(timer);
      const length = new DataView(setup.current).getUint32(0);
      mkdirSync(setup.faultFolder, { recursive: true });
      writeFileSync(join(setup.faultFolder, `${setup.parser}-${why.split(' ')[0]}`), new Uint8Array(setup.current).slice(4, 4 + length));
      void worker.terminate();
      resolve({ why: `${setup.parser}: ${why}, ${length} bytes of input` });
    };
    const timer = setInterval(() => {
      const started = progress[1] as number;
      if (started > 0 && Date.now() - started > longestMs) end('hang');
      else if (process.memoryUsage.rss() > mostMemory) end(`memory ${process.memoryUsage.rss()}`);
    }, 500);
    worker.once('message', (result: FuzzResult) => {
      clearInterval(timer);
      resolve(result);
    });
    worker.once('error', (error) => end(`crash ${error.message}`));
  });
}

function keepCorpus({ corpus }: FuzzResult, parser: ParserName): void {
  const folder = join(corpusFolder, parser);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const bytes of corpus) writeFileSync(join(folder, createHash('sha256').update(bytes).digest('hex').slice(0, 12)), bytes);
}

async function fuzzOne(parser: ParserName, seconds: number, seed: number, faultFolder: string): Promise<number> {
  const result = await watch({
    ...{ parser, seconds, seed, faultFolder, bundle: __filename },
    ...{ seeds: seedsOf(parser), words: wordsOf(parser) },
    ...{ current: new SharedArrayBuffer(largestInput), progress: new SharedArrayBuffer(16) },
  });
  if ('why' in result) {
    console.log(result.why);
    return 1;
  }
  const { executions, functions, share, faults, corpus } = result;
  const bytes = corpus.reduce((sum, { length }) => sum + length, 0);
  const reached = `${functions} functions, ${Math.round(share * 100)}% of their code`;
  console.log(`${parser}: ${executions} inputs, ${reached}, corpus of ${corpus.length} inputs, ${bytes} bytes, ${faults.length} faults`);
  for (const fault of faults) console.log(fault);
  if (process.env.ASSETMILL_KEEP_CORPUS === '1') keepCorpus(result, parser);
  return faults.length;
}

async function main(seconds = '60', only?: string, seed = String(Date.now() % 1_000_000)): Promise<void> {
  const faultFolder = mkdtempSync(join(tmpdir(), 'assetmill-faults-'));
  console.log(`seed ${seed}, faults in ${faultFolder}`);
  let faults = 0;
  for (const parser of parserNames)
    if (only === undefined || only === parser) faults += await fuzzOne(parser, Number(seconds), Number(seed), faultFolder);
  exit(faults > 0 ? 1 : 0);
}

if (isMainThread) void main(...argv.slice(2));
else parentPort?.postMessage(fuzz(workerData as FuzzSetup));
