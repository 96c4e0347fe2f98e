import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, platform } from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePackages, OutsideFolder, root, start } from './madePackages';

const folder = new OutsideFolder();
const installed = join(folder.path, 'installed');
const packed = join(installed, 'node_modules/assetmill');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const run = (...args: readonly string[]) => start([execPath, join(packed, manifest.bin.assetmill)], args, installed);

beforeAll(async () => {
  makePackages(folder.path, '--npm');
  mkdirSync(installed);
  const tarballs = ['assetmill', 'assetmill-cluster'].map((name) => join(folder.path, `${name}-${manifest.version}.tgz`));
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', installed, ...tarballs];
  execFileSync('npm', args, { cwd: installed, shell: platform === 'win32' });
  await sharp({ create: { width: 400, height: 300, channels: 3, background: 'teal' } }).toFile(join(installed, 'photo.png'));
});
afterAll(() => folder.dispose());

test('The package for npm has the dependencies of this version, and nothing that is only for the editor or for developers', () => {
  const { devDependencies, scripts, contributes, main, ...shipped } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
  expect({ devDependencies, scripts, contributes, main }).toEqual({});
  expect(shipped).toMatchObject({ name: 'assetmill', version: manifest.version, engines: { node: manifest.engines.node } });
  expect(shipped.dependencies).toEqual(manifest.dependencies);
  expect(shipped.description).not.toContain('%');
  expect(readdirSync(packed).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
  expect(readdirSync(join(packed, 'dist'))).not.toContain('extension.cjs');
  expect(existsSync(join(packed, 'dist/THIRD-PARTY-NOTICES.txt'))).toBe(true);
});

test('Every file that its bundles load from beside them is in it', () => {
  const files = readdirSync(join(packed, 'dist'));
  for (const bundle of files.filter((name) => name.endsWith('.cjs'))) {
    const code = readFileSync(join(packed, 'dist', bundle), 'utf8');
    const loaded = Array.from(
      code.matchAll(/require\("\.\/([\w-]+\.cjs)"\)|__dirname, ?"([\w-]+\.\w+)"/g),
      ([, one, other]) => one ?? other,
    );
    expect(files, bundle).toEqual(expect.arrayContaining(loaded));
  }
});

test('Installed into an empty folder, it is started by its name', () => {
  const program = join(installed, 'node_modules/.bin', platform === 'win32' ? 'assetmill.cmd' : 'assetmill');
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', shell: platform === 'win32' });
  expect(stdout.trim()).toBe(manifest.version);
});

test('The package for several computers is found beside it, and has only what it needs', () => {
  const cluster = join(installed, 'node_modules/assetmill-cluster');
  expect(readdirSync(cluster).sort()).toEqual(['LICENSE', 'README.md', 'compose.yaml', 'dist', 'package.json']);
  expect(JSON.parse(readFileSync(join(cluster, 'package.json'), 'utf8'))).toMatchObject({ version: manifest.version });
  const program = join(packed, manifest.bin.assetmill);
  const { stderr } = spawnSync(execPath, [program, 'worker', '--queue', 'http://nowhere', '--root', '.'], {
    cwd: installed,
    encoding: 'utf8',
  });
  // The package itself says it, so it was loaded.
  expect(stderr).toContain('The address of the queue is not valid.');
});

test('It processes images in every format that has a codec of its own, and hashes and compares files', async () => {
  run('resize', '--long-edge', '100', '--out', 'small', 'photo.png');
  expect(await sharp(join(installed, 'small/photo.png')).metadata()).toMatchObject({ width: 100, height: 75 });
  run('convert', '--format', 'jxl,avif,webp', '--out', 'converted', 'photo.png');
  expect(readdirSync(join(installed, 'converted')).sort()).toEqual(['photo.avif', 'photo.jxl', 'photo.webp']);
  run('convert', '--format', 'png', '--out', 'back', 'converted/photo.jxl');
  run('optimize', '--out', 'optimized', 'photo.png');
  expect(run('hash', '--algorithm', 'blake3', 'photo.png').out).toMatch(/^[\da-f]{64} {2}photo\.png$/m);
  expect(run('dupes', '--similar', 'back', 'photo.png').out).toContain('photo.png');
});
