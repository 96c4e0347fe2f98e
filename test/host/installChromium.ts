import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './runCommand';

// The headless shell comes first: without a window to draw for, tests take two thirds of the time.
const commands = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const cure = 'Install Chromium or Chrome, or name one in the environment variable CHROMIUM_PATH.';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a command, as the shell would find it. */
export function findCommand(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isExecutable);
}

function chosenChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH || process.env.CHROME_PATH;
  if (chosen && !isExecutable(chosen)) throw new Error(`CHROMIUM_PATH or CHROME_PATH names ${chosen}, which is no program.`);
  return chosen || undefined;
}

/** A Chromium on this machine: the one the environment names, else the first in the usual places. */
export function findChromium(): string | undefined {
  return chosenChromium() ?? commands.map(findCommand).find(Boolean) ?? applications.find(isExecutable);
}

/** A fresh machine has no package lists, hence the update. */
async function installWithApt(): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['update'], { env });
  const install = (name: string) => runCommand('apt-get', ['install', '-y', '--no-install-recommends', name], { env });
  // Ubuntu has no package of the headless shell.
  await install('chromium-headless-shell').catch(() => install('chromium'));
}

/** Finds Chromium, or installs it where that can be done without asking: on Debian and Ubuntu as root. */
export async function installChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) throw new Error(`No Chromium was found on this machine. ${cure}`);
  console.log('Installing Chromium with apt-get ...');
  try {
    await installWithApt();
  } catch (error) {
    throw new Error(`Chromium could not be installed with apt-get. ${cure}`, { cause: error });
  }
  const installed = findChromium();
  if (!installed) throw new Error(`apt-get installed no usable Chromium. ${cure}`);
  return installed;
}
