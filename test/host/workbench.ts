import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ContextMenu } from './contextMenu';
import { Explorer } from './explorer';
import { QuickInput } from './quickInput';

/** The user interface of a VS Code workbench in a browser. Selectors as in VS Code 1.139. */
export class Workbench {
  readonly explorer: Explorer;
  readonly menu: ContextMenu;
  readonly quickInput: QuickInput;

  constructor(readonly page: Page) {
    this.explorer = new Explorer(page);
    this.menu = new ContextMenu(page);
    this.quickInput = new QuickInput(page);
  }

  /** Selects rows of the Explorer and chooses an entry of their context menu, such as `['Assetmill', 'Resize Images...']` in a submenu. */
  async chooseForFiles(paths: readonly string[], ...labels: readonly string[]): Promise<void> {
    await this.menu.choose(this.explorer.row(paths.at(-1) as string), labels, () => this.explorer.select(...paths));
  }

  /** A notification that shows the text. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** Presses a button of a notification. */
  async pressInToast(text: string | RegExp, button: string): Promise<void> {
    await this.toast(text).locator('.notification-list-item-buttons-container').getByText(button, { exact: true }).click();
  }

  /** The modal dialog. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Presses a button of the modal dialog and waits until it is gone. */
  async pressInDialog(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button, exact: true }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** An editor's tab. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('.editor-group-container').getByRole('tab', { name });
  }

  async closeTab(name: string | RegExp): Promise<void> {
    await this.tab(name).hover();
    await this.tab(name).locator('.tab-actions .action-label').click();
    await this.tab(name).waitFor({ state: 'hidden' });
  }

  /** The content of the visible webview: the inner one of two frames carries the extension's HTML. */
  get webview(): FrameLocator {
    const outer = this.page.locator('iframe.webview.ready').filter({ visible: true });
    return outer.contentFrame().locator('#active-frame').contentFrame();
  }

  /** Makes the window dark or light, while it runs. */
  async useTheme(theme: 'dark' | 'light'): Promise<void> {
    const wanted = this.page.locator(theme === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
    if (await wanted.isVisible()) return;
    await this.quickInput.runCommand('Preferences: Toggle between Light/Dark Themes');
    await wanted.waitFor();
  }

  /** Loads the window anew as a user does: the editors are saved first, which a reload of the page leaves out. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.quickInput.runCommand('Developer: Reload Window');
    await loaded;
    await this.explorer.waitForRows();
  }

  /** Waits until everything has faded in, then saves a PNG of the window. */
  async screenshot(file: string): Promise<void> {
    await this.page.waitForTimeout(300);
    await this.page.screenshot({ path: file });
  }
}
