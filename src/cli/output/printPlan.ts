import type { Plan } from '../../client/runs/requestPlan';
import { notProcessedText } from '../../shared/run/notProcessed';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import { terminalPath } from './terminalPath';

/** Prints what a run would do, for `--dry-run`. */
export function printPlan({ tasks, leftOut, summary }: Plan, json: boolean): void {
  const print = (object: object, text: string) => process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
  for (const { id, source, outputs } of tasks) {
    const targets = outputs.map(({ target, mode }) => ({ target, mode }));
    print({ id, source, outputs: targets }, `${terminalPath(source)} -> ${outputs.map(({ target }) => terminalPath(target)).join(', ')}`);
  }
  for (const { id, source, status, code, message } of leftOut)
    print({ id, source, status, code, message }, `${terminalPath(source)}: ${message}`);
  const foreign = json ? undefined : notProcessedText(summary);
  if (foreign !== undefined) process.stdout.write(`${foreign}\n`);
  print({ summary }, `${fileCount(tasks.length)} would be processed, ${formatCount(leftOut.length)} left out. Nothing was written.`);
}
