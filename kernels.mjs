// Compiles kernels/pixels.ts to WebAssembly and writes it as a module, since it is small and every bundle and test needs it.
// The compiler is not a dependency: it is large, and only a change of that file needs it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const compiler = 'assemblyscript@0.28.20';
const source = 'kernels/pixels.ts';
const target = 'src/engine/operations/core/kernelCode.ts';

const folder = mkdtempSync(join(tmpdir(), 'assetmill-'));
const wasm = join(folder, 'kernels.wasm');
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '1', '--outFile', wasm];
execFileSync('npx', ['--yes', '--package', compiler, 'asc', source, ...options], { stdio: 'inherit', shell: process.platform === 'win32' });
const code = readFileSync(wasm)
  .toString('base64')
  .replaceAll(/.{1,120}/g, "  '$&',\n");
rmSync(folder, { recursive: true });
const digest = createHash('sha256').update(readFileSync(source, 'utf8').replaceAll('\r\n', '\n')).digest('hex');
writeFileSync(
  target,
  `/** Made from ${source} by \`npm run kernels\`. */

/** SHA-256 of that file. */
export const kernelSource = '${digest}';

/** The WebAssembly module, in Base64. */
export const kernelCode = [
${code}].join('');
`,
);
