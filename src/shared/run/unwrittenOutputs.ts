import * as l10n from '@vscode/l10n';
import { formatList } from '../values/formatList';
import { fileName } from '../values/paths';
import type { Outcome, UnwrittenOutput } from './run';

/** What outputs that were not written mean for their file. */

/** The part of an outcome that the outputs decide. */
export type OutputsResult = Pick<Outcome, 'status' | 'code' | 'message' | 'unwritten'>;

/** Each reason as a sentence after the names of the outputs that it concerns. */
export function unwrittenReasons(unwritten: readonly UnwrittenOutput[]): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const { target, message } of unwritten) namesByReason.set(message, [...(namesByReason.get(message) ?? []), fileName(target)]);
  return [...namesByReason].map(([reason, names]) => l10n.t('{0}: {1}', formatList(names, 'narrow'), reason));
}

/** How many of a file's outputs failed, as a sentence. */
export function failedShare(failed: number, total: number): string {
  return l10n.t('{0} of {1} outputs failed.', failed, total);
}

function messageOf(unwritten: readonly UnwrittenOutput[], total: number): string {
  const [first] = unwritten as [UnwrittenOutput];
  // What concerns all outputs is said once, as for a file with a single output.
  if (unwritten.length === total && unwritten.every(({ message }) => message === first.message)) return first.message;
  return first.status === 'failed' ? [failedShare(unwritten.length, total), ...unwrittenReasons(unwritten)].join(' ') : first.message;
}

/**
 * The result of a file. It failed if one of its outputs did. If none was written, it is kept or skipped.
 * @param total number of the file's outputs, written or not
 */
export function outputsResult(unwritten: readonly UnwrittenOutput[], total: number): OutputsResult {
  const withStatus = (status: UnwrittenOutput['status']) => unwritten.filter((each) => each.status === status);
  const listed = total > 1 && unwritten.length > 0 ? { unwritten } : {};
  const failed = withStatus('failed');
  const kept = withStatus('kept');
  const reason = failed.length > 0 ? failed : kept.length > 0 ? kept : unwritten;
  const [first] = reason;
  if (!first || (failed.length === 0 && unwritten.length < total)) return { status: 'done', ...listed };
  return { status: first.status, code: first.code, message: messageOf(reason, total), ...listed };
}
