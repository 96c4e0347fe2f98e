// Writes src/engine/light/samplesWasm.ts from samples.wat: `npm run wasm`. The assembler is fetched when it is needed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const room = join(import.meta.dirname, 'src', 'engine', 'light');
const folder = mkdtempSync(join(tmpdir(), 'assetmill-wasm-'));
try {
  const binary = join(folder, 'samples.wasm');
  execFileSync('npx', ['--yes', '--package=wabt@1.0.39', 'wat2wasm', join(room, 'samples.wat'), '-o', binary], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const digest = createHash('sha256')
    .update(readFileSync(join(room, 'samples.wat')))
    .digest('hex');
  const text = `// Written by \`npm run wasm\`.

/** The module that samples.wat becomes, in Base64. */
export const samplesModule =
  '${readFileSync(binary, 'base64')}';

/** SHA-256 of the samples.wat that it was made from. */
export const samplesSource = '${digest}';
`;
  writeFileSync(join(room, 'samplesWasm.ts'), text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
