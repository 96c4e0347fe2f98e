// Builds every bundle (bundles.mjs says which). `--watch` builds again on each change.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import esbuild from 'esbuild';
import { bundles, copies } from './bundles.mjs';
import { notices } from './notices.mjs';

const builds = await bundles();
rmSync(join(import.meta.dirname, 'dist'), { recursive: true, force: true });
mkdirSync(join(import.meta.dirname, 'dist'), { recursive: true });
for (const [from, to] of Object.entries(copies)) copyFileSync(join(import.meta.dirname, from), join(import.meta.dirname, to));
if (argv.includes('--watch')) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  const built = await Promise.all(builds.map((options) => esbuild.build({ ...options, metafile: true })));
  const shipped = built.flatMap(({ metafile }, index) => (builds[index].outdir === 'dist' ? [metafile] : []));
  writeFileSync(join(import.meta.dirname, 'dist', 'THIRD-PARTY-NOTICES.txt'), notices(import.meta.dirname, shipped));
}
