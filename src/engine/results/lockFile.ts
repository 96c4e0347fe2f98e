import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { relativePath } from '../../shared/values/paths';
import { digestIfReadable } from '../fs/fileDigest';
import { folderFinder } from '../fs/folderFinder';
import { readSmallFile } from '../fs/readSmallFile';
import { writeTextFile } from '../fs/writeTextFile';

/**
 * The record of what was made as a file of the repository, for colleagues and for builds on fresh checkouts. It contains digests and
 * paths relative to its folder, sorted, an output per line, so that changes of several people merge. Where it exists, at or above
 * a source, runs keep it up to date.
 */

export const lockFileName = 'assetmill.lock.json';

/** A larger file was not written by a run. */
const mostBytes = 200_000_000;

/** What a recipe made of a source: digests, of the outputs by path. */
interface LockedSource {
  readonly sha256: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** By source, then by the key of the recipe. */
type LockedSources = Record<string, Record<string, LockedSource>>;

function isTexts(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
}

function isLockedSource(value: unknown): value is LockedSource {
  const { sha256, outputs } = (value ?? {}) as Partial<LockedSource>;
  return typeof sha256 === 'string' && isTexts(outputs);
}

/** Whether Git left the changes of two people in a text. */
function hasConflict(text: string): boolean {
  return /^<{7} /m.test(text);
}

/** The valid entries. Anybody may have written the file. */
function parseLock(text: string): LockedSources {
  try {
    const { files } = JSON.parse(text) as { files?: Record<string, Record<string, unknown>> };
    const sources = Object.entries(files ?? {}).map(
      ([source, byKey]) =>
        [source, Object.fromEntries(Object.entries(byKey ?? {}).filter(([, locked]) => isLockedSource(locked)))] as const,
    );
    return Object.fromEntries(sources) as LockedSources;
  } catch {
    return {};
  }
}

/** The text of a lock file; empty for a link, and for a file that is too large. @throws what the file system throws */
function readLock(path: string): string {
  return lstatSync(path).isFile() ? (readSmallFile(path, mostBytes) ?? '') : '';
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One lock file. */
export class LockFile {
  readonly #sources: LockedSources;
  /** Whether it contains a merge conflict. Then it is left alone: both sides have records that a run would lose. */
  readonly #hasConflict: boolean;
  /** For each output, its source and its digest. */
  #results: ReadonlyMap<string, { readonly source: string; readonly sha256: string }> | undefined;
  #isChanged = false;

  constructor(readonly folder: string) {
    const text = readLock(join(folder, lockFileName));
    this.#hasConflict = hasConflict(text);
    this.#sources = parseLock(text);
  }

  #name(path: string): string {
    return relativePath(path, this.folder);
  }

  /** Whether a source and what a recipe made of it have the digests that are recorded. */
  isUpToDate(source: string, key: string): boolean {
    const locked = this.#sources[this.#name(source)]?.[key];
    if (!locked) return false;
    const outputs = Object.entries(locked.outputs);
    // A missing output is found without reading anything.
    if (!outputs.every(([path]) => existsSync(resolve(this.folder, path)))) return false;
    return (
      digestIfReadable(source) === locked.sha256 &&
      outputs.every(([path, sha256]) => digestIfReadable(resolve(this.folder, path)) === sha256)
    );
  }

  /** The source of a file that a run made and that nobody has changed since. */
  sourceOf(path: string): string | undefined {
    this.#results ??= this.#listResults();
    const result = this.#results.get(this.#name(path));
    return result && digestIfReadable(path) === result.sha256 ? resolve(this.folder, result.source) : undefined;
  }

  #listResults() {
    const results = new Map<string, { readonly source: string; readonly sha256: string }>();
    for (const [source, byKey] of Object.entries(this.#sources))
      for (const { outputs } of Object.values(byKey))
        for (const [path, sha256] of Object.entries(outputs)) results.set(path, { source, sha256 });
    return results;
  }

  /** Records what a recipe made of a source, instead of what others made there before. @param outputs their digests, by path */
  add(source: string, key: string, sha256: string, outputs: readonly (readonly [path: string, sha256: string])[]): void {
    const name = this.#name(source);
    const locked = { sha256, outputs: sorted(Object.fromEntries(outputs.map(([path, digest]) => [this.#name(path), digest]))) };
    const others = Object.entries(this.#sources[name] ?? {}).filter(
      ([, other]) => !Object.keys(other.outputs).some((path) => Object.hasOwn(locked.outputs, path)),
    );
    this.#sources[name] = { ...Object.fromEntries(others), [key]: locked };
    this.#isChanged = true;
  }

  /**
   * Writes the file if a run recorded something, without sources that no longer exist.
   * @throws Error when it contains a merge conflict, and what the file system throws
   */
  save(runId: string): void {
    if (!this.#isChanged) return;
    if (this.#hasConflict) throw new Error(l10n.t('The file in {0} contains a merge conflict. Resolve it, then run again.', this.folder));
    const there = Object.entries(this.#sources).filter(([source]) => existsSync(resolve(this.folder, source)));
    const files = sorted(Object.fromEntries(there.map(([source, byKey]) => [source, sorted(byKey)])));
    writeTextFile(join(this.folder, lockFileName), `${JSON.stringify({ version: 1, files }, undefined, 2)}\n`, runId);
  }
}

/** The paths of the lock files that runs with these files may have written: beside them are temp files of killed runs. */
export function lockFilesAbove(paths: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const path of paths) for (let folder = dirname(path); !seen.has(folder); folder = dirname(folder)) seen.add(folder);
  return [...seen].map((folder) => join(folder, lockFileName)).filter((path) => existsSync(path));
}

/** The lock files of sources: for each, the nearest one at or above its folder. */
export class LockFiles {
  readonly #byFolder = new Map<string, LockFile | undefined>();
  readonly #folderOf = folderFinder();

  of(path: string): LockFile | undefined {
    return this.#in(this.#folderOf(path));
  }

  #in(folder: string): LockFile | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const parent = dirname(folder);
    const above = parent === folder ? undefined : this.#in(parent);
    const found = existsSync(join(folder, lockFileName)) ? new LockFile(folder) : above;
    this.#byFolder.set(folder, found);
    return found;
  }

  /** The size in bytes of a source for which a recipe has nothing to do; undefined if it has, or if that is unknown. */
  upToDateSize(source: string, key: string): number | undefined {
    return this.of(source)?.isUpToDate(source, key) ? statSync(source).size : undefined;
  }

  /** Writes those files that concern a source that was looked up. @param runId the run that made something of it */
  save(runId: string): void {
    for (const file of new Set(this.#byFolder.values())) file?.save(runId);
  }
}
