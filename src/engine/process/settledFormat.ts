import type { OutputCandidate, PlannedOutput } from '../../shared/run/run';
import type { TaskOutput } from '../../shared/run/taskOutput';
import type { FileFormat } from '../../shared/values/formats';
import type { RenderedOutput } from '../render/renderedOutput';

/** Turns an output whose format was open until all of its candidates were encoded into one that the plan could have named. */

/** An output whose format is known. */
export type SettledOutput = Omit<PlannedOutput, 'format'> & { readonly format: FileFormat };

/** Something with an output whose format is known. */
export type Settled<Job extends TaskOutput> = Omit<Job, 'planned'> & { readonly planned: SettledOutput };

/** The output that one of its candidates becomes. */
export function asCandidate({ output, copy, frame }: PlannedOutput, candidate: OutputCandidate): SettledOutput {
  return { output, copy, ...(frame !== undefined && { frame }), ...candidate };
}

/** The output in the format that its file has. @throws Error if it was not rendered in one of its possible formats */
export function settledFormat<Job extends TaskOutput>(job: Job, { format: best }: RenderedOutput): Settled<Job> {
  const { planned } = job;
  const { format, candidates } = planned;
  if (format !== 'best') return { ...job, planned: { ...planned, format } };
  const candidate = candidates?.find((each) => each.format === best);
  if (!candidate) throw new Error(`The format ${best} was not planned.`);
  return { ...job, planned: asCandidate(planned, candidate) };
}
