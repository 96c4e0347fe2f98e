import assert from 'node:assert/strict';
import { Session } from './session';

describe('Show Run History...', () => {
  let session: Session;

  before(async function () {
    this.timeout(180_000);
    session = await Session.share({ images: { 'one/a.jpg': [1000, 500], 'two/b.jpg': [1000, 500] } });
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  async function choose(run: RegExp, action: string): Promise<void> {
    const { quickInput } = session.workbench;
    await quickInput.runCommand('Assetmill: Show Run History...');
    await quickInput.pick(run);
    await quickInput.pick(action);
  }

  it('lists the runs, undoes an older one after a question, and makes its files again', async () => {
    await session.resize(['one'], 'Thumbnail 300', 'Beside the originals');
    await session.panelShowsFile('one/a-300.jpg');
    await session.resize(['two'], 'Small 640', 'Beside the originals');
    await session.panelShowsFile('two/b-640.jpg');
    await choose(/Resize to 300 px/, 'Undo');
    await session.workbench.dialog.getByText('Undo "Resize to 300 px"').waitFor();
    await session.workbench.pressInDialog('Undo Run');
    await session.workbench.toast('Undone: 1 new file removed.').waitFor();
    assert.deepEqual(await session.files('one'), ['a.jpg']);
    assert.deepEqual(await session.files('two'), ['b-640.jpg', 'b.jpg']);
    await choose(/Resize to 300 px.*undone/, 'Redo');
    await session.panelShowsFile('one/a-300.jpg');
    await choose(/Resize to 640 px/, 'Show in Panel');
    await session.panelShowsFile('two/b-640.jpg');
    await session.workbench.webview.getByRole('button', { name: 'Undo', exact: true }).click();
    await session.workbench.dialog.getByText('Undo "Resize to 640 px"').waitFor();
    await session.workbench.pressInDialog('Cancel');
    assert.deepEqual(await session.files('two'), ['b-640.jpg', 'b.jpg']);
    assert.equal(await session.sizeOf('one/a-300.jpg'), '300 x 150');
  });

  it('offers files that a run left out since another one made them, and processes them, too', async () => {
    await session.resize(['two'], 'Thumbnail 300', 'Beside the originals');
    await session.workbench.pressInToast('Left out, since Assetmill made them from other files here: 1 file.', 'Include Them');
    await session.panelShowsFile('two/b-640-300.jpg');
  });

  it('processes the failed files of a run again', async () => {
    await session.write('two/broken.jpg', 'no image');
    await session.resize(['two'], 'Large 1920', 'Beside the originals');
    await session.panelShows('The file contains text, not an image.');
    await session.workbench.quickInput.runCommand('Assetmill: Retry Failed Files');
    await session.panelShows(/of 1 file/);
    await session.panelShows('The file contains text, not an image.');
  });
});
