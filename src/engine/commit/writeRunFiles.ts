import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import type { RunFileKind } from '../../shared/recipe/runFileKinds';
import type { Conflict } from '../../shared/recipe/schema/profileChoices';
import { FailureError } from '../../shared/run/failure';
import type { MadeFiles } from '../../shared/run/run';
import { webManifestText } from '../../shared/values/faviconMarkup';
import { isInside, realPath } from '../fs/containment';
import { digestIfThere, digestOf } from '../fs/fileDigest';
import { makeFolder } from '../fs/folders';
import { systemFailure } from '../fs/systemFailure';
import { exists, moveToFreePlace, removeTemp, tempPath, writeTemp } from '../fs/tempFile';
import { numbered } from '../naming/existingNames';
import { type RunFile, runFilePaths } from '../naming/runFilePaths';
import { iconsOf } from './iconsOf';
import { Journal } from './journal';
import { manifestText } from './manifestText';
import { markupText } from './markupText';
import { replaceFile } from './replaceFile';

/** Writes the files that describe a run. They are journaled like every other file. */

/** Task numbers that tell these files from the tasks of the run in its journal. */
const journalIds: Readonly<Record<RunFileKind, number>> = { manifest: -1, markup: -2, webManifest: -3 };

/** The run whose files are written. */
interface RunFilesJob {
  /** The run's folder. */
  readonly directory: string;
  readonly runId: string;
  readonly recipe: Recipe;
}

/**
 * The path to write to: another name when a file exists that must not be touched.
 * @throws Error when the recipe says not to write then
 */
function freePath(path: string, conflict: Conflict): string {
  if (!exists(path) || conflict === 'overwrite') return path;
  if (conflict === 'unique') return numbered(path, (each) => !exists(each));
  throw new Error(l10n.t('it already exists and was not changed'));
}

/**
 * The path of a file of the run with its links resolved.
 * @throws FailureError `outside` when a link leads elsewhere than to the run's files: the folder was swapped during the run
 */
function resolvedPath({ path, roots }: RunFile, made: readonly MadeFiles[]): string {
  const named = dirname(path);
  const folder = realPath(named);
  // The plan resolved the links in the paths of the outputs, and the user confirmed their folders.
  const known = () => [...roots, ...made.flatMap(({ outputs }) => outputs.map(({ target }) => dirname(target)))];
  if (folder !== named && !known().some((each) => isInside(folder, each)))
    throw new FailureError('outside', l10n.t('its folder now leads to {0}', folder));
  return join(folder, basename(path));
}

/** Writes one file, and backs up what it replaces. Returns its path. @param number distinguishes the files of the run */
function writeRunFile({ directory, runId, recipe }: RunFilesJob, { kind, path }: RunFile, number: number, text: string): string {
  const bytes = Buffer.from(text);
  const sha256 = digestOf(bytes);
  if (exists(path) && digestIfThere(path) === sha256) return path;
  const target = freePath(path, recipe.conflict);
  const journal = new Journal(directory);
  const temp = tempPath(target, runId, journalIds[kind], number);
  try {
    const newFolder = makeFolder(dirname(target));
    if (newFolder !== undefined) journal.append({ action: 'folder', path: newFolder }, false);
    journal.append({ action: 'temp', path: temp }, false);
    writeTemp(temp, bytes, 0o644);
    if (digestIfThere(temp) !== sha256) throw new FailureError('check-failed', l10n.t('The file could not be read back from the disk.'));
    const entry = { task: journalIds[kind], path: target, sha256 };
    if (exists(target)) replaceFile({ temp, entry, journal, backupName: `${kind}-${number}` });
    else journal.announce({ action: 'create', ...entry }, false, () => moveToFreePlace(temp, target));
    return target;
  } catch (error) {
    removeTemp(temp);
    throw error;
  } finally {
    journal.close();
  }
}

/**
 * Writes the files about the run that a recipe asks for. The plan has checked their paths.
 * @param directory the run's folder
 * @returns what could not be written, as sentences
 */
export async function writeRunFiles(directory: string, runId: string, recipe: Recipe, made: readonly MadeFiles[]): Promise<string[]> {
  const errors: string[] = [];
  const roots = [...new Set(made.map(({ root }) => root))].sort();
  // By root: the markup, which is written last, refers to it.
  const apps = new Map<string, string>();
  for (const [number, file] of runFilePaths(recipe, roots).entries()) {
    try {
      const described = made.filter(({ root }) => file.roots.includes(root));
      const resolved = { ...file, path: resolvedPath(file, made) };
      const app = file.roots.map((root) => apps.get(root)).find((each) => each !== undefined);
      const text = await runFileText(recipe, described, { ...file, app });
      const written = writeRunFile({ directory, runId, recipe }, resolved, number, text);
      if (file.kind === 'webManifest') for (const root of file.roots) apps.set(root, written);
    } catch (error) {
      errors.push(l10n.t('{0} could not be written: {1}', file.path, (systemFailure(error) ?? (error as Error)).message));
    }
  }
  return errors;
}

/** A file about the run, and where the other ones are. */
interface DescribedFile extends RunFile {
  /** Path of the web app manifest of the same sources. */
  readonly app: string | undefined;
}

async function runFileText(recipe: Recipe, made: readonly MadeFiles[], { kind, path, base, app }: DescribedFile): Promise<string> {
  const { manifest, markup, webManifest } = recipe;
  const from = dirname(path);
  if (kind === 'manifest') return manifestText(made, manifest ?? { format: 'text' }, base);
  if (kind === 'webManifest')
    return webManifestText(
      made.flatMap((each) => iconsOf(each, from)),
      webManifest ?? {},
    );
  const { kind: markupKind = 'picture', sizes, placeholder, baseUrl } = markup ?? {};
  const favicon = { baseUrl, manifest: app, themeColor: webManifest?.themeColor };
  return markupText(made, { kind: markupKind, sizes, placeholder, favicon, from });
}
