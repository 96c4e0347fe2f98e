import type { RunResult } from '../../client/runs/carryOut';
import { exitCodes } from '../environment/exitCodes';
import type { Reporter } from './reporter';

/** Prints the end of a run that processes images, and what to know about it. Returns the exit code. @param remarks sentences */
export function endOfRun(reporter: Reporter, result: RunResult, remarks: readonly (string | undefined)[] = []): number {
  const { state, counts } = reporter.end(result);
  const { message } = result.folder.record;
  for (const remark of [...remarks, state === 'finished' ? message : undefined])
    if (remark !== undefined) process.stderr.write(`${remark}\n`);
  return state !== 'finished' || counts.failed > 0 || message !== undefined ? exitCodes.someFailed : exitCodes.success;
}
