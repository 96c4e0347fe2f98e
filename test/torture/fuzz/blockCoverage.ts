import { readFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';

/** Which blocks of this project's code in a bundle were executed, as V8 counts it. */

/** A part of a bundle that comes from `src`. */
interface OwnPart {
  readonly start: number;
  readonly end: number;
}

/** The parts of a bundle that come from `src`: esbuild writes the path of each module above it. */
function ownParts(text: string): OwnPart[] {
  const heads = [...text.matchAll(/^\/\/ (\S+\.[cm]?[jt]s(?:on)?)$/gm)].map(({ index, 1: path = '' }) => ({ index, path }));
  return heads.flatMap(({ index, path }, at) =>
    path.startsWith('src/') ? [{ start: index, end: heads[at + 1]?.index ?? text.length }] : [],
  );
}

export class BlockCoverage {
  readonly #session = new Session();
  readonly #parts: readonly OwnPart[];
  /** For each function by its offset, which of its characters were executed. */
  readonly #executed = new Map<number, Uint8Array>();

  /** @param bundle path of the file whose code is watched */
  constructor(readonly bundle: string) {
    this.#parts = ownParts(readFileSync(bundle, 'utf8'));
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The functions that ran since the last call. */
  #take(): readonly Profiler.FunctionCoverage[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    // The answer comes before the call returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      scripts = result;
    });
    return scripts.filter(({ url }) => url.endsWith(this.bundle)).flatMap(({ functions }) => functions.filter((each) => this.#isOwn(each)));
  }

  #isOwn({ ranges: [whole] }: Profiler.FunctionCoverage): boolean {
    return whole !== undefined && this.#parts.some(({ start, end }) => start <= whole.startOffset && whole.endOffset <= end);
  }

  /** Passes over what ran since the last call. */
  skip(): void {
    this.#take();
  }

  /** @returns the number of characters of code that ran since the last call, and never before */
  peek(): number {
    return this.#take().reduce((sum, each) => sum + this.#count(each, false), 0);
  }

  /** Remembers what ran since the last call. @returns the number of characters of code that ran for the first time */
  add(): number {
    return this.#take().reduce((sum, each) => sum + this.#count(each, true), 0);
  }

  /** Forgets everything that ran. */
  forget(): void {
    this.#executed.clear();
  }

  #count({ ranges }: Profiler.FunctionCoverage, adds: boolean): number {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) return 0;
    const length = whole.endOffset - whole.startOffset;
    const now = new Uint8Array(length);
    // Inner ranges follow outer ones.
    for (const { startOffset, endOffset, count } of ranges)
      now.fill(Number(count > 0), startOffset - whole.startOffset, endOffset - whole.startOffset);
    const before = this.#executed.get(whole.startOffset) ?? new Uint8Array(length);
    if (adds) this.#executed.set(whole.startOffset, before);
    let added = 0;
    for (let at = 0; at < length; at += 1) {
      if (now[at] === 0 || before[at] === 1) continue;
      if (adds) before[at] = 1;
      added += 1;
    }
    return added;
  }

  /** How often blocks ran since the last call, all together: how much work that was, on every machine. */
  work(): number {
    return this.#take().reduce((sum, { ranges }) => sum + ranges.reduce((inner, { count }) => inner + count, 0), 0);
  }

  /** The share of characters that were executed, of the functions that were. */
  get share(): number {
    let [ran, all] = [0, 0];
    for (const executed of this.#executed.values()) {
      all += executed.length;
      for (const each of executed) ran += each;
    }
    return all === 0 ? 0 : ran / all;
  }

  /** Number of functions that were executed. */
  get functions(): number {
    return this.#executed.size;
  }

  close(): void {
    this.#session.disconnect();
  }
}
