import * as l10n from '@vscode/l10n';
import { shownTarget } from '../values/bestFormat';
import { formatList } from '../values/formatList';
import { fileName } from '../values/paths';
import type { Outcome, UnwrittenOutput } from './run';

/** What outputs that were not written mean for their file. */

/** What is shown of an output that was not written. */
export type ShownUnwritten = Pick<UnwrittenOutput, 'target' | 'status' | 'message'> & Partial<Pick<UnwrittenOutput, 'format'>>;

/** What is shown of a file whose outputs may have failed. */
interface ShownFailure {
  readonly message?: string;
  readonly unwritten?: readonly ShownUnwritten[];
}

/** The part of an outcome that the outputs decide. */
export type OutputsResult = Pick<Outcome, 'status' | 'code' | 'message' | 'unwritten'>;

/** A reason after the names of the outputs that it concerns. */
export function unwrittenReason(names: string, reason: string): string {
  return l10n.t('{0}: {1}', names, reason);
}

/** Each reason as a sentence after the names of the outputs that it concerns. */
export function unwrittenReasons(unwritten: readonly ShownUnwritten[]): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const each of unwritten) {
    const { message } = each;
    namesByReason.set(message, [...(namesByReason.get(message) ?? []), fileName(shownTarget(each))]);
  }
  return [...namesByReason].map(([reason, names]) => unwrittenReason(formatList(names, 'narrow'), reason));
}

/**
 * Why a file failed, as lines: its message, or when outputs failed for reasons of their own, how many did, and each reason.
 */
export function failureLines({ message = '', unwritten = [] }: ShownFailure): [head: string, ...reasons: string[]] {
  const reasons = unwrittenReasons(unwritten.filter(({ status }) => status === 'failed'));
  const at = reasons.length === 0 ? -1 : message.indexOf(reasons.join(' '));
  return at < 0 ? [message] : [message.slice(0, at).trimEnd(), ...reasons];
}

function messageOf(unwritten: readonly UnwrittenOutput[], total: number): string {
  const [first] = unwritten as [UnwrittenOutput];
  // What concerns all outputs is said once, as for a file with a single output.
  if (first.status !== 'failed' || (unwritten.length === total && unwritten.every(({ message }) => message === first.message)))
    return first.message;
  return [l10n.t('{0} of {1} outputs failed.', unwritten.length, total), ...unwrittenReasons(unwritten)].join(' ');
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
