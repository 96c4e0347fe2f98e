// Compiles what is in kernels/ to WebAssembly and writes it as modules, since it is small and every bundle and test needs it.
// The compilers are not dependencies: they are large, and only a change of these files needs them.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'assetmill-'));
const wasm = join(folder, 'kernels.wasm');
const optimized = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '1'];

/** Each source with its compiler, and the names under which its code is exported. */
const modules = [
  {
    source: 'kernels/pixels.ts',
    compiler: ['--package=assemblyscript@0.28.20', 'asc', ...optimized, '--outFile', wasm],
    target: 'src/engine/operations/core/kernelCode.ts',
    names: { code: 'kernelCode', digest: 'kernelSource' },
  },
  {
    source: 'kernels/samples.wat',
    compiler: ['--package=wabt@1.0.39', 'wat2wasm', '-o', wasm],
    target: 'src/engine/light/samplesWasm.ts',
    names: { code: 'samplesModule', digest: 'samplesSource' },
  },
];

for (const { source, compiler, target, names } of modules) {
  execFileSync('npx', ['--yes', ...compiler, source], { stdio: 'inherit', shell: process.platform === 'win32' });
  const code = readFileSync(wasm)
    .toString('base64')
    .replaceAll(/.{1,120}/g, "  '$&',\n");
  const digest = createHash('sha256').update(readFileSync(source, 'utf8').replaceAll('\r\n', '\n')).digest('hex');
  writeFileSync(
    target,
    `/** Made from ${source} by \`npm run kernels\`. */

/** SHA-256 of that file. */
export const ${names.digest} = '${digest}';

/** The WebAssembly module, in Base64. */
export const ${names.code} = [
${code}].join('');
`,
  );
}
rmSync(folder, { recursive: true });
