import type { Locator, Page } from 'playwright-core';

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
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await this.page.waitForFunction((element) => element?.getAttribute('aria-expanded') === 'true', await row.elementHandle());
  }

  /** Selects rows, and the folders above are expanded first. */
  async select(...paths: readonly string[]): Promise<void> {
    for (const path of paths) if (path.includes('/')) await this.expand(path.slice(0, path.lastIndexOf('/')));
    for (const [index, path] of paths.entries()) await this.row(path).click(index > 0 ? { modifiers: ['ControlOrMeta'] } : {});
  }

  /** Names of the selected rows. */
  selected(): Promise<string[]> {
    return this.page
      .locator('.explorer-folders-view .monaco-list-row.selected')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  /** Names of all rows on the screen, from the top. */
  async names(): Promise<string[]> {
    return this.rows.evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => row.getAttribute('aria-label') ?? ''),
    );
  }
}
