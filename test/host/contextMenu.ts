import type { Locator, Page } from 'playwright-core';
import { gone, shown } from './visibility';

/** A menu ignores clicks in its first 100 ms. */
const settleMs = 120;

/** The context menu and its submenus. */
export class ContextMenu {
  constructor(private readonly page: Page) {}

  private get menu(): Locator {
    return this.page.locator('.monaco-menu').first();
  }

  /** An entry of the open menu or submenu. */
  item(label: string): Locator {
    return this.page
      .locator('.monaco-menu .action-item')
      .filter({ has: this.page.locator(`:scope > a > .action-label[aria-label=${JSON.stringify(label)}]`) });
  }

  /**
   * Opens the menu of a target. A tree that shows a new file in that moment puts another row under the pointer, or draws another
   * one with the same element: then again. The row whose menu it is has the focus.
   */
  async open(target: Locator): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      if (await this.tryToOpen(target)) return;
      await this.close();
    }
    throw new Error('what was to be clicked never stood still');
  }

  private async tryToOpen(target: Locator): Promise<boolean> {
    await target.scrollIntoViewIfNeeded();
    await target.click({ button: 'right' });
    await this.menu.waitFor({ timeout: 5000 });
    return target.evaluate((row) => row.role !== 'treeitem' || row.classList.contains('focused'));
  }

  async close(): Promise<void> {
    for (let tries = 0; tries < 3 && (await this.menu.isVisible()); tries += 1) {
      await this.page.keyboard.press('Escape');
      await gone(this.menu, 1000);
    }
  }

  /** Labels of the entries of a menu opened for the target; with labels given, of that submenu. The menu is closed again. */
  async labels(target: Locator, ...submenus: readonly string[]): Promise<string[]> {
    await this.open(target);
    await this.enter(submenus);
    const labels = await this.page
      .locator('.monaco-menu')
      .last()
      .locator('.action-label:not(.separator)')
      .evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? '').filter(Boolean));
    await this.close();
    return labels;
  }

  /** Chooses an entry of the menu that is open, such as one that a page opened. */
  async pick(label: string): Promise<void> {
    await this.item(label).waitFor();
    await this.page.waitForTimeout(settleMs);
    await this.item(label).click();
    await this.menu.waitFor({ state: 'hidden' });
  }

  /** Opens submenus, one in the other. */
  private async enter(submenus: readonly string[]): Promise<void> {
    for (const label of submenus) {
      await this.page.waitForTimeout(settleMs);
      // A click opens it at once, the pointer alone after a while.
      await this.item(label).click({ timeout: 2000 });
      await this.item(label).locator('.monaco-submenu').waitFor({ timeout: 3000 });
    }
  }

  private async tryToChoose(target: Locator, submenus: readonly string[], label: string): Promise<boolean> {
    // Another try needs the selection anew, since the key that closes the menu clears it.
    if (!(await this.tryToOpen(target))) return false;
    const first = this.item(submenus[0] ?? label);
    if (!(await shown(first, 1000))) return false;
    await this.enter(submenus);
    await this.page.waitForTimeout(settleMs);
    await this.item(label).click({ timeout: 2000 });
    return gone(this.menu, 2000);
  }

  /**
   * Opens the target's context menu and chooses an entry, through submenus when several labels are given. A menu opened before
   * the extension host has registered the extension lacks its entries, so it is tried again.
   * @param prepare called before each try: the key that closes a menu clears a selection, too, when it comes late
   */
  async choose(target: Locator, labels: readonly string[], prepare: () => Promise<void> = async () => {}): Promise<void> {
    const end = Date.now() + 30_000;
    while (Date.now() < end) {
      await prepare();
      if (await this.tryToChoose(target, labels.slice(0, -1), labels.at(-1) as string).catch(() => false)) return;
      await this.close();
    }
    throw new Error(`"${labels.join(' > ')}" could not be chosen from the context menu`);
  }
}
