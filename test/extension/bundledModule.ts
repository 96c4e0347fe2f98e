import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../../bundles.mjs';

/** Modules of the extension, bundled as they ship, beside a stub of VS Code. */

const requireHere = createRequire(import.meta.url);

/** A module that was bundled with what it imports. */
export interface BundledModule<Module> {
  /** Loads it with an API of VS Code, anew each time. */
  load(vscode: Readonly<Record<string, unknown>>): Module;
  remove(): Promise<void>;
}

/** Bundles a module. @param source path of a file of the extension, from the top of the checkout */
export async function bundledModule<Module>(source: string): Promise<BundledModule<Module>> {
  const folder = await mkdtemp(join(tmpdir(), 'assetmill-'));
  const all = await bundles();
  const named = (name: string) => all.filter(({ entryPoints = {} }) => name in entryPoints);
  const module = named('features').map((options) => ({ ...options, entryPoints: { module: source } }));
  const wanted = [...module, ...['recipes', 'locale', 'l10n'].flatMap(named)];
  await Promise.all(wanted.map((options) => build({ ...options, sourcemap: false, outdir: folder })));
  const stub = join(folder, 'node_modules', 'vscode', 'index.js');
  await mkdir(join(stub, '..'), { recursive: true });
  await writeFile(stub, '');
  return {
    load(vscode) {
      for (const path of Object.keys(requireHere.cache)) if (path.startsWith(folder)) delete requireHere.cache[path];
      requireHere(stub);
      const loaded = requireHere.cache[requireHere.resolve(stub)];
      if (loaded) loaded.exports = vscode;
      return requireHere(join(folder, 'module.cjs')) as Module;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
