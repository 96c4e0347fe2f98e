import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine } from './commandLine';

setUpPool();

/** Where the command line keeps its temporary files. */
const scratch = () => join(workspace.root, 'scratch');

/** Runs the command line with bytes as its standard input. */
async function piped(input: Buffer, ...args: readonly string[]) {
  mkdirSync(scratch(), { recursive: true });
  const child = spawn(process.execPath, [bundles.cliFile, ...args], {
    cwd: workspace.root,
    env: { ...process.env, ASSETMILL_STORE: workspace.store, TMPDIR: scratch(), TEMP: scratch() },
  });
  // It may end without reading all of it.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([buffer(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number, out, err };
}

test('An image goes from standard input to standard output, with the bytes that a file would have, and leaves nothing behind', async () => {
  const [source] = (await writeImages(workspace.images, 1, { width: 400, height: 300 })) as [string];
  const said = await piped(readFileSync(source), 'convert', '--format', 'webp', '--width', '100', '-');
  expect([said.code, said.err]).toEqual([0, '']);
  expect(await sharp(said.out).metadata()).toMatchObject({ format: 'webp', width: 100, height: 75 });
  await commandLine(bundles, workspace, 'convert', '--format', 'webp', '--width', '100', '--out', 'out', 'images');
  const [made] = workspace.files(workspace.out) as [string];
  expect(said.out.equals(readFileSync(made))).toBe(true);
  expect(readdirSync(scratch())).toEqual([]);
  expect(
    readdirSync(workspace.store).filter((name) => !name.startsWith('.')),
    'runs of files only',
  ).toHaveLength(1);
});

test('An image that needs no change comes out as it went in', async () => {
  const [source] = (await writeImages(workspace.images, 1, { width: 40, height: 30 })) as [string];
  const input = readFileSync(source);
  const { code, out, err } = await piped(input, 'convert', '--format', 'jpeg', '-');
  expect([code, out.equals(input), err]).toEqual([0, true, 'Already JPEG. Nothing to do.\n']);
});

test.each([
  ['no image', Buffer.from('a text'), ['--format', 'webp'], 1, /^The file contains text, not an image\./],
  ['nothing', Buffer.alloc(0), ['--format', 'webp'], 1, /^The file is empty \(0 bytes\)\./],
  ['several outputs', undefined, ['--format', 'webp', '--widths', '10,20'], 2, /Standard output takes one image, and this makes 2\./],
  ['a folder', undefined, ['--format', 'webp', '--out', 'out'], 2, /- writes to standard output: leave out --out/],
  ['other paths', undefined, ['--format', 'webp', 'images'], 2, /leave out the other paths/],
] as const)('A pipe refuses %s, and writes nothing to standard output', async (_, input, options, code, message) => {
  const [source] = (await writeImages(workspace.images, 1, { width: 40, height: 30 })) as [string];
  const said = await piped(input ?? readFileSync(source), 'convert', ...options, '-');
  expect([said.code, said.out.length]).toEqual([code, 0]);
  expect(said.err).toMatch(message);
  expect(readdirSync(scratch())).toEqual([]);
});
