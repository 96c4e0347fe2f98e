import type { Failure } from '../../shared/run/failure';
import type { Skip } from '../../shared/run/plan';

/** A file that a plan leaves out, before it gets its number. */
export function leftOut(source: string, bytes: number, status: Skip['status'], { code, message, format }: Failure): Omit<Skip, 'id'> {
  return { source, bytes, status, code, message, ...(format !== undefined && { format }) };
}
