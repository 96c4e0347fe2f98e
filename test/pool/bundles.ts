import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { cluster, commandLine, copies, parts, processes, webview } from '../../bundles.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Paths of the bundles that tests start or show. They lie apart from dist/, so that a build in another terminal does not remove them. */
export interface Bundles {
  readonly poolFile: string;
  readonly cliFile: string;
  /** A pool process that crashes at sources with a certain name (see namedWorker.ts). */
  readonly namedPoolFile: string;
  /** A command line with that pool process. */
  readonly namedCliFile: string;
  /** The process in place of the pool process where a queue is set. */
  readonly plannerFile: string;
  /** A parent process to kill (see parent.ts). */
  readonly parentFile: string;
  /** The script of the panel's page. */
  readonly webviewFile: string;
}

/** Makes the folder for the bundles, from which `sharp` can be resolved. */
export async function makeBundleFolder(): Promise<string> {
  await mkdir(join(root, 'out'), { recursive: true });
  return mkdtemp(join(root, 'out', 'bundles-'));
}

/** Builds all of them into the folder, with the build options of the product. */
export async function buildBundles(folder: string): Promise<void> {
  const named = join(folder, 'named');
  const clusterPackage = join(folder, 'node_modules', 'assetmill-cluster');
  const options = { ...processes, sourcemap: false } as const;
  await Promise.all([
    build({
      ...options,
      entryPoints: { pool: 'src/pool/pool.ts', worker: 'src/pool/worker.ts', parent: 'test/pool/parent.ts' },
      outdir: folder,
    }),
    build({ ...options, entryPoints: { worker: 'test/pool/namedWorker.ts' }, outdir: named }),
    ...[folder, named].map((outdir) => build({ ...commandLine, sourcemap: false, outdir })),
    build({ ...cluster, sourcemap: false, outdir: join(clusterPackage, 'dist') }),
    ...[folder, named].flatMap((outdir) => parts.map((part) => build({ ...part, sourcemap: false, outdir }))),
    build({ ...webview, sourcemap: false, outdir: folder }),
  ]);
  await copyFile(join(root, 'packages', 'cluster', 'package.json'), join(clusterPackage, 'package.json'));
  await copyFile(join(folder, 'pool.cjs'), join(named, 'pool.cjs'));
  for (const [from, to] of Object.entries(copies)) await copyFile(join(root, from), join(folder, basename(to)));
}

export function bundlesIn(folder: string): Bundles {
  return {
    poolFile: join(folder, 'pool.cjs'),
    cliFile: join(folder, 'cli.cjs'),
    namedPoolFile: join(folder, 'named', 'pool.cjs'),
    namedCliFile: join(folder, 'named', 'cli.cjs'),
    plannerFile: join(folder, 'node_modules', 'assetmill-cluster', 'dist', 'planner.cjs'),
    parentFile: join(folder, 'parent.cjs'),
    webviewFile: join(folder, 'webview.js'),
  };
}

export function removeBundles(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
