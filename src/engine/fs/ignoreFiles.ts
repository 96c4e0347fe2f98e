import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { Minimatch } from 'minimatch';
import { relativePath } from '../../shared/values/paths';
import { readSmallFile } from './readSmallFile';

/** Folders that are never walked, whatever the settings. The last one has the runs that several computers share. */
const neverWalked = new Set(['node_modules', '.git', '.assetmill']);

/** Most globs that the braces of one expand to. Compiling 10,000 takes 2 s; the default of minimatch, 100,000, took 15 s. */
const braceExpandMax = 10_000;

/** Matches paths relative to a folder; a glob without `/` matches a name at any depth, as people expect of `*.png`. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const compiled = globs.map(
    (glob) => new Minimatch(glob.replace(/^\.\//, ''), { dot: true, matchBase: true, nocomment: true, braceExpandMax }),
  );
  return (path) => compiled.some((glob) => glob.match(path));
}

/** A larger file has no rules that anybody wrote. */
const mostRuleBytes = 4_000_000;

function readRules(folder: string): Ignore | undefined {
  const path = join(folder, '.gitignore');
  try {
    // A pipe would wait for a writer, and a device may never end.
    const rules = readSmallFile(path, mostRuleBytes);
    return rules === undefined ? undefined : ignore().add(rules);
  } catch {
    return undefined; // missing or unreadable; git ignores nothing in this case either
  }
}

/** The folders from the given one up to the top of its repository. Outside a repository, only the given one. */
function upToRepository(folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    folders.push(at);
    if (existsSync(join(at, '.git'))) return folders;
    if (dirname(at) === at) return [folder];
  }
}

/** What a walk of a folder ignores. */
export interface IgnoreRules {
  /** Whether the walk ignores a folder or file. If a folder is not ignored, this reads its .gitignore. */
  ignores(path: string, isFolder: boolean): boolean;
}

/**
 * The rules for a walk of one folder: `node_modules` and `.git`, the given globs, and each `.gitignore` from the top of
 * the repository down. A selected folder is walked even if a rule above it would ignore it.
 * @param root the workspace folder that the globs are relative to
 */
export function ignoreRules(folder: string, root: string, globs: readonly string[], useIgnoreFiles: boolean): IgnoreRules {
  const excluded = globMatcher(globs);
  const rules = new Map<string, Ignore>();
  const load = (at: string) => {
    const found = useIgnoreFiles ? readRules(at) : undefined;
    if (found) rules.set(at, found);
  };
  const ignoredByGit = (path: string, isFolder: boolean): boolean => {
    // The nearest file decides, as in git.
    for (let at = dirname(path); ; at = dirname(at)) {
      const result = rules.get(at)?.test(relativePath(path, at) + (isFolder ? '/' : ''));
      if (result?.ignored || result?.unignored) return result.ignored;
      if (dirname(at) === at) return false;
    }
  };
  upToRepository(folder).forEach(load);
  if (ignoredByGit(folder, true)) {
    rules.clear();
    load(folder);
  }
  return {
    ignores(path, isFolder) {
      const name = path.slice(path.lastIndexOf(sep) + 1);
      if (isFolder && neverWalked.has(name)) return true;
      if (globs.length > 0 && excluded(relativePath(path, root))) return true;
      if (rules.size > 0 && ignoredByGit(path, isFolder)) return true;
      if (isFolder) load(path);
      return false;
    },
  };
}
