// Builds every bundle (bundles.mjs says which). `--watch` builds again on each change.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import esbuild from 'esbuild';
import { bundles } from './bundles.mjs';

const builds = await bundles();
rmSync(join(import.meta.dirname, 'dist'), { recursive: true, force: true });
if (argv.includes('--watch')) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
