import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { Session } from './session';

/** From the Explorer to the report of a run, without a pointer. */
describe('With the keyboard alone', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    session = await Session.share({ images: { 'shots/a.png': [900, 600], 'shots/b.png': [600, 900] }, texts: { 'shots/c.png': '' } });
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  const press = (key: string) => session.page.keyboard.press(key);

  /** Presses a key until what has the focus is as wanted, as a user does who looks at it. */
  async function pressUntil(key: string, isWanted: () => Promise<boolean>): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await isWanted()) return;
      await press(key);
      await session.page.waitForTimeout(50);
    }
    throw new Error(`${key} did not lead there`);
  }

  const isNamed = (focused: Locator, name: string) => async () => (await focused.allInnerTexts()).some((text) => text.trim() === name);

  it('a folder is resized from the Explorer', async () => {
    const { page } = session;
    await session.workbench.quickInput.runCommand('Focus on Files Explorer');
    await press('Home');
    await pressUntil('ArrowDown', isNamed(page.locator('.explorer-folders-view .monaco-list-row.focused'), 'shots'));
    await press('Shift+F10');
    await page.locator('.monaco-menu').first().waitFor();
    await pressUntil('ArrowDown', isNamed(page.locator('.monaco-menu .action-item.focused .action-label'), 'Resize Images...'));
    await press('Enter');
    for (const answer of ['Small 640', 'Beside the originals']) {
      await session.workbench.quickInput.row(answer).first().waitFor();
      await pressUntil('ArrowDown', async () => (await page.locator('.quick-input-list .focused').innerText()).includes(answer));
      await press('Enter');
    }
    await session.panelShows(/2 of 3 files done/);
  });

  it('its rows are reached, listed keys are shown, and a file is compared', async () => {
    const { webview, quickInput } = session.workbench;
    await quickInput.runCommand('Assetmill: Show Panel');
    const grid = webview.getByRole('grid');
    await pressUntil('Tab', () => grid.evaluate((each) => each.matches(':focus')));
    await press('?');
    await webview.getByRole('dialog').waitFor();
    await press('Escape');
    await webview.getByRole('dialog').waitFor({ state: 'hidden' });
    await pressUntil('ArrowDown', () => webview.locator('.row.active', { hasText: 'a.png' }).isVisible());
    await press('Alt+Enter');
    await session.panelShows(/visually identical|very similar|similar|different/, 60_000);
    await press('Escape');
    // The rows have the focus again: this would close a palette that was opened before.
    await webview.locator('assetmill-comparison').waitFor({ state: 'hidden' });
    await webview.locator('.grid:focus').waitFor();
  });

  it('the report of the run is saved', async () => {
    const { quickInput } = session.workbench;
    await quickInput.runCommand('Assetmill: Save Report...');
    await quickInput.row('Markdown').first().waitFor();
    await press('ArrowDown');
    await press('Enter');
    const proposed = () => quickInput.input.inputValue();
    for (let tries = 0; tries < 100 && !(await proposed()).endsWith('.md'); tries += 1) await session.page.waitForTimeout(100);
    const path = await proposed();
    await press('Enter');
    await session.workbench.toast(/The report was saved to report-.+\.md/).waitFor();
    const text = readFileSync(path, 'utf8');
    for (const part of ['a-640.png', 'b-640.png', 'The file is empty (0 bytes).']) assert.ok(text.includes(part), part);
  });
});
