import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRandom, type Random } from '../../sample/random';
import { BlockCoverage } from './blockCoverage';
import { mutateInput, pick } from './mutateInput';
import { type ParserName, runParser } from './parsers';

/** Looks for inputs that reach code that none reached before, by changing those that did. */

/** What a fuzzer needs. Plain data that can cross threads. */
export interface FuzzSetup {
  readonly parser: ParserName;
  readonly seconds: number;
  readonly seed: number;
  /** Known inputs. */
  readonly seeds: readonly Uint8Array[];
  /** What has a meaning in this format. */
  readonly words: readonly Uint8Array[];
  readonly bundle: string;
  /** Receives inputs that are faults. */
  readonly faultFolder: string;
  /** Length of the input in progress, its bytes behind it: what a watcher finds when the parser does not end. */
  readonly current: SharedArrayBuffer;
  /** Number of executions, and when the last one began, in ms since 1970. */
  readonly progress: SharedArrayBuffer;
}

export interface FuzzResult {
  readonly executions: number;
  readonly functions: number;
  /** Share of their code. */
  readonly share: number;
  readonly faults: readonly string[];
  /** Few and short inputs that reach everything that was reached. */
  readonly corpus: readonly Uint8Array[];
}

/** Inputs between two looks at the coverage, which takes as long as many inputs. */
const batchSize = 100;
/** More are the same in other words. */
const mostFaults = 20;
/** Attempts to shorten one input. */
const mostTries = 200;

class Fuzzer {
  readonly #coverage: BlockCoverage;
  readonly #random: Random;
  readonly #corpus: Buffer[] = [];
  readonly #faults = new Map<string, string>();
  readonly #current: Uint8Array;
  readonly #progress: Float64Array;

  constructor(readonly setup: FuzzSetup) {
    this.#coverage = new BlockCoverage(setup.bundle);
    this.#random = makeRandom(setup.seed);
    this.#current = new Uint8Array(setup.current);
    this.#progress = new Float64Array(setup.progress);
  }

  #run(bytes: Buffer): void {
    new DataView(this.setup.current).setUint32(0, bytes.length);
    this.#current.set(bytes, 4);
    this.#progress[1] = Date.now();
    try {
      runParser(this.setup.parser, Buffer.from(bytes));
    } catch (error) {
      this.#keepFault(bytes, error as Error);
    }
    this.#progress[0] = (this.#progress[0] as number) + 1;
  }

  /** Keeps one input for each place that throws. */
  #keepFault(bytes: Buffer, { message, stack = '' }: Error): void {
    const line = stack.split('\n').find((each) => each.includes('at ') && each.includes('.cjs'));
    // Names in a message differ from input to input.
    const place = `${message.slice(0, 24)} ${line}`;
    const name = `fault-${createHash('sha256').update(place).digest('hex').slice(0, 8)}`;
    if (this.#faults.has(place) || this.#faults.size >= mostFaults) return;
    this.#faults.set(place, `${this.setup.parser}: ${stack.split('\n').slice(0, 4).join('\n')}\n  ${name}`);
    mkdirSync(this.setup.faultFolder, { recursive: true });
    writeFileSync(join(this.setup.faultFolder, `${this.setup.parser}-${name}`), bytes);
  }

  /** Runs an input by itself. @returns whether it reached something new */
  #isNew(bytes: Buffer): boolean {
    this.#coverage.skip();
    this.#run(bytes);
    return this.#coverage.add() > 0;
  }

  #batch(): void {
    const inputs = Array.from({ length: batchSize }, () => {
      const from = pick(this.#corpus, this.#random);
      return mutateInput(from, this.#random, pick(this.#corpus, this.#random), this.setup.words as Buffer[]);
    });
    this.#coverage.skip();
    for (const input of inputs) this.#run(input);
    if (this.#coverage.peek() === 0) return;
    for (const input of inputs) if (this.#isNew(input)) this.#corpus.push(input);
  }

  /** Takes away what an input does not need to reach what it reaches. @param reaches whether a shorter one still does */
  #shorten(bytes: Buffer, reaches: (shorter: Buffer) => boolean): Buffer {
    let short = bytes;
    let tries = 0;
    for (let length = Math.ceil(short.length / 2); length >= 1 && tries < mostTries; length = length === 1 ? 0 : Math.ceil(length / 2)) {
      for (let at = 0; at < short.length && tries < mostTries; tries += 1) {
        const shorter = Buffer.concat([short.subarray(0, at), short.subarray(at + length)]);
        if (reaches(shorter)) short = shorter;
        else at += length;
      }
    }
    return short;
  }

  /** Few and short inputs that reach what all together reach. */
  #minimal(): Buffer[] {
    const all = [...this.#corpus].sort((a, b) => a.length - b.length);
    this.#coverage.forget();
    const needed = all.filter((each) => this.#isNew(each));
    this.#coverage.forget();
    return needed.reverse().flatMap((each) => {
      this.#coverage.skip();
      this.#run(each);
      const gain = this.#coverage.peek();
      if (gain === 0) return [];
      const short = this.#shorten(each, (shorter) => {
        this.#coverage.skip();
        this.#run(shorter);
        return this.#coverage.peek() >= gain;
      });
      return this.#isNew(short) ? [short] : [];
    });
  }

  fuzz(): FuzzResult {
    const end = Date.now() + this.setup.seconds * 1000;
    for (const seed of [Buffer.alloc(1), ...this.setup.seeds.map((each) => Buffer.from(each))])
      if (this.#isNew(seed) || this.#corpus.length === 0) this.#corpus.push(seed);
    while (Date.now() < end) this.#batch();
    const executions = this.#progress[0] as number;
    const { functions, share } = this.#coverage;
    const corpus = this.#minimal();
    this.#coverage.close();
    return { executions, functions, share, faults: [...this.#faults.values()], corpus };
  }
}

export function fuzz(setup: FuzzSetup): FuzzResult {
  return new Fuzzer(setup).fuzz();
}
