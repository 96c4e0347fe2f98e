import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundles, workspace } from './setUp';

/** Incomplete pool bundles. */

/** The pool's bundles in a separate folder, with Piscina but without the image library. */
export async function lonelyPool(): Promise<string> {
  const modules = join(workspace.root, 'node_modules');
  await mkdir(modules);
  await symlink(join(import.meta.dirname, '../../node_modules/piscina'), join(modules, 'piscina'), 'junction');
  for (const name of ['pool', 'worker', 'recipes', 'locale', 'l10n'].map((each) => `${each}.cjs`))
    await copyFile(join(dirname(bundles.poolFile), name), join(workspace.root, name));
  return join(workspace.root, 'pool.cjs');
}

const notLoaded = `throw new Error('Could not load the "sharp" module using the plan9-vax runtime\\nPossible solutions: ...');`;

/** The same, with a package `sharp` that runs some code. By default it throws like the real one does without its native library. */
export async function brokenPool(code = notLoaded): Promise<string> {
  const poolFile = await lonelyPool();
  const sharp = join(workspace.root, 'node_modules', 'sharp');
  await mkdir(sharp);
  await writeFile(join(sharp, 'index.js'), code);
  return poolFile;
}
