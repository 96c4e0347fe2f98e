import type { Plan } from '../../client/runs/requestPlan';
import { fileCount } from '../../shared/values/formatQuantity';
import { exitCodes } from '../environment/exitCodes';
import { terminalPath } from './terminalPath';

/** Prints the files that are not up to date, for `--check`. Returns the exit code. */
export function printOutdated({ tasks, leftOut, summary }: Plan, json: boolean): number {
  const print = (object: object, text: string) => process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
  for (const { id, source, outputs } of tasks)
    print({ id, source, outputs: outputs.map(({ target, mode }) => ({ target, mode })) }, terminalPath(source));
  const failed = leftOut.filter(({ status }) => status === 'failed');
  for (const { id, source, status, code, message } of failed)
    print({ id, source, status, code, message }, `${terminalPath(source)}: ${message}`);
  const outdated = tasks.length + failed.length;
  print({ summary }, `${fileCount(summary.upToDate)} up to date, ${fileCount(outdated)} not. Nothing was written.`);
  return outdated > 0 ? exitCodes.someFailed : exitCodes.success;
}
