import type { FailureCode } from '../../shared/run/failure';
import type { Outcome } from '../../shared/run/run';

/** Different reasons that are told of a cause, and files that are named. The rest are counted. */
const mostReasons = 5;
const mostFiles = 20;

/** A sentence that says why files failed, and for how many of them. */
export interface FailureReason {
  readonly message: string;
  readonly count: number;
}

/** Files that failed for the same cause. */
export interface FailureCause {
  readonly code: FailureCode;
  /** Number of files. */
  readonly count: number;
  /** The most frequent reasons, most frequent first. */
  readonly reasons: readonly FailureReason[];
  /** The first of the files, as absolute paths. */
  readonly sources: readonly string[];
}

/** Why a file failed. The message of one with several outputs names them, so it is the same as that of no other file. */
function reasonsOf({ message = '', unwritten = [] }: Outcome): ReadonlySet<string> {
  const ofOutputs = unwritten.filter(({ status }) => status === 'failed').map((output) => output.message);
  return new Set(ofOutputs.length > 0 ? ofOutputs : [message]);
}

/** Collects the files of one cause. */
class CauseCount {
  #count = 0;
  readonly #sources: string[] = [];
  readonly #reasons = new Map<string, number>();

  constructor(readonly code: FailureCode) {}

  add(file: Outcome): void {
    this.#count += 1;
    if (this.#sources.length < mostFiles) this.#sources.push(file.source);
    for (const reason of reasonsOf(file)) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  get cause(): FailureCause {
    const reasons = [...this.#reasons].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count);
    return { code: this.code, count: this.#count, reasons: reasons.slice(0, mostReasons), sources: this.#sources };
  }
}

/** The files that failed, by cause, the most frequent cause first. */
export function failureCauses(files: readonly Outcome[]): FailureCause[] {
  const counts = new Map<FailureCode, CauseCount>();
  for (const file of files) {
    if (file.status !== 'failed') continue;
    // Reports of another version may lack the code.
    const { code = 'internal' } = file;
    const count = counts.get(code) ?? new CauseCount(code);
    count.add(file);
    counts.set(code, count);
  }
  return [...counts.values()].map(({ cause }) => cause).sort((a, b) => b.count - a.count);
}
