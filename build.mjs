// Builds every bundle (bundles.mjs says which). `--watch` builds again on each change.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import esbuild from 'esbuild';
import { bundles, copies } from './bundles.mjs';
import { clusterNotices, notices } from './notices.mjs';

/** Builds on every change and prints when building starts and ends: the editor waits for these lines (.vscode/tasks.json). */
async function watch() {
  let running = builds.length;
  console.log('[watch] build started');
  const contexts = builds.map((options) => {
    let isFirst = true; // Counted above, so that the first end comes when every bundle is there.
    const progress = {
      name: 'progress',
      setup({ onStart, onEnd }) {
        onStart(() => {
          if (!isFirst && running === 0) console.log('[watch] build started');
          if (!isFirst) running += 1;
          isFirst = false;
        });
        onEnd(() => {
          running -= 1;
          if (running === 0) console.log('[watch] build finished');
        });
      },
    };
    return esbuild.context({ ...options, plugins: [...(options.plugins ?? []), progress] });
  });
  for (const context of await Promise.all(contexts)) await context.watch();
}

const builds = await bundles();
// Test files that are gone leave no bundle that would still be run.
for (const folder of ['dist', 'out/test', 'packages/cluster/dist'])
  rmSync(join(import.meta.dirname, folder), { recursive: true, force: true });
mkdirSync(join(import.meta.dirname, 'dist'), { recursive: true });
for (const [from, to] of Object.entries(copies)) copyFileSync(join(import.meta.dirname, from), join(import.meta.dirname, to));
if (argv.includes('--watch')) {
  await watch();
} else {
  const built = await Promise.all(builds.map((options) => esbuild.build({ ...options, metafile: true })));
  const noticesOf = { dist: notices, 'packages/cluster/dist': clusterNotices };
  for (const [folder, write] of Object.entries(noticesOf)) {
    const shipped = built.flatMap(({ metafile }, index) => (builds[index].outdir === folder ? [metafile] : []));
    writeFileSync(join(import.meta.dirname, folder, 'THIRD-PARTY-NOTICES.txt'), write(import.meta.dirname, shipped));
  }
}
