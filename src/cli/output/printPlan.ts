import type { Plan } from '../../client/runs/requestPlan';
import { notProcessedText } from '../../shared/run/leftOutTexts';
import type { PlannedOutput } from '../../shared/run/run';
import { possibleTargets } from '../../shared/run/taskOutput';
import { failureLines, unwrittenReasons } from '../../shared/run/unwrittenOutputs';
import { formatList } from '../../shared/values/formatList';
import { fileCount, formatCount } from '../../shared/values/formatQuantity';
import { terminalPath } from './terminalPath';

/** Where an output goes: with an open format, one of several files. */
function plannedText(output: PlannedOutput): string {
  return formatList(possibleTargets(output).map(terminalPath), 'or');
}

/** Prints what a run would do, for `--dry-run`. */
export function printPlan({ tasks, leftOut, summary }: Plan, json: boolean): void {
  const print = (object: object, text: string) => process.stdout.write(`${json ? JSON.stringify(object) : text}\n`);
  for (const { id, source, outputs, unwritten } of tasks) {
    const targets = outputs.map(({ target, mode, candidates }) => ({
      target,
      mode,
      ...(candidates && { candidates: candidates.map((each) => ({ target: each.target, mode: each.mode })) }),
    }));
    const written = `${terminalPath(source)} -> ${outputs.map(plannedText).join(', ')}`;
    const lines = [written, ...unwrittenReasons(unwritten ?? [])].join('\n  ');
    print({ id, source, outputs: targets, ...(unwritten && { unwritten }) }, lines);
  }
  for (const outcome of leftOut) {
    const { id, source, status, code, message, unwritten } = outcome;
    const lines = failureLines(outcome).join('\n  ');
    print({ id, source, status, code, message, ...(unwritten && { unwritten }) }, `${terminalPath(source)}: ${lines}`);
  }
  const foreign = json ? undefined : notProcessedText(summary);
  if (foreign !== undefined) process.stdout.write(`${foreign}\n`);
  print({ summary }, `${fileCount(tasks.length)} would be processed, ${formatCount(leftOut.length)} left out. Nothing was written.`);
}
