import type { Outcome } from '../../shared/run/run';
import type { FailureCause } from './failureCauses';
import type { ReportData, ReportedRun } from './reportData';

/** A file, as the report tells of it: with the keys of `--json`, and paths relative to the folder of the run. */
export type ReportedFile = Omit<Outcome, 'findings' | 'worker'>;

/** A report as a program reads it. docs/cli.md describes the keys. */
export interface JsonReport {
  readonly run: ReportedRun;
  readonly causes: readonly FailureCause[];
  readonly files: readonly ReportedFile[];
}

function reportedFile({ findings: _, worker: _worker, ...file }: Outcome, { shownPath }: ReportData): ReportedFile {
  const shown = <Output extends { readonly target: string }>(output: Output) => ({ ...output, target: shownPath(output.target) });
  return {
    ...file,
    source: shownPath(file.source),
    outputs: file.outputs.map(shown),
    ...(file.unwritten && { unwritten: file.unwritten.map(shown) }),
  };
}

function reportedCause(cause: FailureCause, { shownPath }: ReportData): FailureCause {
  return { ...cause, sources: cause.sources.map(shownPath) };
}

/** A report as a {@link JsonReport}, with a line for the run, one for the causes, and one for each file. */
export function* jsonReport(data: ReportData): Generator<string> {
  const { run, causes, files } = data;
  yield `{"run":${JSON.stringify(run)},\n`;
  yield `"causes":${JSON.stringify(causes.map((cause) => reportedCause(cause, data)))},\n`;
  yield '"files":[';
  for (const [index, file] of files.entries()) yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(reportedFile(file, data))}`;
  yield '\n]}\n';
}
