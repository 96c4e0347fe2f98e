// WebAssembly modules take a fifth less with Brotli than in the zip of a VSIX. They are unpacked in memory when they are used.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Modules that the bundles read with `readModule`. */
const codecs = /^(jxl-\w+|libheif|openjpeg)\.wasm$/;

/** By name: the compressed modules, which are the same for each target. @type {Map<string, Promise<Buffer>>} */
const compressed = new Map();

async function replace(folder, name) {
  const bytes = await readFile(join(folder, name));
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  if (!compressed.has(name)) compressed.set(name, compress(bytes, { params }));
  await writeFile(join(folder, `${name}.br`), await compressed.get(name));
  await rm(join(folder, name));
}

/** Has the loader of sharp's WebAssembly build read the compressed module. */
async function patchLoader(folder, name) {
  const path = join(folder, name);
  const source = await readFile(path, 'utf8');
  const read = 'var ret=fs.readFileSync(filename)';
  if (!source.includes(read)) throw new Error(`${name} reads its module in another way than expected.`);
  await writeFile(path, source.replace(read, 'var ret=require("node:zlib").brotliDecompressSync(fs.readFileSync(filename+".br"))'));
}

/** Compresses the WebAssembly modules of a package. @param {string} stage folder of the package */
export async function compressModules(stage) {
  const library = join(stage, 'node_modules/@img/sharp-wasm32/lib');
  const names = await readdir(library);
  const dist = join(stage, 'dist');
  const modules = (await readdir(dist)).filter((name) => codecs.test(name));
  await Promise.all([
    ...modules.map((name) => replace(dist, name)),
    ...names.filter((name) => name.endsWith('.wasm')).map((name) => replace(library, name)),
    ...names.filter((name) => name.endsWith('.node.js')).map((name) => patchLoader(library, name)),
  ]);
}
