import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundles } from '../../bundles.mjs';

/** VS Code waits while the extension is activated, so little is loaded for it. */

/** How a bundle of the extension host is built, by its entry. */
async function optionsOf(entry: string): Promise<BuildOptions> {
  return (await bundles()).find(({ entryPoints = {} }) => entry in entryPoints) ?? {};
}

/** A bundle of the extension host, by its entry: its text, and the files in it. */
async function bundled(entry: string): Promise<{ readonly text: string; readonly files: string[] }> {
  const { metafile, outputFiles } = await build({ ...(await optionsOf(entry)), write: false, metafile: true });
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
    'src/shared/protocol/rowQuery.ts',
  ]);
});

describe.each(['extension', 'features'])('%s.cjs', (name) => {
  test('uses vscode as it is, instead of a copy for each file', async () => {
    const { text } = await bundled(name);
    expect(text).toContain('require("vscode")');
    expect(text).not.toMatch(/__toESM\(require\("vscode"/);
  });
});

test.each([
  ["import * as vscode from 'vscode';", true],
  ["import type * as vscode from 'vscode';", true],
  ['import * as vscode from "vscode";', false],
  ["import  * as vscode from 'vscode'", false],
])('the build takes %j: %s', async (line, taken) => {
  const folder = await mkdtemp(join(tmpdir(), 'assetmill-'));
  const file = join(folder, 'src', 'extension', 'file.ts');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${line}\nexport const version = () => vscode.version;\n`);
  const { plugins = [] } = await optionsOf('extension');
  const built = build({ entryPoints: [file], bundle: true, external: ['vscode'], plugins, write: false, logLevel: 'silent' });
  if (taken) await built;
  else await expect(built).rejects.toThrow("not written as `import * as vscode from 'vscode';`");
  await rm(folder, { recursive: true });
});
