import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from '../host/paths';
import { makeTemporaryFolder } from '../host/temporaryFolder';
import type { Workbench } from '../host/workbench';
import { closeSharedWindow, openWindow, takeSharedWindow, type Window, type WindowOptions } from './window';

/** A workspace to begin with: its files are there when its tests start. */
interface Opening {
  /** Images to make: path and size. */
  readonly images?: Readonly<Record<string, readonly [width: number, height: number]>>;
  /** Files that are not images: path and content. */
  readonly texts?: Readonly<Record<string, string>>;
}

// This module is loaded once for all test files (see bundles.mjs), so this hook runs at their end.
after(closeSharedWindow);

/** A real workbench with the extension on a workspace of the test file's. */
export class Session {
  #failed = false;

  private constructor(
    private readonly window: Window,
    private readonly isShared: boolean,
  ) {}

  /** Fills the workspace of the window that test files share. */
  static async share(opening: Opening): Promise<Session> {
    return new Session(await takeSharedWindow((folder) => fill(folder, opening)), true);
  }

  /** Opens a window of the test file's own, on a workspace with these files. */
  static async start(opening: Opening, options: WindowOptions): Promise<Session> {
    const folder = makeTemporaryFolder('ui');
    await fill(folder, opening);
    const window = await openWindow(folder, options);
    await window.workbench.explorer.waitForRows();
    return new Session(window, false);
  }

  get folder(): string {
    return this.window.folder;
  }

  get workbench(): Workbench {
    return this.window.workbench;
  }

  get page(): Window['page'] {
    return this.window.page;
  }

  /** Ends the tests of this session. After a failure, later ones get a new window. */
  async stop(): Promise<void> {
    if (!this.isShared) await this.window.close();
    else if (this.#failed) await closeSharedWindow();
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  /** For afterEach: leaves an image of the window where a test failed. */
  async imageOfFailure(test: Mocha.Test | undefined): Promise<void> {
    if (test?.state !== 'failed') return;
    this.#failed = true;
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

  /**
   * Waits until a run is under way: its first file is done.
   * @param output what the row of that file contains, unlike those of an earlier run
   */
  async firstDone(output = ''): Promise<void> {
    await this.workbench.webview
      .getByRole('row', { name: new RegExp(`Done.*${output}`) })
      .first()
      .waitFor({ timeout: 90_000 });
  }

  /** Waits until a row shows a file or an output. @param path the end of its path */
  async panelShowsFile(path: string): Promise<void> {
    await this.workbench.webview.locator(`[title$="${path}"]`).first().waitFor();
  }

  /** Waits until the panel shows a text. */
  async panelShows(text: string | RegExp, timeout = 30_000): Promise<void> {
    await this.workbench.webview.getByText(text).first().waitFor({ timeout });
  }
}

async function fill(folder: string, { images = {}, texts = {} }: Opening): Promise<void> {
  for (const [path, [width, height]] of Object.entries(images)) await makeImage(join(folder, path), width, height);
  for (const [path, text] of Object.entries(texts)) await writeText(join(folder, path), text);
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

const tileSize = 250;

/** Makes an image. Its noise makes it as much work as a photo; it is a tile, since making noise is even more work. */
export async function makeImage(path: string, width: number, height: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const create = { channels: 3, background: '#888' } as const;
  const tile = await sharp({ create: { ...create, noise, width: Math.min(width, tileSize), height: Math.min(height, tileSize) } })
    .png()
    .toBuffer();
  await sharp({ create: { ...create, width, height } })
    .composite([{ input: tile, tile: true }])
    .removeAlpha()
    .toFile(path);
}
