import type { FailureCode } from '../../shared/run/failure';
import type { Outcome } from '../../shared/run/run';
import { unwrittenReasons } from '../../shared/run/unwrittenOutputs';
import { formatCount } from '../../shared/values/formatQuantity';
import { terminalPath } from './terminalPath';

/** Different notes that are printed; `--json` has all of them. */
const printedNotes = 10;
/** Files that are named with a note. */
const namedFiles = 3;

interface NotedFiles {
  count: number;
  readonly first: string[];
}

/** Reasons that depend on the format, not on the file: each is told once, with the files that it concerns. */
const toldOnce: ReadonlySet<string> = new Set<FailureCode>(['read-only-format', 'decoder-missing']);

/** Whether a reason is a note on many files rather than the failure of one. */
export function isToldOnce(code: FailureCode | undefined): boolean {
  return code !== undefined && toldOnce.has(code);
}

/** Collects the notes of a run: what to know about files that are done, such as that a source is damaged. */
export class RunNotes {
  readonly #files = new Map<string, NotedFiles>();

  add({ source, code, message, notes = [], unwritten = [] }: Outcome): void {
    const missing = unwrittenReasons(unwritten.filter(({ code }) => code === 'too-small'));
    const told = message !== undefined && isToldOnce(code) ? [message] : [];
    for (const note of [...notes, ...missing, ...told]) {
      const files = this.#files.get(note) ?? { count: 0, first: [] };
      this.#files.set(note, files);
      files.count += 1;
      if (files.first.length < namedFiles) files.first.push(source);
    }
  }

  /** A line for each note, with the files that it concerns. */
  lines(): string[] {
    const lines = [...this.#files].slice(0, printedNotes).map(([note, { count, first }]) => {
      const others = count - first.length;
      const more = others > 0 ? ` and ${formatCount(others)} more` : '';
      return `${first.map(terminalPath).join(', ')}${more}: ${note}`;
    });
    const left = this.#files.size - lines.length;
    return left > 0 ? [...lines, `Other notes: ${formatCount(left)}. --json prints all of them.`] : lines;
  }
}
