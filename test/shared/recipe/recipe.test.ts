import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { node } from '../../../bundles.mjs';

test('worker threads load neither the schema nor zod', async () => {
  const { metafile } = await build({ ...node, entryPoints: ['src/pool/worker.ts'], write: false, metafile: true, logLevel: 'silent' });
  const modules = Object.keys(metafile.inputs);
  expect(modules).toContain('src/engine/operations/registry.ts');
  expect(modules.filter((path) => /node_modules\/zod\/|shared\/recipe\/(?:schema|profileSchema)/.test(path))).toEqual([]);
});
