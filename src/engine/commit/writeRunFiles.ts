import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Recipe } from '../../shared/recipe/recipe';
import { FailureError } from '../../shared/run/failure';
import type { MadeFiles } from '../../shared/run/run';
import { webManifestText } from '../../shared/values/faviconMarkup';
import { isInside, realPath } from '../fs/containment';
import { systemFailure } from '../fs/systemFailure';
import { exists } from '../fs/tempFile';
import { type RunFile, runFilePaths } from '../naming/runFilePaths';
import { iconsOf } from './iconsOf';
import { manifestText } from './manifestText';
import { markupText } from './markupText';
import { spritesFolder } from './spritesFolder';
import { writeAtlas } from './writeAtlas';
import { type RunFilesGuard, writeRunFile } from './writeRunFile';

/** Writes the files that describe a run. They are journaled like every other file. */

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

/** For a run of which nothing else is known: no file belongs to an earlier atlas. */
const unknown: RunFilesGuard = { taken: [], isAtlasFile: () => false };

/**
 * Writes the files about the run that a recipe asks for. The plan has checked their paths.
 * @param directory the run's folder
 * @returns what could not be written, as sentences
 */
export async function writeRunFiles(
  directory: string,
  runId: string,
  recipe: Recipe,
  made: readonly MadeFiles[],
  guard = unknown,
): Promise<string[]> {
  const errors: string[] = [];
  const roots = [...new Set(made.map(({ root }) => root))].sort();
  // By root: the markup, which is written last, refers to it.
  const apps = new Map<string, string>();
  const job = { ...guard, directory, runId, recipe };
  for (const [number, file] of runFilePaths(recipe, roots).entries()) {
    // A run that made nothing, as when all is up to date, leaves the list of an earlier one as it is.
    if (made.length === 0 && exists(file.path)) continue;
    try {
      const described = made.filter(({ root }) => file.roots.includes(root));
      const resolved = { ...file, path: resolvedPath(file, made) };
      if (file.kind === 'atlas') {
        errors.push(...(await writeAtlas(job, { ...resolved, number }, described)));
        continue;
      }
      const app = file.roots.map((root) => apps.get(root)).find((each) => each !== undefined);
      const content = await runFileText(recipe, described, { ...file, app });
      const path = writeRunFile(job, { ...resolved, content, number });
      if (file.kind === 'webManifest') for (const root of file.roots) apps.set(root, path);
    } catch (error) {
      errors.push(l10n.t('{0} could not be written: {1}', file.path, (systemFailure(error) ?? (error as Error)).message));
    }
  }
  // What was only packed has served its purpose.
  rmSync(spritesFolder(directory), { recursive: true, force: true });
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
