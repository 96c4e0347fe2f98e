import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { type OpenWorkbench, openWorkbench } from '../host/openWorkbench';
import { projectRoot } from '../host/paths';
import { installVsix, type Server, startServer } from '../host/server';
import type { Settings } from '../host/settings';
import { makeTemporaryFolder } from '../host/temporaryFolder';
import type { Workbench } from '../host/workbench';

/** How a session's window is opened. */
interface Opening {
  /** A package to install, in a window that does not trust its folder, instead of the extension under development. */
  readonly installed?: string;
  /** Folders of the workspace, below the session's. */
  readonly roots?: readonly string[];
  /** Files that are no images, by their path: there before the window opens. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The user's settings. */
  readonly settings?: Settings;
}

async function makeWorkspaceFile(folder: string, roots: readonly string[]): Promise<string> {
  const file = join(folder, 'test.code-workspace');
  await writeFile(file, JSON.stringify({ folders: roots.map((path) => ({ path })) }));
  return file;
}

/** A real workbench with the extension under development on a workspace of its own. */
export class Session {
  private constructor(
    readonly folder: string,
    private readonly server: Server,
    private readonly open: OpenWorkbench,
  ) {}

  /**
   * @param files images to make before the window opens: path and size
   */
  static async start(files: Readonly<Record<string, readonly [width: number, height: number]>>, how: Opening = {}): Promise<Session> {
    const { installed, roots } = how;
    const folder = makeTemporaryFolder('ui');
    for (const [path, [width, height]] of Object.entries(files)) await makeImage(join(folder, path), width, height);
    for (const [path, text] of Object.entries(how.texts ?? {})) await writeText(join(folder, path), text);
    const extensionsFolder = makeTemporaryFolder('extensions');
    if (installed) await installVsix(installed, extensionsFolder);
    const settings = { 'security.workspace.trust.startupPrompt': 'never', ...how.settings };
    const server = await startServer({ extensionsFolder, settings, workspaceTrust: installed !== undefined });
    try {
      const workspace = roots ? await makeWorkspaceFile(folder, roots) : folder;
      const open = await openWorkbench(server, { workspace, ...(!installed && { extensions: [projectRoot] }) });
      await open.workbench.explorer.waitForRows();
      return new Session(folder, server, open);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get workbench(): Workbench {
    return this.open.workbench;
  }

  get page(): OpenWorkbench['page'] {
    return this.open.page;
  }

  async stop(): Promise<void> {
    await this.open.browser.close();
    await this.server.stop();
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  /** For afterEach: leaves an image of the window where a test failed. */
  async imageOfFailure(test: Mocha.Test | undefined): Promise<void> {
    if (test?.state !== 'failed') return;
    const file = join(projectRoot, 'out', 'failures', `${test.title.replace(/\W+/g, '-')}.png`);
    await mkdir(dirname(file), { recursive: true });
    await this.workbench.screenshot(file);
    console.log(`      window: ${file}`);
    const panel = await this.workbench.webview
      .locator('body')
      .ariaSnapshot({ timeout: 1000 })
      .catch(() => 'not to be seen');
    console.log(`      panel: ${panel.replace(/\s+/g, ' ')}`);
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  write(path: string, text: string): Promise<void> {
    return writeText(this.path(path), text);
  }

  /** `width x height` of an image of the workspace. */
  async sizeOf(path: string): Promise<string> {
    const { width, height } = await sharp(this.path(path)).metadata();
    return `${width} x ${height}`;
  }

  /** All files below a folder, temp files included. */
  async files(path = '.'): Promise<string[]> {
    const entries = await readdir(this.path(path), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  async assertNoTempFiles(): Promise<void> {
    assert.deepEqual(
      (await this.files()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  }

  /** Right-click on files, Resize Images..., and the answers to its questions. */
  async resize(paths: readonly string[], ...answers: readonly string[]): Promise<void> {
    await this.workbench.chooseForFiles(paths, 'Resize Images...');
    for (const answer of answers) await this.workbench.quickInput.pick(answer);
  }

  /** Waits until the panel shows a text. */
  async panelShows(text: string | RegExp, timeout = 30_000): Promise<void> {
    await this.workbench.webview.getByText(text).first().waitFor({ timeout });
  }
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Makes an image; the noise makes it as much work as a photo. */
export async function makeImage(path: string, width: number, height: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  await sharp({ create: { width, height, channels: 3, background: '#888', noise } }).toFile(path);
}
