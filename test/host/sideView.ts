import type { Locator, Page } from 'playwright-core';

/** The views of a container in the activity bar. */
export class SideView {
  constructor(
    private readonly page: Page,
    private readonly container: string,
  ) {}

  private get tab(): Locator {
    return this.page.locator('.activitybar').getByRole('tab', { name: this.container });
  }

  /** Shows the container. */
  async open(): Promise<void> {
    if ((await this.tab.getAttribute('aria-expanded')) !== 'true') await this.tab.click();
    await this.page.locator('.sidebar .composite.title', { hasText: new RegExp(this.container, 'i') }).waitFor();
  }

  /** A view with a title. */
  pane(title: string): Locator {
    return this.page.locator('.sidebar .pane', { has: this.page.locator('.pane-header', { hasText: title }) });
  }

  /** An entry of a view; the text may be a part of it. */
  row(title: string, text: string | RegExp): Locator {
    return this.pane(title).getByRole('treeitem').filter({ hasText: text });
  }

  /** The entries of a view, as screen readers tell them. */
  async rows(title: string): Promise<string[]> {
    return this.pane(title)
      .getByRole('treeitem')
      .evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
  }

  /** Presses a button of an entry, which is there while the pointer is over it. */
  async press(row: Locator, button: string): Promise<void> {
    await row.hover();
    await row.getByRole('button', { name: button, exact: true }).click();
  }
}
