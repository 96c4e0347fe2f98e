import { basename } from 'node:path';
import type { PlanRow } from '../../client/store/runReport';
import type { Row, RowOutput } from '../../shared/protocol/panelProtocol';
import type { RowStatus } from '../../shared/protocol/rowQuery';
import type { Outcome, WrittenOutput } from '../../shared/run/run';
import { shownTarget } from '../../shared/values/bestFormat';

/** The state of a row, and how to show it. */
export interface RowState {
  readonly status: RowStatus;
  /** Whether the file was never opened, so that its size is not known. */
  readonly sizeUnknown: boolean;
  /** Those that still exist. */
  readonly outputs: readonly WrittenOutput[];
  readonly selected: boolean;
  /** A path as people read it. */
  displayPath(path: string): string;
}

/** Of a plan with an open format, the paths do not tell which of them it concerns, but no other has its token. */
function shownTargets({ targets, candidates }: PlanRow): readonly string[] {
  return candidates ? targets.map((target) => shownTarget({ target, format: 'best' })) : targets;
}

/** A row of the panel's table: the plan of a file and its outcome. */
export function panelRow(
  plan: PlanRow,
  outcome: Outcome | undefined,
  { status, sizeUnknown, outputs, selected, displayPath }: RowState,
): Row {
  const shownOutput = ({ target, bytes, width, height }: WrittenOutput): RowOutput => ({
    path: displayPath(target),
    bytes,
    ...(width > 0 && { size: { width, height } }),
  });
  const unwritten = outcome ? outcome.unwritten : plan.unwritten;
  return {
    id: plan.id,
    ...(selected && { selected }),
    path: displayPath(plan.source),
    status,
    ...(outcome?.message !== undefined && { message: outcome.message }),
    ...(outcome?.notes && { notes: outcome.notes }),
    ...(!sizeUnknown && { bytesBefore: plan.bytes }),
    ...(plan.width > 0 && { sizeBefore: { width: plan.width, height: plan.height } }),
    ...(outcome?.findings?.digests && { digests: outcome.findings.digests }),
    ...(outcome?.findings?.renameTo !== undefined && { renameTo: basename(outcome.findings.renameTo) }),
    ...(unwritten && {
      unwritten: unwritten.map((each) => ({ target: displayPath(shownTarget(each)), status: each.status, message: each.message })),
    }),
    ...(status === 'planned' && { targets: shownTargets(plan).map(displayPath) }),
    outputs: outputs.map(shownOutput),
  };
}
