import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { copies, node, required } from '../../bundles.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Separate bundles for tests, so that a build of dist/ in another terminal does not remove them. */
export interface Bundles {
  readonly poolFile: string;
  readonly cliFile: string;
  /** A pool process that crashes at sources with a certain name (see namedWorker.ts). */
  readonly namedPoolFile: string;
  /** A parent process to kill (see parent.ts). */
  readonly parentFile: string;
  dispose(): Promise<void>;
}

/** Builds the processes of the tests with the build options of the product, into a folder from which `sharp` can be resolved. */
export async function buildBundles(): Promise<Bundles> {
  await mkdir(join(root, 'out'), { recursive: true });
  const folder = await mkdtemp(join(root, 'out', 'bundles-'));
  const named = join(folder, 'named');
  const options = { ...node, ...required, sourcemap: false } as const;
  await Promise.all([
    build({
      ...options,
      entryPoints: { pool: 'src/pool/pool.ts', worker: 'src/pool/worker.ts', cli: 'src/cli/main.ts', parent: 'test/pool/parent.ts' },
      outdir: folder,
    }),
    build({ ...options, entryPoints: { worker: 'test/pool/namedWorker.ts' }, outdir: named }),
  ]);
  await copyFile(join(folder, 'pool.cjs'), join(named, 'pool.cjs'));
  for (const [from, to] of Object.entries(copies)) await copyFile(join(root, from), join(folder, basename(to)));
  return {
    poolFile: join(folder, 'pool.cjs'),
    cliFile: join(folder, 'cli.cjs'),
    namedPoolFile: join(named, 'pool.cjs'),
    parentFile: join(folder, 'parent.cjs'),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
