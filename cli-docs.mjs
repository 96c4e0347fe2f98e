// Writes docs/cli.md from the commands that src/cli declares.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import esbuild from 'esbuild';
import { node } from './bundles.mjs';

const root = import.meta.dirname;
const outfile = join(root, 'out', 'cliDocs.cjs');
const { outExtension: _, ...options } = node;
await esbuild.build({ ...options, entryPoints: ['src/cli/cliDocs.ts'], outfile, sourcemap: false });
const { cliDocs } = createRequire(import.meta.url)(outfile);
mkdirSync(join(root, 'docs'), { recursive: true });
writeFileSync(join(root, 'docs', 'cli.md'), cliDocs());
rmSync(outfile);
