import { basename } from 'node:path';
import type { PlanRow } from '../../client/runs/runReport';
import type { Row, RowStatus } from '../../shared/protocol/panelProtocol';
import type { Outcome } from '../../shared/run/run';

/** How a row stands, and how it is to be shown. */
export interface RowState {
  readonly status: RowStatus;
  /** Whether nobody looked at the file, so that its size is not known. */
  readonly unseen: boolean;
  /** Whether the run was taken back: what it made is not there any more. */
  readonly undone: boolean;
  /** A path as people read it. */
  shown(path: string): string;
}

/** A row of the panel's table: what the plan says of a file, and what became of it. */
export function panelRow(plan: PlanRow, outcome: Outcome | undefined, { status, unseen, undone, shown }: RowState): Row {
  const [first] = outcome?.outputs ?? [];
  return {
    id: plan.id,
    path: shown(plan.source),
    status,
    ...(outcome?.message !== undefined && { message: outcome.message }),
    ...(outcome?.notes && { notes: outcome.notes }),
    ...(!unseen && { bytesBefore: plan.bytes }),
    ...(plan.width > 0 && { sizeBefore: { width: plan.width, height: plan.height } }),
    ...(first && {
      bytesAfter: outcome?.outputs.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0,
      sizeAfter: { width: first.width, height: first.height },
    }),
    ...(outcome?.findings?.digests && { digests: outcome.findings.digests }),
    ...(outcome?.findings?.renameTo !== undefined && { renameTo: basename(outcome.findings.renameTo) }),
    ...(status === 'planned' && { targets: plan.targets.map(shown) }),
    outputs: undone ? [] : (outcome?.outputs.map(({ target }) => shown(target)) ?? []),
  };
}
