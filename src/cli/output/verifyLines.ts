import type { PlannedInspection } from '../../client/runs/inspectionPlan';
import { type ListedDigest, mismatches } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { relativePath } from '../../shared/values/paths';

/** What `verify` says of each file: a word for people, an object for programs. */

/** In the words of other tools. */
type Verdict = 'OK' | 'FAILED' | 'MISSING' | 'EXTRA' | 'UNREADABLE' | 'SKIPPED' | 'NOT READ';

/** What became of a listed file. */
export function verdictOf({ status, code }: Outcome): Verdict {
  if (status === 'done') return 'OK';
  if (code === 'vanished') return 'MISSING';
  if (code === 'not-listed') return 'EXTRA';
  if (code === 'digest-differs') return 'FAILED';
  if (status === 'canceled') return 'NOT READ';
  return status === 'skipped' ? 'SKIPPED' : 'UNREADABLE';
}

/** A digest of a list, with the one that the file has. */
interface Difference {
  readonly line: number;
  readonly algorithm: ListedDigest['algorithm'];
  readonly expected: string;
  readonly found: string;
}

/** An outcome with what the list says of its file. */
export interface VerifiedLine extends Outcome {
  /** From the folder of the list, with `/`. */
  readonly path: string;
  readonly verdict: Verdict;
  /** Line of the list that names the file, the first of several; none where it is not listed. */
  readonly line?: number;
  /** There where the verdict is FAILED. */
  readonly differences?: readonly Difference[];
}

/** Makes the lines of `verify --json`. @param folder of the list, links resolved */
export function verifiedLines({ tasks, lines }: PlannedInspection, folder: string): (outcome: Outcome) => VerifiedLine {
  const taskById = new Map(tasks.map((task) => [task.id, task]));
  const differencesOf = ({ id, findings }: Outcome): Difference[] => {
    const [task, digests] = [taskById.get(id), findings?.digests];
    if (!task || !digests) return [];
    return mismatches(task, digests).map(({ line, algorithm, digest }) => ({
      line,
      algorithm,
      expected: digest,
      found: digests[algorithm] ?? '',
    }));
  };
  return (outcome) => {
    const line = lines.get(outcome.id);
    const differences = differencesOf(outcome);
    return {
      path: relativePath(outcome.source, folder),
      verdict: verdictOf(outcome),
      ...(line !== undefined && { line }),
      ...(differences.length > 0 && { differences }),
      ...outcome,
    };
  };
}
