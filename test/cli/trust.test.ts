import { execFileSync, spawn } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writtenPlaces } from '../../src/cli/output/writtenPlaces';
import { parseProfile } from '../../src/shared/recipe/parseProfile';
import type { Profile } from '../../src/shared/recipe/recipe';
import { writeImage } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine, ended, type Said } from './commandLine';

setUpPool();

/** The command line of somebody who trusts nothing yet. */
function wary(...args: readonly string[]): Promise<Said> {
  const { ASSETMILL_TRUST: _, ...inherited } = process.env;
  const env = { ...inherited, ASSETMILL_STORE: workspace.store };
  return ended(spawn(process.execPath, [bundles.cliFile, ...args], { cwd: workspace.root, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

const settings = () => join(workspace.root, '.vscode', 'settings.json');

async function profile(value: object): Promise<void> {
  await writeImage(join(workspace.images, 'a.jpg'), { width: 80, height: 60 });
  mkdirSync(join(workspace.root, '.vscode'), { recursive: true });
  writeFileSync(settings(), JSON.stringify({ 'assetmill.profiles': { web: value } }));
}

const small = { steps: [{ operation: 'resize' as const, width: 20 }] };

test('A profile of a folder that nobody trusted is not run, until the folder is trusted', async () => {
  await profile(small);
  const refused = await wary('run', 'web', 'images');
  expect(refused).toMatchObject({ code: 2, out: '' });
  expect(refused.err).toBe(
    `error: the profiles of ${workspace.root} are not trusted; read .vscode/settings.json, then run "assetmill trust ."\n`,
  );
  expect(await wary('trust', '.')).toEqual({ code: 0, out: '', err: '' });
  expect(await wary('trust', '--list')).toEqual({ code: 0, out: `${workspace.root}\n`, err: '' });
  expect(await wary('run', 'web', 'images'), 'folders below a trusted one are trusted').toMatchObject({ code: 0 });
  expect(await wary('trust', '--remove', '.')).toMatchObject({ code: 0 });
  expect(await wary('run', 'web', 'images')).toMatchObject({ code: 2 });
  expect(await wary('run', 'web', '--settings', settings(), 'images'), 'a file that the call names').toMatchObject({ code: 0 });
});

test.each<[Profile, string]>([
  [{ replace: true }, 'It replaces the sources; "assetmill undo" restores them.'],
  [{}, 'It writes beside the sources, and replaces nothing.'],
  [
    { outputs: [{ folder: 'a\u001b[2J' }, { folder: 'b' }, {}], manifest: { file: 'list.txt' } },
    'It writes to "a\\u001b[2J" and to "b" and beside the sources, and replaces nothing. It also writes "list.txt".',
  ],
])('What a profile writes is told in a sentence: %j', (written, says) => {
  const parsed = parseProfile('web', { ...small, ...written });
  expect(parsed.ok && writtenPlaces(parsed.recipe)).toBe(says);
});

test('The list of trusted folders is replaced as a whole, and calls at the same time lose none', async () => {
  const folders = ['a', 'b', 'c'].map((name) => join(workspace.root, name));
  for (const folder of folders) mkdirSync(folder);
  await wary('trust', 'a');
  const list = join(workspace.store, 'trusted.json');
  linkSync(list, `${list}.before`);
  await Promise.all([wary('trust', 'b'), wary('trust', 'c')]);
  expect(JSON.parse(readFileSync(list, 'utf8'))).toEqual(folders);
  expect(JSON.parse(readFileSync(`${list}.before`, 'utf8'))).toEqual(folders.slice(0, 1));
  expect(readdirSync(workspace.store).sort()).toEqual(['trusted.json', 'trusted.json.before']);
});

test.each([
  ['.git/hooks', {}],
  ['.GIT/x', {}],
  ['.vscode', {}],
  ['.config/app', {}],
  ['x/\u200c.git', {}],
])('A profile of a folder writes nothing into %s unless the call allows it', async (folder) => {
  await profile({ ...small, outputs: [{ folder, format: 'webp' }] });
  mkdirSync(join(workspace.root, '.git'));
  const refused = await commandLine(bundles, workspace, 'run', 'web', '.');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('which belongs to another program. Confirm that folder or choose another one.');
  expect(workspace.files().filter((path) => path.endsWith('.webp'))).toEqual([]);
  expect(await commandLine(bundles, workspace, 'run', 'web', '--allow-outside', folder, '.')).toMatchObject({ code: 0 });
});

test('A profile of a folder writes no hidden manifest or markup', async () => {
  for (const file of ['.git/hooks/pre-commit', '.bashrc', '.vscode/tasks.json']) {
    await profile({ ...small, outputs: [{ name: '{name}-small' }], markup: { file } });
    const refused = await commandLine(bundles, workspace, 'run', 'web', '.');
    expect(refused.code, file).toBe(2);
    expect(refused.err).toContain('is hidden or belongs to another program, so it is not written');
  }
});

test('A profile of a folder lays no image from elsewhere over others, not even through a link', async () => {
  const secret = join(workspace.store, '..', 'secret.png');
  const inner = join(workspace.root, 'site');
  await writeImage(secret, { width: 8, height: 8, extension: 'png' });
  await writeImage(join(inner, 'a.jpg'), { width: 80, height: 60 });
  mkdirSync(join(inner, '.vscode'));
  execFileSync('ln', ['-s', secret, join(inner, 'mark.png')]);
  for (const image of [secret, '../secret.png', 'mark.png']) {
    const profiles = { web: { steps: [{ operation: 'watermark', image }] } };
    writeFileSync(join(inner, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': profiles }));
    const refused = await commandLine(bundles, workspace, 'run', 'web', 'site');
    expect(refused.code, image).toBe(2);
    expect(refused.err).toContain('the image is outside the workspace folder');
    const named = ['--settings', join(inner, '.vscode', 'settings.json'), '--dry-run'];
    expect(await commandLine(bundles, workspace, 'run', 'web', ...named, 'site'), image).toMatchObject({ code: 0 });
  }
});

test('Outputs beside a source in a hidden folder are fine, except in that of Git', async () => {
  await profile({ ...small, outputs: [{ name: '{name}-small' }] });
  for (const folder of ['.github', '.git']) await writeImage(join(workspace.root, folder, 'a.jpg'), { width: 80, height: 60 });
  expect(await commandLine(bundles, workspace, 'run', 'web', join('.github', 'a.jpg'), '.')).toMatchObject({ code: 0 });
  expect(workspace.files()).toContain(join(workspace.root, '.github', 'a-small.jpg'));
});

test.skipIf(process.platform === 'win32').each([
  ['a pipe', 'mkfifo', []],
  ['endless', 'ln', ['-s', '/dev/zero']],
  ['huge', 'truncate', ['-s', '300M']],
])('A .gitignore that is %s is not read', async (_, command, args) => {
  await writeImage(join(workspace.images, 'a.jpg'), { width: 80, height: 60 });
  execFileSync(command, [...args, join(workspace.images, '.gitignore')]);
  expect(await commandLine(bundles, workspace, 'resize', '--width', '20', 'images')).toMatchObject({ code: 0 });
});

test.skipIf(process.platform === 'win32')('Settings that are a pipe or endless are refused', async () => {
  await profile(small);
  execFileSync('rm', [settings()]);
  execFileSync('mkfifo', [settings()]);
  expect(await commandLine(bundles, workspace, 'run', 'web', '.')).toMatchObject({ code: 2, err: `error: ${settings()} is not a file\n` });
  execFileSync('rm', [settings()]);
  execFileSync('ln', ['-s', '/dev/zero', settings()]);
  expect(await commandLine(bundles, workspace, 'run', 'web', '.')).toMatchObject({ code: 2, err: `error: ${settings()} is not a file\n` });
  execFileSync('rm', [settings()]);
  execFileSync('truncate', ['-s', '1G', settings()]);
  expect((await commandLine(bundles, workspace, 'run', 'web', '.')).err).toContain('is too large for a settings file');
  expect(readFileSync(join(workspace.images, 'a.jpg')).length).toBeGreaterThan(0);
});
