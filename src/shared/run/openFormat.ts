import type { PlannedOutput } from './run';

/** The path of an output for people. That of an open format ends in a token, as in a template, which would mean nothing to them. */
export function shownTarget({ target, format }: { readonly target: string; readonly format?: PlannedOutput['format'] }): string {
  return format === 'best' ? target.replaceAll('{format}', '*') : target;
}
