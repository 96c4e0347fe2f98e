import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenWorkbench, openWorkbench } from '../host/openWorkbench';
import { projectRoot } from '../host/paths';
import { installVsix, type Server, startServer } from '../host/server';
import type { Settings } from '../host/settings';
import { makeTemporaryFolder, removeFolder } from '../host/temporaryFolder';

/** How a window is opened. */
export interface WindowOptions {
  /** A package to install, in a window that does not trust its folder, instead of the extension under development. */
  readonly installed?: string;
  /** Folders of the workspace, below the window's. They exist before the window opens. */
  readonly roots?: readonly string[];
  /** The user's settings. */
  readonly settings?: Settings;
  /** Settings of the machine. */
  readonly machineSettings?: Settings;
  /** Variables of the environment of the server. */
  readonly env?: NodeJS.ProcessEnv;
  /** The display language, such as `de`. Without a language pack, VS Code's own texts remain English. */
  readonly language?: string;
}

/** A workbench in a browser, on a folder, with its own server. */
export interface Window extends OpenWorkbench {
  readonly folder: string;
  close(): Promise<void>;
}

async function makeWorkspaceFile(folder: string, roots: readonly string[]): Promise<string> {
  const file = join(folder, 'test.code-workspace');
  await writeFile(file, JSON.stringify({ folders: roots.map((path) => ({ path })) }));
  return file;
}

async function start({ installed, settings, machineSettings, env }: WindowOptions): Promise<Server> {
  const extensionsFolder = makeTemporaryFolder('extensions');
  if (installed) await installVsix(installed, extensionsFolder);
  return startServer({
    extensionsFolder,
    settings: { 'security.workspace.trust.startupPrompt': 'never', ...settings },
    workspaceTrust: installed !== undefined,
    ...(machineSettings && { machineSettings }),
    ...(env && { env }),
  });
}

/** Runs in the page. The texts of a language pack set this variable before the workbench starts. */
function setLanguage(language: string): void {
  Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
}

/** Starts a server and opens its workbench on the folder. */
export async function openWindow(folder: string, options: WindowOptions = {}): Promise<Window> {
  const { installed, roots, language } = options;
  const server = await start(options);
  try {
    const workspace = roots ? await makeWorkspaceFile(folder, roots) : folder;
    const open = await openWorkbench(server, {
      workspace,
      ...(!installed && { extensions: [projectRoot] }),
      ...(language !== undefined && { prepare: async (page) => void (await page.addInitScript(setLanguage, language)) }),
    });
    const close = async () => {
      await open.browser.close();
      await server.stop();
    };
    return { ...open, folder, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

let shared: Window | undefined;

/**
 * The window that test files share: opening one takes as long as some ten tests. Between two files its folder is emptied and
 * filled anew, and its editors and notifications are closed.
 * @param fill writes the files of the workspace into its folder
 */
export async function takeSharedWindow(fill: (folder: string) => Promise<void>): Promise<Window> {
  if (shared) {
    await clear(shared);
    await fill(shared.folder);
    await shared.workbench.explorer.refresh();
  } else {
    const folder = makeTemporaryFolder('ui');
    await fill(folder);
    shared = await openWindow(folder);
  }
  const { folder, workbench } = shared;
  for (const name of await readdir(folder)) await workbench.explorer.row(name).waitFor({ timeout: 60_000 });
  return shared;
}

async function clear({ folder, workbench }: Window): Promise<void> {
  await workbench.quickInput.runCommand('View: Close All Editors');
  await workbench.quickInput.runCommand('Notifications: Clear All Notifications');
  for (const name of await readdir(folder)) removeFolder(join(folder, name));
  await workbench.explorer.refresh();
  await workbench.explorer.waitForNoRows();
}

/** Closes the shared window: at the end, or after a test that failed and may have left anything open. */
export async function closeSharedWindow(): Promise<void> {
  const window = shared;
  shared = undefined;
  await window?.close();
}
