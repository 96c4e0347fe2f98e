import type { Locator, Page } from 'playwright-core';
import { shown } from './visibility';

/** The Explorer's tree. Paths are relative to the workspace folder, with `/`; with several folders they start with the folder's name. */
export class Explorer {
  constructor(private readonly page: Page) {}

  private get rows(): Locator {
    return this.page.locator('.explorer-folders-view').getByRole('treeitem');
  }

  /** Waits until the tree shows something. */
  async waitForRows(): Promise<void> {
    await this.rows.first().waitFor({ timeout: 60_000 });
  }

  /** Reads the folders again, without waiting until the changes of files are noticed. */
  async refresh(): Promise<void> {
    await this.page.locator('.explorer-folders-view').hover();
    await this.page.getByRole('button', { name: 'Refresh Explorer' }).click();
  }

  /** Waits until the tree shows nothing. */
  async waitForNoRows(): Promise<void> {
    await this.rows.first().waitFor({ state: 'detached', timeout: 60_000 });
  }

  /** The row of a file or folder; it is there only when the folders above are expanded. */
  row(path: string): Locator {
    const level = path.split('/').length;
    const name = JSON.stringify(`/${path}`).slice(1, -1);
    // The label holds the full path, and a decoration's text after a dot.
    const label = this.page.locator(`.monaco-icon-label[aria-label$="${name}"], .monaco-icon-label[aria-label*="${name} •"]`);
    return this.page.locator(`.explorer-folders-view [role="treeitem"][aria-level="${level}"]`).filter({ has: label });
  }

  /** Expands a folder and those above it. */
  async expand(path: string): Promise<void> {
    const parts = path.split('/');
    for (const end of parts.keys()) await this.expandOne(this.row(parts.slice(0, end + 1).join('/')));
  }

  private async expandOne(row: Locator): Promise<void> {
    await row.waitFor();
    const isExpanded = async () => (await row.getAttribute('aria-expanded')) === 'true';
    // A refresh of the tree draws its rows anew, and a click may be lost with the old one.
    for (let tries = 0; tries < 60 && !(await isExpanded()); tries += 1) {
      if (tries % 20 === 0) await row.locator('.monaco-tl-twistie').click();
      await this.page.waitForTimeout(100);
    }
    if (!(await isExpanded())) throw new Error('a folder did not open in the Explorer');
  }

  /** Selects rows, and the folders above are expanded first: again, where a folder closed late from an earlier click. */
  async select(...paths: readonly string[]): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      if (await this.tryToSelect(paths)) return;
    }
    throw new Error(`${paths.join(', ')} could not be selected in the Explorer`);
  }

  private async tryToSelect(paths: readonly string[]): Promise<boolean> {
    for (const path of paths) if (path.includes('/')) await this.expand(path.slice(0, path.lastIndexOf('/')));
    for (const [index, path] of paths.entries()) {
      if (!(await shown(this.row(path), 5000))) return false;
      await this.clickOn(this.row(path), index > 0);
    }
    return this.areSelected(paths);
  }

  /** Clicks a row. A click on a folder opens or closes it, which moves the rows below: waits for that, so that the next click hits its row. */
  private async clickOn(row: Locator, further: boolean): Promise<void> {
    const before = await row.getAttribute('aria-expanded');
    await row.click(further ? { modifiers: ['ControlOrMeta'] } : {});
    if (before === null || further) return;
    const isToggled = async () => (await row.getAttribute('aria-expanded')) !== before;
    for (let tries = 0; tries < 40 && !(await isToggled()); tries += 1) await this.page.waitForTimeout(50);
  }

  /** A selected row, by its name. */
  selectedRow(name: RegExp): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row.selected').filter({ hasText: name });
  }

  private async areSelected(paths: readonly string[]): Promise<boolean> {
    const selected = '.monaco-list-row.selected';
    for (const path of paths) if (!(await this.row(path).and(this.page.locator(selected)).isVisible())) return false;
    return (await this.page.locator(`.explorer-folders-view ${selected}`).count()) === paths.length;
  }
}
