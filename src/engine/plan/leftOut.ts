import type { Failure } from '../../shared/run/failure';
import type { Skip } from '../../shared/run/plan';
import type { UnwrittenOutput } from '../../shared/run/run';
import { outputsResult } from '../../shared/run/unwrittenOutputs';

/** A file that a plan leaves out, before it gets its number. */
export function leftOut(source: string, bytes: number, status: Skip['status'], { code, message }: Failure): Omit<Skip, 'id'> {
  return { source, bytes, status, code, message };
}

/** Why a file is left out when each of its outputs is refused. */
export function leftOutResult(unwritten: readonly UnwrittenOutput[]): Pick<Skip, 'status' | 'code' | 'message' | 'unwritten'> {
  const { status, code = 'internal', message = '', ...rest } = outputsResult(unwritten, unwritten.length);
  return { status: status === 'failed' ? status : 'skipped', code, message, ...rest };
}
