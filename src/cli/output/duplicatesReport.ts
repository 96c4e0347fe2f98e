import { sep } from 'node:path';
import type { FileGroup, GroupedFile } from '../../client/duplicates/fileGroup';
import type { DuplicateSearchResult } from '../../client/duplicates/searchDuplicates';
import { onOneLine } from '../../shared/checksums/checksumFile';
import { fileCount, formatBytes, groupCount } from '../../shared/values/formatQuantity';
import { terminalPath } from './terminalPath';

/** Prints groups of duplicates, for people and for programs. */

/** A line of `dupes --json`. */
export interface DuplicatesGroup extends Omit<FileGroup, 'files'> {
  readonly files: readonly Omit<GroupedFile, 'link'>[];
}

/** The last line of `dupes --json`. */
export interface DuplicatesSummary {
  readonly state: DuplicateSearchResult['end']['state'];
  /** Why the search stopped, as a sentence. */
  readonly message?: string;
  readonly groups: number;
  readonly files: number;
  /** Bytes of all files but the largest of each group. */
  readonly spareBytes: number;
  /** Paths of empty files, which are not compared. */
  readonly empty: readonly string[];
  /** Files that could not be compared. */
  readonly failed: readonly { readonly source: string; readonly code: string | undefined; readonly message: string | undefined }[];
}

/** The path on one line, with `/` as the separator. */
function pathLine(path: string): string {
  const shown = terminalPath(path);
  return onOneLine(sep === '/' ? shown : shown.replaceAll(sep, '/'));
}

/** One line per file, below it one for each of its other hard links, and an empty line after the group. */
function groupText({ files }: FileGroup): string {
  const linesOf = ({ path, otherNames = [] }: GroupedFile) => [pathLine(path), ...otherNames.map((name) => `  = ${pathLine(name)}`)];
  return `${files.flatMap(linesOf).join('\n')}\n\n`;
}

function groupTotals(groups: readonly FileGroup[]): Pick<DuplicatesSummary, 'files' | 'spareBytes'> {
  return {
    files: groups.reduce((sum, { files }) => sum + files.length, 0),
    spareBytes: groups.reduce((sum, { spareBytes }) => sum + spareBytes, 0),
  };
}

function summaryText({ groups, failed }: DuplicateSearchResult): string {
  const { files, spareBytes } = groupTotals(groups);
  const head =
    groups.length === 0
      ? 'No duplicates found.'
      : `${fileCount(files)} in ${groupCount(groups.length)}; ${formatBytes(spareBytes)} could be freed.`;
  return failed.length === 0 ? head : `${head} ${fileCount(failed.length)} could not be compared.`;
}

/** Groups go to standard output and everything else to standard error. @param reported files whose failure is printed already */
export function printDuplicates(found: DuplicateSearchResult, reported: ReadonlySet<string>): void {
  for (const { source, message } of found.failed) if (!reported.has(source)) process.stderr.write(`${pathLine(source)}: ${message}\n`);
  if (found.end.state !== 'finished') return;
  process.stdout.write(found.groups.map(groupText).join(''));
  if (found.empty.length > 0) process.stderr.write(`Empty files, not compared: ${found.empty.map(pathLine).join(', ')}\n`);
  process.stderr.write(`${summaryText(found)}\n`);
}

/** One line per group, then the summary. */
export function printDuplicatesJson({ end, groups, empty, failed }: DuplicateSearchResult): void {
  for (const group of groups) {
    const line: DuplicatesGroup = { ...group, files: group.files.map(({ link: _, ...file }) => file) };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  const summary: DuplicatesSummary = {
    state: end.state,
    ...(end.state === 'stopped' && { message: end.message }),
    groups: groups.length,
    ...groupTotals(groups),
    empty,
    failed: failed.map(({ source, code, message }) => ({ source, code, message })),
  };
  process.stdout.write(`${JSON.stringify({ summary })}\n`);
}
