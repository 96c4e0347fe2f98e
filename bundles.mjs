// What is bundled, and how: every entry point into dist/ (what ships) and out/ (tests and tools).
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = import.meta.dirname;

/** @type {import('esbuild').BuildOptions} */
const basic = { absWorkingDir: root, bundle: true, logLevel: 'warning', sourcemap: true, legalComments: 'none' };

// icodec offers its codecs only all together.
export const codecAlias = {
  'icodec/jxl-dec': './node_modules/icodec/dist/jxl-dec.js',
  'icodec/jxl-enc': './node_modules/icodec/dist/jxl-enc.js',
};

// The UMD build that jsonc-parser offers first hides its requires from the bundler; fdir's ESM build reads import.meta.
// Of hash-wasm's UMD build, which it offers first, nothing could be left out; two of its twenty algorithms are used.
const alias = {
  'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  fdir: './node_modules/fdir/dist/index.cjs',
  'hash-wasm': './node_modules/hash-wasm/dist/index.esm.js',
  ...codecAlias,
};

// sharp, piscina and blake-hash load native parts and a worker of their own by path, so they stay in node_modules.
// vscode is external in the extension alone: any other bundle that reaches for it fails to build.
/** @type {import('esbuild').BuildOptions} */
export const node = {
  ...basic,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['sharp', 'piscina', '@napi-rs/blake-hash'],
  alias,
  outExtension: { '.js': '.cjs' },
};

/**
 * Leaves a module out of the bundles that import it: it is a bundle of its own beside them.
 * @type {(name: string, filter: RegExp, path: string) => import('esbuild').Plugin}
 */
const apart = (name, filter, path) => ({
  name: `${name}-apart`,
  setup(build) {
    build.onResolve({ filter }, ({ kind }) => (kind === 'entry-point' ? undefined : { path, external: true }));
  },
});

// svgo is half of a worker's code and rarely needed. Its browser build needs no files of data.
const svgoApart = apart('svgo', /^svgo\/browser$/, './svgo.cjs');

// The schema of recipes is half of what a program loads at its start, which does not need it yet. Its messages have the language
// that the program sets, so both share the modules that keep it.
const recipesApart = apart('recipes', /\/recipe\/recipeParser$/, './recipes.cjs');
const localeApart = apart('locale', /(^|\/)locale$/, './locale.cjs');
const l10nApart = apart('l10n', /^@vscode\/l10n$/, './l10n.cjs');

// Codecs in WebAssembly, for formats that few people have.
const codecsApart = apart('codecs', /\/codecModules$/, './codecs.cjs');

// The extension loads what its commands do after it has been activated.
const featuresApart = apart('features', /^\.\/features\/allFeatures$/, './features.cjs');

/**
 * Makes `vscode` an object that all files share. For a namespace import esbuild copies all 300 exports into an object of its own, in
 * each of over 50 files, which would be half of the start of the extension.
 * @type {import('esbuild').Plugin}
 */
const sharedVscode = {
  name: 'shared-vscode',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]extension[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace("import * as vscode from 'vscode';", "const vscode = require('vscode');");
      if (/^\s*import\s+\*\s+as\s+vscode\s+from/m.test(contents)) throw new Error("not written as `import * as vscode from 'vscode';`");
      return { contents, loader: 'ts' };
    });
  },
};

// The user-interface tests share a window, so the module that holds it must be loaded once.
const sessionApart = apart('session', /^\.\/session$/, './session.cjs');

/**
 * What ships, without the comments that every start would have to scan. Names stay, for stack traces. `import()` becomes `require`
 * in it, which loads sharp in half the time.
 * @type {import('esbuild').BuildOptions}
 */
const shipped = { ...node, supported: { 'dynamic-import': false }, minifyWhitespace: true, minifySyntax: true };

/** The processes and threads that work on files. @type {import('esbuild').BuildOptions} */
export const processes = { ...shipped, plugins: [svgoApart, codecsApart, recipesApart, localeApart, l10nApart] };

/** @type {import('esbuild').BuildOptions} */
const inExtensionHost = {
  ...processes,
  external: [...node.external, 'vscode'],
  plugins: [...processes.plugins, featuresApart, sharedVscode],
};

/** @type {import('esbuild').BuildOptions} */
export const commandLine = { ...processes, entryPoints: { cli: 'src/cli/main.ts' } };

/**
 * The optional package for several computers, complete in itself. What BullMQ could use in place of ioredis is not there.
 * @type {import('esbuild').BuildOptions}
 */
export const cluster = {
  ...shipped,
  entryPoints: { planner: 'src/cluster/planner/planner.ts', worker: 'src/cluster/worker/worker.ts' },
  external: ['redis', 'pg', 'bullmq-otel', '@valkey/valkey-glide', 'bun'],
};

const svgo = { ...node, entryPoints: { svgo: 'node_modules/svgo/dist/svgo.browser.js' }, minify: true, sourcemap: false };

/**
 * What the programs load from beside their own bundle, when they need it.
 * @type {import('esbuild').BuildOptions[]}
 */
export const parts = [
  svgo,
  { ...shipped, entryPoints: { recipes: 'src/shared/recipe/recipeParser.ts' }, plugins: [localeApart, l10nApart] },
  { ...shipped, entryPoints: { locale: 'src/shared/values/locale.ts' }, plugins: [l10nApart] },
  { ...shipped, entryPoints: { codecs: 'src/engine/decoders/codecs/codecModules.ts' } },
  { ...shipped, entryPoints: { l10n: 'node_modules/@vscode/l10n/dist/main.js' } },
];

/**
 * The panel's page.
 * @type {import('esbuild').BuildOptions}
 */
export const webview = {
  ...basic,
  entryPoints: { webview: 'src/webview/main.ts' },
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  minify: true,
};

/** Files that ship beside the bundles as they are. */
export const copies = {
  'node_modules/@jsquash/oxipng/codec/pkg/squoosh_oxipng_bg.wasm': 'dist/oxipng.wasm',
  'node_modules/libheif-js/libheif-wasm/libheif.wasm': 'dist/libheif.wasm',
  'node_modules/libheif-js/libheif-wasm/LICENSE': 'dist/libheif-LICENSE.txt',
  'node_modules/icodec/dist/jxl-dec.wasm': 'dist/jxl-dec.wasm',
  'node_modules/icodec/dist/jxl-enc.wasm': 'dist/jxl-enc.wasm',
  'node_modules/@jsquash/jxl/codec/dec/jxl_dec.wasm': 'dist/jxl-srgb.wasm',
  'node_modules/@cornerstonejs/codec-openjpeg/dist/openjpegwasm_decode.wasm': 'dist/openjpeg.wasm',
};

/** Entry points of the tests that run outside vitest, and of the tools. */
async function toolsIn(...folders) {
  const found = [];
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of await readdir(join(root, folder))) if (/\.(main|test)\.ts$/.test(name)) found.push(`${folder}/${name}`);
  }
  return found;
}

/** @returns {Promise<import('esbuild').BuildOptions[]>} */
export async function bundles() {
  const tools = {
    ...node,
    external: [...node.external, 'vscode', 'mocha', 'playwright-core', '@vscode/test-electron'],
    outdir: 'out',
    outbase: '.',
  };
  const all = [
    { ...inExtensionHost, entryPoints: { extension: 'src/extension/extension.ts' }, outdir: 'dist' },
    { ...inExtensionHost, entryPoints: { features: 'src/extension/features/allFeatures.ts' }, outdir: 'dist' },
    ...parts.map((each) => ({ ...each, outdir: 'dist' })),
    { ...shipped, entryPoints: { grouping: 'src/client/duplicates/groupingThread.ts' }, outdir: 'dist' },
    { ...processes, entryPoints: { pool: 'src/pool/pool.ts', worker: 'src/pool/worker.ts' }, outdir: 'dist' },
    { ...commandLine, outdir: 'dist' },
    { ...cluster, outdir: 'packages/cluster/dist' },
    { ...webview, outdir: 'dist' },
    {
      ...tools,
      entryPoints: await toolsIn(
        'test/host',
        'test/inhost',
        'test/bench',
        'test/bench/decoders',
        'test/sample',
        'test/images',
        'test/corpus',
        'test/torture',
      ),
    },
    { ...tools, entryPoints: ['test/ui/session.ts', ...(await toolsIn('test/ui'))], plugins: [sessionApart] },
  ];
  return all.filter(({ entryPoints }) => Object.values(entryPoints).every((file) => existsSync(join(root, file))));
}
