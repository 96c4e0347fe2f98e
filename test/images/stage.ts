import type { FrameLocator, Locator, Page } from 'playwright-core';
import { type OpenWorkbench, openWorkbench } from '../host/openWorkbench';
import { projectRoot } from '../host/paths';
import { startServer } from '../host/server';
import type { Settings } from '../host/settings';
import { SideView } from '../host/sideView';
import type { Workbench } from '../host/workbench';
import type { Scene } from './scene';

/** A window without what would distract in an image. Its theme is that of the browser. */
const plainSettings: Settings = {
  'window.autoDetectColorScheme': true,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'workbench.navigationControl.enabled': false,
  'files.exclude': { '.vscode': true, '.gitignore': true, build: true, inbox: true },
  'security.workspace.trust.startupPrompt': 'never',
};

/** A workbench on a workspace, with what scenes do in it. */
export class Stage {
  readonly side: SideView;

  private constructor(
    private readonly open: OpenWorkbench,
    readonly close: () => Promise<void>,
  ) {
    this.side = new SideView(open.page, 'Assetmill');
  }

  /** Opens a window of its own on a folder. */
  static async start(folder: string, { viewport: [width, height], scale = 1, settings }: Omit<Scene, 'act'>): Promise<Stage> {
    const server = await startServer({ settings: { ...plainSettings, ...settings } });
    try {
      const open = await openWorkbench(server, {
        workspace: folder,
        extensions: [projectRoot],
        viewport: { width, height },
        deviceScaleFactor: scale,
      });
      await open.workbench.explorer.waitForRows();
      return new Stage(open, async () => {
        await open.browser.close();
        await server.stop();
      });
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get page(): Page {
    return this.open.page;
  }

  get workbench(): Workbench {
    return this.open.workbench;
  }

  /** The panel's page. */
  get panel(): FrameLocator {
    return this.workbench.webview;
  }

  /** The area of the panel in the window, without its tab. */
  get panelArea(): Locator {
    return this.page.locator('.editor-group-container > .editor-container').first();
  }

  /** Right-click on files, a command of the submenu, and the answers to its questions. */
  async choose(paths: readonly string[], command: string, ...answers: readonly (string | RegExp)[]): Promise<void> {
    const labels = command === 'Resize Images...' ? [command] : ['Assetmill', command];
    await this.workbench.chooseForFiles(paths, ...labels);
    for (const answer of answers) await this.workbench.quickInput.pick(answer);
  }

  /** Resizes files into a folder. */
  async resizeInto(target: string, size: string, paths: readonly string[]): Promise<void> {
    await this.choose(paths, 'Resize Images...', size, 'Into a folder...');
    await this.workbench.quickInput.answer(target);
  }

  /** Waits until the panel shows a text. */
  async shows(text: string | RegExp): Promise<void> {
    await this.panel.getByText(text).first().waitFor({ timeout: 180_000 });
  }

  /** Presses a button of the panel. */
  async press(name: string | RegExp): Promise<void> {
    await this.panel
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();
  }

  /** Waits until as many images of an element have their pixels. */
  async showsImages(count: number, selector = 'img'): Promise<void> {
    const images = this.panel.locator(selector);
    const loaded = () => images.evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
    for (let tries = 0; tries < 600 && (await loaded()) < count; tries += 1) await this.page.waitForTimeout(100);
  }

  /** Runs a command of the palette. */
  run(command: string): Promise<void> {
    return this.workbench.quickInput.runCommand(command);
  }

  /** Makes the window light or dark, as a system does that changes. */
  async useTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme });
    const classes = theme === 'dark' ? ['vs-dark', 'hc-black'] : ['vs', 'hc-light'];
    await this.page.locator(classes.map((name) => `.monaco-workbench.${name}`).join(', ')).waitFor();
    await this.page.waitForTimeout(1000); // the page of the panel follows, and colors fade
  }

  /** Leaves the panel alone in the window. */
  async closeSideBar(): Promise<void> {
    if (await this.page.locator('.part.sidebar').isVisible()) await this.page.keyboard.press('Control+b');
    await this.page.locator('.part.sidebar').waitFor({ state: 'hidden' });
  }

  /** Drags the edge of the side bar. @param width in pixels, from the left of the window */
  async widenSideBar(width: number): Promise<void> {
    const { x = 0, y = 0, width: before = 0 } = (await this.page.locator('.part.sidebar').boundingBox()) ?? {};
    await this.page.mouse.move(x + before, y + 100);
    await this.page.mouse.down();
    await this.page.mouse.move(width, y + 100, { steps: 5 });
    await this.page.mouse.up();
  }

  /** Closes notifications, and puts the pointer where nothing reacts to it. */
  async tidy(): Promise<void> {
    await this.run('Notifications: Clear All Notifications');
    await this.page.mouse.move(0, 0);
  }
}
