import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundles } from '../../bundles.mjs';

/** VS Code waits while the extension is activated, so little is loaded for it. */

/** A bundle of the extension host, by its entry: its text, and the files in it. */
async function bundled(entry: string): Promise<{ readonly text: string; readonly files: string[] }> {
  const options = (await bundles()).find(({ entryPoints = {} }) => entry in entryPoints);
  const { metafile, outputFiles } = await build({ ...options, write: false, metafile: true });
  const text = outputFiles.find(({ path }) => path.endsWith('.cjs'))?.text ?? '';
  return { text, files: Object.keys(metafile.inputs) };
}

test('the activation loads no feature', async () => {
  const { text, files } = await bundled('extension');
  expect(text).toContain('require("./features.cjs")');
  expect(files.sort()).toEqual([
    'src/extension/checksums/checksumLens.ts',
    'src/extension/extension.ts',
    'src/extension/host/ids.ts',
    'src/shared/checksums/checksumFileNames.ts',
    'src/shared/checksums/digestAlgorithms.ts',
  ]);
});

describe.each(['extension', 'features'])('%s.cjs', (name) => {
  test('uses vscode as it is, instead of a copy for each file', async () => {
    const { text } = await bundled(name);
    expect(text).toContain('require("vscode")');
    expect(text).not.toMatch(/__toESM\(require\("vscode"/);
  });
});
