import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Session } from './session';

const many = 2000;

/** What people do with the rows of a large run, in the real workbench. */
describe('The rows of a run', () => {
  let session: Session;

  before(async function () {
    this.timeout(240_000);
    session = await Session.share({ images: { 'one/a.jpg': [1000, 500] }, texts: { 'many/empty.png': '', 'many/notes.jpg': 'no image' } });
    const folder = session.path('many');
    await mkdir(folder, { recursive: true });
    const icon = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#3a7' } })
      .png()
      .toBuffer();
    await sharp(icon).toFile(join(folder, 'p0000.png'));
    for (let index = 1; index < many; index += 1)
      await copyFile(join(folder, 'p0000.png'), join(folder, `p${String(index).padStart(4, '0')}.png`));
    await sharp(icon).resize(400).jpeg({ quality: 100 }).toFile(join(folder, 'large.jpg'));
    await session.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    // Other tests may have opened the log, which leaves room for three rows.
    const bottom = session.page.locator('.part.panel').getByRole('button', { name: /^(Hide|Close) Panel/ });
    if (await bottom.isVisible()) await bottom.click();
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  const grid = () => session.workbench.webview.getByRole('grid');
  const row = (name: RegExp) => session.workbench.webview.getByRole('row', { name });
  const button = (name: string | RegExp) => session.workbench.webview.getByRole('button', { name, exact: typeof name === 'string' });
  const clipboard = () => session.page.evaluate(() => navigator.clipboard.readText());

  it('appear for 2,003 files, with what failed by its cause', async () => {
    await session.resize(['many'], 'Custom...');
    await session.workbench.quickInput.answer('20x20');
    await session.workbench.quickInput.pick('Beside the originals');
    await session.panelShows(/Finished with errors: 2,001 of 2,003 files done/, 120_000);
    await session.panelShows('1 file: The file is empty (0 bytes).');
    await session.panelShows(/1 file: The file contains text, not an image\./);
    assert.equal(await button('Retry 2 Files').count(), 1);
  });

  it('scroll to their end, and are filtered by text with the keyboard', async () => {
    await grid().focus();
    await session.page.keyboard.press('End');
    await row(/p1999\.png/).waitFor();
    await session.page.keyboard.press('Control+f');
    await session.page.keyboard.type('p150');
    await session.panelShows('10 matches');
    await row(/p1500\.png/).waitFor();
    await session.page.keyboard.press('Escape');
    await session.workbench.webview.getByText('10 matches').waitFor({ state: 'detached' });
  });

  it('are sorted by their size', async () => {
    await button('Size').click();
    await button('Size').click();
    await row(/large\.jpg/).waitFor();
    assert.equal(
      await session.workbench.webview
        .locator('#row-0')
        .getAttribute('aria-label')
        .then((label) => label?.includes('large.jpg')),
      true,
    );
    await button('File').click();
  });

  it('are selected with the keyboard, and their paths copied', async () => {
    await session.workbench.webview.locator('#row-3').click();
    await session.page.keyboard.press('Shift+ArrowDown');
    await session.page.keyboard.press('Shift+ArrowDown');
    await session.panelShows(/^3 selected/);
    await session.page.keyboard.press('Control+c');
    for (let tries = 0; tries < 50 && (await clipboard()).split('\n').length !== 3; tries += 1) await session.page.waitForTimeout(100);
    assert.match(await clipboard(), /^\S+p\d{4}-20x20\.png\n\S+p\d{4}-20x20\.png\n\S+p\d{4}-20x20\.png$/);
    await session.page.keyboard.press('Control+a');
    await session.panelShows(/^2,003 selected/);
    await session.page.keyboard.press('Escape');
  });

  it('have a menu of VS Code, which copies Markdown and adds to .gitignore', async () => {
    const target = row(/p0003\.png/);
    await target.click({ button: 'right' });
    await session.workbench.menu.pick('Copy as Markdown');
    for (let tries = 0; tries < 50 && !(await clipboard()).startsWith('!['); tries += 1) await session.page.waitForTimeout(100);
    assert.match(await clipboard(), /^!\[p0003\]\(many\/p0003-20x20\.png\)/);
    await target.click({ button: 'right' });
    await session.workbench.menu.pick('Add to .gitignore');
    await session.workbench.toast('Added 1 file to .gitignore.').waitFor();
    assert.equal(await readFile(session.path('.gitignore'), 'utf8'), '/many/p0003-20x20.png\n');
    await rm(session.path('.gitignore'));
  });

  it('are dragged into an editor', async () => {
    const from = await row(/p0003\.png/)
      .locator('.path')
      .boundingBox();
    assert.ok(from);
    const { mouse } = session.page;
    await mouse.move(from.x + 5, from.y + 5);
    await mouse.down();
    await mouse.move(from.x + 40, from.y + 5, { steps: 4 });
    await session.page.locator('.editor .tabs-container').hover({ position: { x: 300, y: 10 } });
    await mouse.up();
    await session.workbench.tab('p0003-20x20.png').waitFor();
    await session.workbench.closeTab('p0003-20x20.png');
  });

  it('show their images in a gallery', async () => {
    await button('Gallery').click();
    await session.workbench.webview.locator('#tile-5 img').waitFor();
    await grid().focus();
    await session.page.keyboard.press('End');
    await session.workbench.webview.locator('#tile-2002 img').waitFor();
    await button('Table').click();
  });

  it('are compared before and after, and undone one by one', async () => {
    await grid().focus();
    await session.page.keyboard.press('Home');
    await row(/empty\.png/).waitFor();
    await session.page.keyboard.type('large');
    await session.workbench.webview.locator('.row.active', { hasText: 'large.jpg' }).waitFor();
    await session.page.keyboard.press('Alt+Enter');
    await session.panelShows(/visually identical|very similar|similar|different/, 60_000);
    await button('Back').first().click();
    await row(/large\.jpg/).click({ button: 'right' });
    await session.workbench.menu.pick('Undo This File');
    await session.workbench.dialog.getByText('Undo many/large.jpg?').waitFor();
    await session.workbench.pressInDialog('Undo File');
    await session.workbench.toast('Undone: 1 new file removed.').waitFor();
    assert.equal(session.has('many/large-20x20.jpg'), false);
    assert.equal(session.has('many/p0001-20x20.png'), true);
    await row(/large\.jpg/)
      .filter({ hasText: 'Undone' })
      .waitFor();
  });

  it('are undone from the comparison, too', async () => {
    await row(/p0001\.png/).click();
    await session.page.keyboard.press('Alt+Enter');
    await button('Keep Original...').click({ timeout: 60_000 });
    await session.workbench.pressInDialog('Keep Original');
    await row(/p0001\.png/)
      .filter({ hasText: 'Undone' })
      .waitFor({ timeout: 60_000 });
    assert.equal(session.has('many/p0001-20x20.png'), false);
  });

  it('are still there after a reload, in a second group, and in another theme', async () => {
    await session.workbench.reload();
    await session.panelShows(/1,999 of 2,003 files done/, 60_000);
    await button(/^Undone 2$/).click();
    await row(/large\.jpg/)
      .filter({ hasText: 'Undone' })
      .waitFor();
    await button(/^All/).click();
    await session.workbench.quickInput.runCommand('View: Move Editor into Next Group');
    await session.panelShows(/1,999 of 2,003 files done/, 60_000);
    await session.workbench.useTheme('dark');
    await session.workbench.useTheme('light');
    await row(/empty\.png/).waitFor();
  });

  it('whose source is gone are not tried again, and a message says why', async () => {
    rmSync(session.path('many/p0002.png'));
    await row(/p0002\.png/).click({ button: 'right' });
    await session.workbench.menu.pick('Retry');
    await session.workbench.toast('many/p0002.png does not exist. It may have been moved or deleted.').waitFor();
    await session.panelShows(/1,999 of 2,003 files done/);
  });

  it('that failed are tried again by cause', async () => {
    await session.write('many/notes.jpg', '');
    await session.workbench.webview
      .locator('assetmill-failure-groups li', { hasText: 'contains text' })
      .getByRole('button', { name: 'Retry' })
      .click();
    await session.panelShows(/Failed: 0 of 1 file done/, 60_000);
    await session.panelShows('1 file: The file is empty (0 bytes).');
  });
});
