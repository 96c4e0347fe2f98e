import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { Workspace } from '../pool/workspace';
import { commandLine, ended, type Said } from './commandLine';

setUpPool();

/** Whether util-linux's `script` is here, which runs a command on a terminal. That of BSD and macOS has other options. */
function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes('util-linux');
  } catch {
    return false;
  }
}

/** Runs the command line on a terminal, with all of its streams, and types the keys. */
function typing(keys: string, ...args: readonly string[]): Promise<Said> {
  const command = [process.execPath, bundles.cliFile, ...args].map((part) => `'${part}'`).join(' ');
  const env = { ...process.env, ASSETMILL_STORE: workspace.store };
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: workspace.root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.write(keys);
  return ended(child).finally(() => child.stdin.destroy());
}

/** Runs the command line on a terminal. */
function onTerminal(...args: readonly string[]): Promise<Said> {
  return typing('', ...args);
}

const clearLine = '\r\x1b[K';

test.skipIf(!hasScript())('A terminal shows a progress bar, which makes room for failures and the summary', async () => {
  await writeImages(workspace.images, 12);
  await writeFile(join(workspace.images, 'broken.jpg'), 'no image');
  const { code, out } = await onTerminal('resize', '--long-edge', '20', '--out', 'out', 'images');
  expect(code).toBe(1);
  expect(out).toMatch(/█+░* \d+ of 13 files, [\d.]+ files\/s/);
  const lines = out.split('\n').map((line) => line.slice(line.lastIndexOf(clearLine) + clearLine.length).trimEnd());
  expect(lines.some((line) => /^images.broken\.jpg: The file contains text/.test(line))).toBe(true);
  expect(out.trimEnd().split(clearLine).at(-1)).toMatch(/^13 files in .*: 12 done, 1 failed/);
});

test.skipIf(!hasScript())('JSON lines on a terminal are not mixed with a progress bar', async () => {
  await writeImages(workspace.images, 3);
  const { out } = await onTerminal('resize', '--long-edge', '20', '--out', 'out', '--json', 'images');
  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => Object.keys(JSON.parse(line))[0]),
  ).toEqual(['id', 'id', 'id', 'summary']);
});

test.skipIf(!hasScript())('On a terminal, undo asks before it goes further back', async () => {
  await writeImages(workspace.images, 1);
  await onTerminal('convert', '--format', 'webp', '--out', 'out', 'images');
  await onTerminal('resize', '--long-edge', '5000', '--replace', 'images');
  const question = /The last run, "resize" of .*, changed nothing\.\s+Undo the older run "convert" of .* \(1 file\)\? \[y\/N\]/;
  for (const [answer, result, left] of [
    ['n\r', 'Nothing was undone.', 1],
    ['\r', 'Nothing was undone.', 1],
    ['y\r', '1 new file removed.', 0],
  ] as const) {
    const { out } = await typing(answer, 'undo');
    expect(out).toMatch(question);
    expect(out).toContain(result);
    expect(workspace.files(workspace.out)).toHaveLength(left);
  }
});

test('A profile writes outside the selected folders only with --allow-outside', async () => {
  await writeImages(workspace.images, 2);
  const outside = new Workspace();
  try {
    await mkdir(join(workspace.root, '.vscode'));
    const web = { steps: [{ operation: 'resize', longEdge: 20 }], outputs: [{ folder: outside.root }] };
    await writeFile(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': { web } }));
    const before = readdirSync(outside.root);
    const refused = await commandLine(bundles, workspace, 'run', 'web', 'images');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`The output would be in ${outside.root}, outside the folder of the source.`);
    expect(readdirSync(outside.root)).toEqual(before);
    const allowed = await commandLine(bundles, workspace, 'run', 'web', '--allow-outside', outside.root, 'images');
    expect(allowed).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(outside.root)).toEqual(expect.arrayContaining(['000.jpg', '001.jpg']));
  } finally {
    outside.dispose();
  }
});

test.skipIf(!hasScript())('On a terminal, the question whether a profile is trusted says where it writes', async () => {
  await writeImages(workspace.images, 1);
  await mkdir(join(workspace.root, '.vscode'));
  const profiles = { web: { outputs: [{ folder: 'out', format: 'webp' }], conflict: 'overwrite' } };
  await writeFile(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': profiles }));
  const { code, out } = await typing('n\n', 'run', 'web', 'images');
  expect(code).toBe(2);
  expect(out).toContain('It writes to "out", and overwrites files of the same names there.');
  expect(out).toContain(`Trust all profiles of ${workspace.root}? [y/N]`);
  expect(workspace.files(workspace.out)).toEqual([]);
});
