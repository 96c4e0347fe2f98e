import type { PlannedInspection } from '../../client/runs/inspectionPlan';
import { type ListedDigest, mismatches } from '../../shared/run/inspection';
import type { Outcome } from '../../shared/run/run';
import { relativePath } from '../../shared/values/paths';

/** What `verify` prints for each file: a word for people, an object for programs. */

/** The words that other checksum tools use. */
export const verdicts = ['OK', 'FAILED', 'MISSING', 'EXTRA', 'UNREADABLE', 'SKIPPED', 'NOT READ'] as const;
type Verdict = (typeof verdicts)[number];

export function verdictOf({ status, code }: Outcome): Verdict {
  if (status === 'done') return 'OK';
  if (code === 'vanished') return 'MISSING';
  if (code === 'not-listed') return 'EXTRA';
  if (code === 'digest-differs') return 'FAILED';
  if (status === 'canceled') return 'NOT READ';
  return status === 'skipped' ? 'SKIPPED' : 'UNREADABLE';
}

/** A listed digest and the one that the file has. */
interface Difference {
  readonly line: number;
  readonly algorithm: ListedDigest['algorithm'];
  readonly expected: string;
  readonly found: string;
}

/** An outcome with what the checksum file says about its file. */
export interface VerifiedLine extends Outcome {
  /** Relative to the folder of the checksum file, with `/`. */
  readonly path: string;
  readonly verdict: Verdict;
  /** The first line of the checksum file that names this file; absent when none does. */
  readonly line?: number;
  /** Present when the verdict is FAILED. */
  readonly differences?: readonly Difference[];
}

/** Makes the lines of `verify --json`. @param folder of the checksum file, links resolved */
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
