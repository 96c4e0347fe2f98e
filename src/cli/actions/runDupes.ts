import type { DuplicateSearchEvents } from '../../client/duplicates/duplicateSearch';
import { type DuplicateSearchResult, searchDuplicates } from '../../client/duplicates/searchDuplicates';
import { groupBySimilarity } from '../../client/duplicates/similarGroups';
import { digestCacheFolder, storeFolder } from '../../client/store/storeFolder';
import type { Likeness } from '../../shared/duplicates/grouping';
import { type InspectCommandOptions, memoryBudgetOf } from '../args/commonOptions';
import { exitCodes } from '../environment/exitCodes';
import type { PoolSession } from '../environment/poolSession';
import { printDuplicates, printDuplicatesJson } from '../output/duplicatesReport';
import { PlanProgress } from '../output/planProgress';
import { Reporter, totalBytes } from '../output/reporter';
import { inspectSelection, printEarlyEnd } from './inspectAndReport';

export interface DupesCommandOptions extends InspectCommandOptions {
  readonly pixels?: boolean;
  readonly similar?: boolean;
  readonly threshold: number;
  readonly turned?: boolean;
  /** False with `--no-cache`. */
  readonly cache: boolean;
}

export function likenessOf({ pixels, similar }: DupesCommandOptions): Likeness {
  if (pixels) return 'pixels';
  return similar ? 'similar' : 'bytes';
}

/** Shows the progress of each step of a search, and collects the files whose failure was printed. */
class SearchProgress implements DuplicateSearchEvents {
  readonly reported = new Set<string>();
  #reporter: Reporter | undefined;
  readonly #plan = new PlanProgress(false);

  readonly scanned = this.#plan.scanned;

  step: DuplicateSearchEvents['step'] = (files, { kind }) => {
    this.clear();
    this.#reporter = new Reporter(files.length, { json: false, printsSkipped: true, bytes: kind === 'hash' ? totalBytes(files) : 0 });
  };

  outcomes: DuplicateSearchEvents['outcomes'] = (outcomes) => {
    for (const { source, status } of outcomes) if (status === 'failed') this.reported.add(source);
    this.#reporter?.outcomes(outcomes);
  };

  workers: DuplicateSearchEvents['workers'] = (workers) => this.#reporter?.workers(workers);

  clear(): void {
    this.#plan.clear();
    this.#reporter?.clear();
  }
}

/** Finds duplicates and groups them. Similar images arrive ungrouped, since only the extension regroups them at will. */
async function search(
  paths: readonly string[],
  options: DupesCommandOptions,
  session: PoolSession,
  progress: SearchProgress,
): Promise<DuplicateSearchResult> {
  const likeness = likenessOf(options);
  const { threshold, turned = false, timeout: timeoutSeconds } = options;
  const cache = options.cache && { cacheFolder: digestCacheFolder(storeFolder()) };
  const request = { ...inspectSelection(paths, options), likeness, turned, ...cache };
  const found = await searchDuplicates(
    session.client,
    request,
    { timeoutSeconds, ...memoryBudgetOf(options), signal: session.signal, ...cache },
    progress,
  );
  progress.clear();
  if (likeness !== 'similar' || found.end.state !== 'finished') return found;
  return { ...found, groups: groupBySimilarity(found.hashes, { threshold, turned, rule: 'mostPixels' }) };
}

/** Finds duplicates and prints them in groups. Returns the exit code. */
export async function runDupes(paths: readonly string[], options: DupesCommandOptions, session: PoolSession): Promise<number> {
  const progress = new SearchProgress();
  const found = await search(paths, options, session, progress);
  printEarlyEnd(found.end);
  if (options.json) printDuplicatesJson(found);
  else printDuplicates(found, progress.reported);
  const isWell = found.end.state === 'finished' && found.failed.every(({ status }) => status === 'skipped');
  return isWell ? exitCodes.success : exitCodes.someFailed;
}
