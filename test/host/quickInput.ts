import type { Locator, Page } from 'playwright-core';
import { gone, shown } from './visibility';

/** The command palette, quick picks and input boxes: one widget for them all. */
export class QuickInput {
  constructor(private readonly page: Page) {}

  get widget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** The text field. */
  get input(): Locator {
    return this.widget.locator('.quick-input-box input');
  }

  /** What an input box says about its value. */
  get message(): Locator {
    return this.widget.locator('.quick-input-message');
  }

  /** A row of the list; the text may be a part of it. */
  row(text: string | RegExp): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** Labels (with description and detail) of the rows on the screen. */
  async rows(): Promise<string[]> {
    await this.widget.locator('.quick-input-list .monaco-list-row').first().waitFor();
    return this.widget
      .locator('.quick-input-list .monaco-list-row')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Runs a command by the title that the palette shows, such as `Assetmill: Resize Images...`. */
  async runCommand(title: string): Promise<void> {
    if (!(await this.findCommand(title, 30_000))) throw new Error(`command "${title}" was not found in the palette`);
    await this.page.keyboard.press('Enter');
  }

  /** The palette may close itself while the workbench starts, and lacks a command until its extension is registered: opened again. */
  private async findCommand(title: string, timeout: number): Promise<boolean> {
    const end = Date.now() + timeout;
    const first = this.widget.locator(`.quick-input-list .monaco-list-row[data-index="0"]`, { hasText: title });
    while (Date.now() < end) {
      await this.page.keyboard.press('F1');
      if (await shown(this.input, 2000)) {
        await this.input.fill(`>${title}`, { timeout: 2000 }).catch(() => {});
        if (await shown(first, 2000)) return true;
      }
      await this.dismiss();
    }
    return false;
  }

  /** Picks a row of a quick pick. */
  async pick(text: string | RegExp): Promise<void> {
    // The row below the pointer shows a hover, which may lie over the row that is meant.
    await this.page.mouse.move(0, 0);
    await this.settled();
    await this.row(text).first().click();
  }

  /**
   * Waits until no row is drawn anew. A list does that once more shortly after it is filled, with the same elements for other
   * rows: a click that was aimed before would pick one of those.
   */
  private async settled(): Promise<void> {
    const rows = this.widget.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    for (let tries = 0; tries < 50; tries += 1) {
      const same = await rows.evaluateAll((all) => {
        const wasSeen = all.map((row) => row.getAttribute('data-seen') === row.getAttribute('aria-label'));
        for (const row of all) row.setAttribute('data-seen', row.getAttribute('aria-label') ?? '');
        return wasSeen.length > 0 && !wasSeen.includes(false);
      });
      if (same) return;
      await this.page.waitForTimeout(50);
    }
    throw new Error('the list of the quick pick never stood still');
  }

  /** Types into an input box and accepts. */
  async answer(text: string): Promise<void> {
    await this.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Types into an input box, so that it validates; it stays open. */
  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  async dismiss(): Promise<void> {
    if (!(await this.widget.isVisible())) return;
    await this.page.keyboard.press('Escape');
    await gone(this.widget, 2000);
  }
}
