import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findCommand } from './installChromium';
import { cacheFolder, projectRoot } from './paths';

const windows = process.platform === 'win32';

/** Whether a window can be opened. VS Code does not start as root on Linux. */
export function hasDesktop(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && process.getuid?.() !== 0;
}

/** Starts a program that continues after this process ends. On Windows `code` is a batch file, which only a shell starts. */
function launch(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const quoted = windows ? [command, ...args].map((part) => `"${part}"`) : [command, ...args];
    const child = spawn(quoted[0] as string, quoted.slice(1), { detached: true, stdio: 'ignore', shell: windows });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

const development = `--extensionDevelopmentPath=${projectRoot}`;

/** Opens the folder in the user's own VS Code with the extension under development; false where there is none. */
export async function openInCode(folder: string): Promise<boolean> {
  const code = findCommand('code');
  if (!code) return false;
  await launch(code, [development, folder]);
  return true;
}

/** Downloads VS Code if needed, and opens the folder in it with a separate profile. */
export async function openInDownloadedCode(folder: string): Promise<void> {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  const executable = await downloadAndUnzipVSCode({ version: 'stable', cachePath: join(cacheFolder, 'vscode') });
  const profile = [`--user-data-dir=${join(cacheFolder, 'vscode-data')}`, `--extensions-dir=${join(cacheFolder, 'vscode-extensions')}`];
  await launch(executable, [development, ...profile, folder]);
}
