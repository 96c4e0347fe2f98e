// Bundles every entry point into dist/ (what ships) and out/ (tests and tools). `--watch` builds again on each change.
import { existsSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { argv } from 'node:process';
import esbuild from 'esbuild';

const watch = argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, logLevel: 'warning', sourcemap: true, legalComments: 'none' };

// The UMD build that jsonc-parser offers first hides its requires from the bundler; fdir's ESM build reads import.meta.
const alias = { 'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js', fdir: './node_modules/fdir/dist/index.cjs' };

// sharp and piscina load native parts and a worker of their own by path, so they stay in node_modules.
// vscode is external in the extension alone: any other bundle that reaches for it fails to build.
/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['sharp', 'piscina'],
  alias,
  outExtension: { '.js': '.cjs' },
};

/** Entry points of the tests that run outside vitest, and of the tools. */
const tools = [];
for (const folder of ['test/host', 'test/inhost', 'test/ui', 'test/bench']) {
  if (!existsSync(folder)) continue;
  for (const name of await readdir(folder)) if (/\.(main|test)\.ts$/.test(name)) tools.push(`${folder}/${name}`);
}

const builds = [
  { ...node, entryPoints: { extension: 'src/extension/extension.ts' }, external: [...node.external, 'vscode'], outdir: 'dist' },
  { ...node, entryPoints: { pool: 'src/pool/pool.ts', worker: 'src/pool/worker.ts', cli: 'src/cli/cli.ts' }, outdir: 'dist' },
  {
    ...common,
    entryPoints: { webview: 'src/webview/webview.ts' },
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    minify: true,
    outdir: 'dist',
  },
  {
    ...node,
    entryPoints: tools,
    external: [...node.external, 'vscode', 'mocha', 'playwright-core', '@vscode/test-electron'],
    outdir: 'out',
    outbase: '.',
  },
].filter(({ entryPoints }) => Object.values(entryPoints).every((file) => existsSync(file)));

rmSync('dist', { recursive: true, force: true });
if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
