// Packs a VSIX for any platform, in a folder of its own: the packages of the checkout are left alone.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { compressModules } from './compressModules.mjs';
import { runCommand } from './runCommand.mjs';

const root = resolve(import.meta.dirname, '..');

/** What the packages of a target are installed from, and what `.vscodeignore` chooses from. */
const staged = ['package-lock.json', '.npmrc', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'dist', 'l10n', 'media'];

/** The texts of the manifest, in each language. */
async function manifestTexts() {
  return (await readdir(root)).filter((name) => /^package\.nls(\.[\w-]+)?\.json$/.test(name));
}

/** The manifest without its scripts: npm and vsce would run them. */
async function shippedManifest() {
  const { scripts: _, ...manifest } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  return JSON.stringify(manifest, null, 2);
}

/** @param {import('./targets.mjs').Target} target */
function installArguments({ os, cpu, libc }) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return ['ci', '--omit=dev', '--ignore-scripts', `--os=${os}`, `--cpu=${cpu}`, ...(libc ? [`--libc=${libc}`] : []), ...quiet];
}

/**
 * Packs the bundles in `dist`, and the packages that the lock file names for a target.
 * @param {import('./targets.mjs').Target} target
 * @param {{ folder: string, preRelease: boolean }} options where to write it; whether the Marketplace offers it as a pre-release
 * @returns {Promise<string>} its path
 */
export async function packVsix(target, { folder, preRelease }) {
  const stage = await mkdtemp(join(tmpdir(), `assetmill-${target.name}-`));
  try {
    for (const name of [...staged, ...(await manifestTexts())]) await cp(join(root, name), join(stage, name), { recursive: true });
    await writeFile(join(stage, 'package.json'), await shippedManifest());
    await runCommand('npm', installArguments(target), stage);
    await compressModules(stage);
    const packagePath = join(folder, `assetmill-${target.name}.vsix`);
    const platform = target.name === 'universal' ? {} : { target: target.name };
    await createVSIX({ cwd: stage, packagePath, preRelease, allowMissingRepository: true, ...platform });
    return packagePath;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}
