import { relative, sep } from 'node:path';
import type { FileGroup, GroupedFile } from '../../client/duplicates/fileGroup';
import { type DuplicateSearchResult, searchDuplicates } from '../../client/duplicates/searchDuplicates';
import { groupBySimilarity } from '../../client/duplicates/similarGroups';
import type { PoolClient } from '../../client/pool/poolClient';
import { onOneLine } from '../../shared/checksums/checksumFile';
import { fileCount, formatBytes, formatCount } from '../../shared/values/formatQuantity';
import type { DupesCall } from '../args/parseCall';
import { exitCodes } from '../environment/exitCodes';
import { digestsFolder } from '../environment/folders';
import { Reporter, totalBytes } from '../output/reporter';
import { requestOf, requirePaths, tellEnd } from './inspectFiles';

/** `assetmill dupes`: groups of files that go together. */

function shown(path: string): string {
  const way = relative(process.cwd(), path);
  return onOneLine((way.startsWith('..') ? path : way).split(sep).join('/'));
}

/** A line for each file, below it one for each further name that it has by hard links, and an empty line behind the group. */
function groupText({ files }: FileGroup): string {
  const linesOf = ({ path, otherNames = [] }: GroupedFile) => [shown(path), ...otherNames.map((name) => `  = ${shown(name)}`)];
  return `${files.flatMap(linesOf).join('\n')}\n\n`;
}

/** What the groups add up to. */
function totalsOf(groups: readonly FileGroup[]): { readonly files: number; readonly spareBytes: number } {
  return {
    files: groups.reduce((sum, { files }) => sum + files.length, 0),
    spareBytes: groups.reduce((sum, { spareBytes }) => sum + spareBytes, 0),
  };
}

function summaryText({ groups, failed }: DuplicateSearchResult): string {
  const { files, spareBytes } = totalsOf(groups);
  const head =
    groups.length === 0
      ? 'Nothing goes together.'
      : `${fileCount(files)} in ${formatCount(groups.length)} groups; ${formatBytes(spareBytes)} could be saved.`;
  return failed.length === 0 ? head : `${head} ${fileCount(failed.length)} could not be compared.`;
}

/** @param told files of which it was said already why they could not be compared */
function print(found: DuplicateSearchResult, json: boolean, told: ReadonlySet<string>): void {
  if (!json) {
    for (const { source, message } of found.failed) if (!told.has(source)) process.stderr.write(`${shown(source)}: ${message}\n`);
    if (found.end.state !== 'finished') return;
    process.stdout.write(found.groups.map(groupText).join(''));
    if (found.empty.length > 0) process.stderr.write(`Empty, and copies of nothing: ${found.empty.map(shown).join(', ')}\n`);
    process.stderr.write(`${summaryText(found)}\n`);
    return;
  }
  for (const group of found.groups) process.stdout.write(`${JSON.stringify(group)}\n`);
  const { end, groups, empty, failed } = found;
  const summary = {
    state: end.state,
    groups: groups.length,
    ...totalsOf(groups),
    empty,
    failed: failed.map(({ source, code, message }) => ({ source, code, message })),
  };
  process.stdout.write(`${JSON.stringify({ summary })}\n`);
}

/** Finds files that go together and prints them in groups. */
export async function findCopies(call: DupesCall, client: PoolClient, signal: AbortSignal): Promise<number> {
  requirePaths(call);
  const { likeness, threshold, turned, useCache, timeoutSeconds } = call;
  const cacheFolder = useCache ? digestsFolder() : undefined;
  const cache = cacheFolder !== undefined && { cacheFolder };
  let reporter: Reporter | undefined;
  const told = new Set<string>();
  const search = await searchDuplicates(
    client,
    { ...requestOf(call), likeness, turned, ...cache },
    { timeoutSeconds, signal, ...cache },
    {
      step: (files, { kind }) => {
        reporter?.clear();
        reporter = new Reporter(files.length, { json: false, tellsSkipped: true, bytes: kind === 'hash' ? totalBytes(files) : 0 });
      },
      outcomes: (outcomes) => {
        for (const { source, status } of outcomes) if (status === 'failed') told.add(source);
        reporter?.outcomes(outcomes);
      },
      workers: (workers) => reporter?.workers(workers),
    },
  );
  reporter?.clear();
  const isWhole = search.end.state === 'finished';
  const groups =
    likeness === 'similar' && isWhole ? groupBySimilarity(search.hashes, { threshold, turned, rule: 'mostPixels' }) : search.groups;
  const found = { ...search, groups };
  tellEnd(found.end);
  print(found, call.json, told);
  return found.end.state === 'finished' && found.failed.every(({ status }) => status === 'skipped') ? exitCodes.well : exitCodes.someFailed;
}
