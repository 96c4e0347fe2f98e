import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectRoot } from '../host/paths';
import { makeManyPhotos } from './manyPhotos';
import { pausePools } from './pausePools';
import { Session } from './session';

describe('duplicates and checked images', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const images = { 'copies/a.jpg': [900, 600], 'bad/photo.jpg': [300, 200], 'bad/fine.png': [300, 200] } as const;
    session = await Session.share({ images });
    await mkdir(session.path('copies/old'));
    await copyFile(session.path('copies/a.jpg'), session.path('copies/old/a copy.jpg'));
    await sharp(session.path('copies/a.jpg')).resize(450).toFile(session.path('copies/small.webp'));
    const rings =
      '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#284"/><circle cx="200" cy="300" r="150" fill="#fd4"/></svg>';
    await sharp(Buffer.from(rings)).toFile(session.path('copies/other.jpg'));
    await session.write('copies/empty.txt', '');
    await rename(session.path('bad/photo.jpg'), session.path('bad/photo.png'));
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  /** Saves a screenshot of the window for inspection. */
  async function screenshot(name: string): Promise<void> {
    await mkdir(join(projectRoot, 'out', 'screenshots'), { recursive: true });
    await session.workbench.screenshot(join(projectRoot, 'out', 'screenshots', `${name}.png`));
  }

  async function find(path: string, likeness: string): Promise<void> {
    await session.workbench.chooseForFiles([path], 'Assetmill', 'Find Duplicates...');
    await session.workbench.quickInput.pick(likeness);
  }

  /** Agrees to the first question, which another one follows at once. */
  async function moveToTrash(): Promise<void> {
    await session.workbench.dialog.getByRole('button', { name: 'Move to Trash', exact: true }).click();
  }

  const loaded = () =>
    session.workbench.webview
      .locator('img')
      .evaluateAll((all) => all.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);

  it('shows groups with thumbnails, and asks before anything is moved to the trash', async () => {
    const { webview, dialog } = session.workbench;
    const bytes = await readFile(session.path('copies/a.jpg'));
    await find('copies', 'Same bytes');
    await session.panelShows(/1 group with 2 files/);
    assert.equal(await webview.getByRole('gridcell').count(), 2);
    for (let tries = 0; tries < 300 && (await loaded()) < 2; tries += 1) await session.page.waitForTimeout(100);
    assert.equal(await loaded(), 2, 'both images are there');
    await screenshot('same-bytes');
    await webview.getByRole('button', { name: 'Move 1 File to Trash...' }).click();
    await dialog.getByText(/Move 1 file \(.*\) to the trash\?/).waitFor();
    await session.workbench.pressInDialog('Cancel');
    assert.ok(session.has('copies/old/a copy.jpg'));
    await webview.getByRole('button', { name: 'Move 1 File to Trash...' }).click();
    await moveToTrash();
    // The server has no trash: that is asked about, and nothing is moved before.
    await dialog.getByText(/The trash is not available here\. Move 1 file \(.*\) to Assetmill's storage\?/).waitFor();
    await dialog.getByText(/Undo Last Run moves the files back.*older than 30 days/s).waitFor();
    await screenshot('no-trash');
    await session.workbench.pressInDialog('Cancel');
    await session.panelShows(/Nothing was moved to the trash/);
    await session.panelShows(/could not be moved, and nothing was deleted/);
    assert.deepEqual(await readFile(session.path('copies/old/a copy.jpg')), bytes);
  });

  it('moves files to the storage if there is no trash, and Undo restores them', async function () {
    // Two searches and two moves, and a reload between them.
    this.timeout(180_000);
    const { webview, quickInput } = session.workbench;
    const copy = session.path('copies/old/a copy.jpg');
    const [bytes, { mtimeMs }] = [await readFile(copy), await stat(copy)];
    const move = async () => {
      // The groups of the search before look the same, and would be clicked too soon.
      await session.workbench.closeTab('Assetmill');
      await find('copies', 'Same bytes');
      await session.panelShows(/1 group with 2 files/);
      await webview.getByRole('button', { name: 'Move 1 File to Trash...' }).click();
      await moveToTrash();
      await session.workbench.pressInDialog("Move to Assetmill's Storage");
      await session.panelShows(/Moved to Assetmill's storage: 1 file/);
      assert.ok(!session.has('copies/old/a copy.jpg'));
      assert.deepEqual(await readFile(session.path('copies/a.jpg')), bytes, 'what is kept is there');
    };
    const isBack = async () => {
      await session.panelShows('The files were moved back. Search again to see them.');
      assert.deepEqual(await readFile(copy), bytes);
      assert.equal(Math.floor((await stat(copy)).mtimeMs), Math.floor(mtimeMs));
      await session.assertNoTempFiles();
    };
    await move();
    await screenshot('stored');
    await webview.getByRole('button', { name: 'Undo' }).click();
    await isBack();
    assert.equal(await webview.getByRole('button', { name: 'Undo' }).count(), 0);
    await move();
    await session.workbench.reload();
    await session.panelShows(/Moved to Assetmill's storage: 1 file/);
    await screenshot('stored-reloaded');
    await quickInput.runCommand('Assetmill: Undo Last Run');
    await session.workbench.toast('Undone: 1 original restored.').waitFor();
    await isBack();
  });

  it('groups images that look similar, and again when the threshold moves', async () => {
    await find('copies', 'Similar images');
    await session.panelShows(/1 group with 3 files/);
    const { webview } = session.workbench;
    for (let tries = 0; tries < 100 && (await loaded()) < 3; tries += 1) await session.page.waitForTimeout(100);
    await screenshot('similar');
    await webview.getByRole('slider').focus();
    await session.page.keyboard.press('Home');
    await webview.locator('output').getByText('0', { exact: true }).waitFor();
    await session.panelShows(/1 group with/);
    await webview.getByRole('checkbox', { name: 'Include rotated and mirrored images' }).click();
    // How they look when they are turned is read first; then the same groups are there again.
    await webview.getByRole('checkbox', { name: 'Include rotated and mirrored images', checked: true }).waitFor();
    await session.panelShows(/1 group with/);
  });

  it('says that a search was canceled, and shows no groups', async () => {
    await makeManyPhotos(session, 20);
    await find('many', 'Similar images');
    const { webview } = session.workbench;
    await session.firstDone();
    const resume = pausePools();
    await webview.getByRole('button', { name: 'Cancel', exact: true }).click();
    resume();
    await session.panelShows('Not all files were compared, so no groups are shown.');
    assert.equal(await webview.getByRole('grid', { name: 'Groups of duplicates' }).count(), 0);
    await screenshot('canceled');
  });

  it('checks images, and renames those whose extension does not match their content', async () => {
    await session.workbench.chooseForFiles(['bad'], 'Assetmill', 'Check Images');
    await session.panelShows(/1 of 2 files OK/);
    await screenshot('check');
    await session.workbench.webview.getByRole('button', { name: 'Rename 1 File' }).click();
    await session.panelShows('Renamed from photo.png.');
    await screenshot('renamed');
    assert.ok(session.has('bad/photo.jpg') && !session.has('bad/photo.png'));
    await session.panelShows(/2 of 2 files OK/);
    await session.workbench.webview.getByRole('row', { name: /photo\.jpg/ }).dblclick();
    await session.workbench.tab('photo.jpg').waitFor();
    // The editor of the image takes a while to be the one that keys go to.
    for (let tries = 0; tries < 30 && !session.has('bad/photo.png'); tries += 1) {
      await session.page.keyboard.press('ControlOrMeta+z');
      await session.page.waitForTimeout(300);
    }
    assert.ok(session.has('bad/photo.png') && !session.has('bad/photo.jpg'), 'one Undo takes the renaming back');
    await session.workbench.tab('Assetmill').click();
    await session.panelShows(/1 of 2 files OK/);
    await session.panelShows(/The file has the extension \.png, but its format is JPEG/);
    await screenshot('rename-undone');
    await session.workbench.webview.getByRole('button', { name: 'Rename 1 File' }).click();
    await session.panelShows('Renamed from photo.png.');
  });
});
