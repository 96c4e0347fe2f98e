import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { copies, node, required } from '../../bundles.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Bundles of a test's own, so that a build of dist/ in another terminal does not pull them away. */
export interface Bundles {
  readonly poolFile: string;
  readonly cliFile: string;
  /** A pool process whose workers do as the names of the sources say (see namedWorker.ts). */
  readonly namedPoolFile: string;
  /** Parents to be killed (see parent.ts). */
  readonly parentFile: string;
  dispose(): Promise<void>;
}

/** Builds what the tests start as processes, with the options of what ships, into a folder from which sharp is found. */
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
