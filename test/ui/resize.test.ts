import assert from 'node:assert/strict';
import { Session } from './session';

describe('Resize Images...', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const images = {
      'a.jpg': [1600, 900],
      'b.png': [500, 1000],
      'photos/c.webp': [800, 800],
      'photos/deep/d.jpg': [900, 300],
      'photos/tiny.png': [64, 64],
      'mixed/good.jpg': [1000, 500],
      'again/e.jpg': [1200, 600],
      'palette/f.jpg': [1200, 600],
    } as const;
    session = await Session.share({ images });
    await session.write('notes.txt', 'no image');
    await session.write('mixed/broken.jpg', 'no image either');
    await session.write('mixed/empty.png', '');
    await session.write('mixed/pointer.png', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  it('resizes files and folders that are selected together, and the panel says so', async () => {
    await session.resize(['photos', 'a.jpg', 'b.png'], 'Small 640', 'Beside the originals');
    await session.panelShows(/4 of 5 files done/);
    assert.equal(await session.sizeOf('a-640.jpg'), '640 x 360');
    assert.equal(await session.sizeOf('b-640.png'), '320 x 640');
    assert.equal(await session.sizeOf('photos/c-640.webp'), '640 x 640');
    assert.equal(await session.sizeOf('photos/deep/d-640.jpg'), '640 x 213');
    assert.equal(session.has('photos/tiny-640.png'), false);
    await session.panelShows('Already fits: 64 x 64 pixels. Nothing to do.');
    await session.panelShows(/1600 × 900/);
    await session.panelShowsFile('a-640.jpg');
  });

  it('is only in the menu of images and folders', async () => {
    const { explorer, menu } = session.workbench;
    assert.ok((await menu.labels(explorer.row('a.jpg'))).includes('Resize Images...'));
    assert.ok((await menu.labels(explorer.row('photos'))).includes('Resize Images...'));
    assert.ok(!(await menu.labels(explorer.row('notes.txt'))).includes('Resize Images...'));
  });

  it('offers the last answers first: a repeat is two keystrokes', async () => {
    await session.resize(['again'], 'Thumbnail 300', 'Beside the originals');
    await session.panelShows(/1 of 1 file done/);
    await session.workbench.chooseForFiles(['again/e.jpg'], 'Resize Images...');
    assert.match((await session.workbench.quickInput.rows())[0] as string, /^Thumbnail 300/);
    await session.page.keyboard.press('Enter');
    await session.workbench.quickInput.row('Beside the originals').waitFor();
    assert.match((await session.workbench.quickInput.rows())[0] as string, /^Beside the originals/);
    await session.page.keyboard.press('Enter');
    await session.panelShows('Up to date: 1 file.');
    assert.deepEqual(await session.files('again'), ['e-300.jpg', 'e.jpg']);
  });

  it('rejects an invalid size in the input box, with the reason', async () => {
    const { quickInput } = session.workbench;
    await session.resize(['a.jpg'], 'Custom...');
    await quickInput.type('huge');
    await quickInput.message.getByText('Enter a size such as 800x600').waitFor();
    await quickInput.type('99999');
    await quickInput.message.getByText('Enter a side from 1 to 65535 pixels.').waitFor();
    await quickInput.answer('50%');
    await quickInput.pick('Into a folder');
    await quickInput.answer('half');
    await session.panelShowsFile('half/a.jpg');
    assert.equal(await session.sizeOf('half/a.jpg'), '800 x 450');
  });

  it('continues after bad files and shows the cause of each failure', async () => {
    await session.resize(['mixed'], 'Small 640', 'Beside the originals');
    await session.panelShows('3 files failed');
    await session.panelShows('The file is empty (0 bytes).');
    await session.panelShows('The file contains text, not an image.');
    await session.panelShows(/Git LFS pointer/);
    assert.equal(await session.sizeOf('mixed/good-640.jpg'), '640 x 320');
    assert.deepEqual((await session.files('mixed')).sort(), ['broken.jpg', 'empty.png', 'good-640.jpg', 'good.jpg', 'pointer.png']);
  });

  it('also offers the last used folder', async () => {
    await session.resize(['again/e.jpg'], 'Small 640', 'Into a folder');
    await session.workbench.quickInput.answer('kept/here');
    await session.panelShowsFile('kept/here/e.jpg');
    await session.workbench.chooseForFiles(['a.jpg'], 'Resize Images...');
    await session.workbench.quickInput.row('Small 640').waitFor();
    await session.page.keyboard.press('Enter');
    await session.workbench.quickInput.row('Into kept/here/').waitFor();
    await session.page.keyboard.press('Enter');
    await session.panelShowsFile('kept/here/a.jpg');
    assert.equal(await session.sizeOf('kept/here/a.jpg'), '640 x 360');
  });

  it('opens and reveals its outputs', async () => {
    await session.resize(['b.png'], 'Thumbnail 300', 'Beside the originals');
    await session.workbench.webview.getByRole('button', { name: /b-300/ }).click();
    await session.workbench.tab(/b-300/).waitFor();
    await session.workbench.closeTab(/b-300/);
    const row = session.workbench.webview.getByRole('row', { name: /b\.png/ });
    await row.hover();
    await row.getByRole('button', { name: /Reveal/ }).click();
    await session.workbench.explorer.selectedRow(/b-300(-\d+)?\.png/).waitFor();
  });

  it('shows its log', async () => {
    await session.resize(['a.jpg'], 'Small 640', 'Beside the originals');
    await session.workbench.webview.getByRole('button', { name: 'More Actions...' }).click();
    await session.workbench.menu.pick('Show Log');
    // What is written there cannot be seen here: this server lacks the native part that writes logs.
    const channel = session.page.locator('.part.panel option:checked', { hasText: 'Assetmill' });
    await channel.first().waitFor({ state: 'attached' });
  });

  it('asks for a folder when it is run from the Command Palette', async () => {
    await session.workbench.quickInput.runCommand('Assetmill: Resize Images...');
    await session.workbench.quickInput.pick('palette');
    await session.workbench.quickInput.pick('Small 640');
    await session.workbench.quickInput.pick('Beside the originals');
    await session.panelShowsFile('palette/f-640.jpg');
    assert.equal(await session.sizeOf('palette/f-640.jpg'), '640 x 320');
  });
});
