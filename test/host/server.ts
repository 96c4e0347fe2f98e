import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installServer, type ServerInstallation } from './installServer';
import { onExit } from './onExit';
import { runCommand } from './runCommand';
import { type Settings, scriptedSettings } from './settings';
import { makeTemporaryFolder, removeFolder } from './temporaryFolder';

export interface ServerOptions {
  /** The user's settings, added to the base. */
  readonly settings?: Settings;
  /** Settings of the machine, which those of the user do not reach. */
  readonly machineSettings?: Settings;
  /** What the settings start from; by default a workbench that a script can use. */
  readonly baseSettings?: Settings;
  readonly env?: NodeJS.ProcessEnv;
  /** Off by default: every folder is trusted. With it on, installed extensions (not one under development) are restricted until the folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Folder of the installed extensions; by default a new one without any. */
  readonly extensionsFolder?: string;
  /** A secret that a browser must give in the URL as `tkn`; by default none is asked for. */
  readonly token?: string;
  /** Prints what the server logs. */
  readonly verbose?: boolean;
}

/** A VS Code server on this machine. */
export interface Server {
  readonly authority: string;
  readonly token: string | undefined;
  readonly extensionsFolder: string;
  /** All that the server printed so far. */
  log(): string;
  /**
   * Writes the user's settings.json anew: the base, what the server was started with, and these. The server does not watch
   * that file, so they count from the next load of the window; the settings of the workspace are watched.
   */
  changeSettings(settings: Settings): void;
  /** Ends the server and all its processes and removes its data. */
  stop(): Promise<void>;
}

const startupMs = 60_000;
const listening = /Extension host agent listening on (\d+)/;

function serverArguments({ vscode }: ServerInstallation, dataFolder: string, extensionsFolder: string, options: ServerOptions): string[] {
  return [
    join(vscode, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder],
    ...(options.token ? ['--connection-token', options.token] : ['--without-connection-token']),
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
}

/** The port that the server says it listens on; rejects with its log when it ends or says nothing. */
function portOf(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`The VS Code server ${what}.\n${log()}`));
    const timer = setTimeout(() => fail(`did not start in ${startupMs / 1000} s`), startupMs);
    child.stdout?.on('data', () => {
      const port = listening.exec(log())?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
  });
}

/** The server's extension hosts are its children, and theirs may outlive it: the signal goes to the whole group. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // nobody is left in it
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    killGroup(child, 'SIGTERM');
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
  killGroup(child, 'SIGKILL');
}

/** @param place whose settings they are */
function writeSettings(dataFolder: string, settings: Settings, place: 'User' | 'Machine' = 'User'): void {
  const folder = join(dataFolder, 'data', place);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** Starts a VS Code server on a free port of 127.0.0.1, with separate data; it ends with this process at the latest. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const installation = await installServer();
  const dataFolder = makeTemporaryFolder('server');
  const extensionsFolder = options.extensionsFolder ?? join(dataFolder, 'extensions');
  const settings = { ...(options.baseSettings ?? scriptedSettings), ...options.settings };
  writeSettings(dataFolder, settings);
  if (options.machineSettings) writeSettings(dataFolder, options.machineSettings, 'Machine');

  const child = spawn(installation.node, serverArguments(installation, dataFolder, extensionsFolder, options), {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Runs on record are shared by all windows of a user, but not by tests.
    env: { ...process.env, ASSETMILL_STORE: join(dataFolder, 'runs'), ...options.env },
  });
  const forget = onExit(() => killGroup(child, 'SIGKILL'));
  let log = '';
  const keep = (data: Buffer) => {
    log += data;
    if (options.verbose) process.stderr.write(data);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  const stop = async () => {
    await endGroup(child);
    forget();
    removeFolder(dataFolder);
  };
  try {
    const port = await portOf(child, () => log);
    return {
      authority: `127.0.0.1:${port}`,
      token: options.token,
      extensionsFolder,
      log: () => log,
      changeSettings: (changes) => writeSettings(dataFolder, { ...settings, ...changes }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs a package into a folder of extensions, as a user would. */
export async function installVsix(vsix: string, extensionsFolder: string): Promise<void> {
  const { node, vscode } = await installServer();
  const dataFolder = makeTemporaryFolder('install');
  const folders = ['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder];
  await runCommand(node, [join(vscode, 'out/server-main.js'), '--accept-server-license-terms', ...folders, '--install-extension', vsix]);
  removeFolder(dataFolder);
}
