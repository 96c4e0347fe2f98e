import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { makeTemporaryFolder } from '../host/temporaryFolder';
import { makeManyPhotos, oneWorker } from './manyPhotos';
import { pausePools } from './pausePools';
import { Session } from './session';

/** Enough that a run lasts until it is paused, even on a busy machine. */
const many = 40;

describe('a run in the workbench', () => {
  let session: Session;
  /** Continues paused pools, also after a test that failed in between. */
  let resume = () => {};

  before(async function () {
    this.timeout(180_000);
    const images = {
      'keep/a.jpg': [1000, 500],
      'keep/b.png': [1000, 500],
      'clash/x.png': [900, 900],
      'clash/x.jpg': [900, 900],
    } as const;
    session = await Session.share({ images });
    await makeManyPhotos(session, many);
    const profiles = {
      webp: { steps: [{ operation: 'resize', longEdge: 100 }], outputs: [{ format: 'webp', folder: 'webp' }], conflict: 'overwrite' },
      invalid: { steps: [{ operation: 'resize', longEdge: 100 }], outputs: [{ quality: 400 }] },
    };
    await session.write('.vscode/settings.json', JSON.stringify({ ...oneWorker, 'assetmill.profiles': profiles }));
  });

  afterEach(function () {
    resume();
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  it('replaces after one confirmation that names the number of files, and undo restores the same bytes, even after a reload', async function () {
    // A reload takes half a minute on a busy machine.
    this.timeout(180_000);
    const before = [await readFile(session.path('keep/a.jpg')), await readFile(session.path('keep/b.png'))];
    await session.resize(['keep'], 'Small 640', 'Replace the originals');
    await session.workbench.dialog.getByText('Replace 2 files?').waitFor();
    await session.workbench.pressInDialog('Replace Originals');
    await session.panelShows(/2 of 2 files done/);
    assert.equal(await session.sizeOf('keep/a.jpg'), '640 x 320');
    await session.workbench.reload();
    await session.panelShows(/2 of 2 files done/);
    await session.workbench.quickInput.runCommand('Assetmill: Undo Last Run');
    await session.workbench.toast('Undone: 2 originals restored.').waitFor();
    assert.deepEqual([await readFile(session.path('keep/a.jpg')), await readFile(session.path('keep/b.png'))], before);
    await session.assertNoTempFiles();
  });

  it('replaces nothing when the question is declined', async () => {
    await session.resize(['keep'], 'Small 640', 'Replace the originals');
    await session.workbench.pressInDialog('Cancel');
    await session.panelShows('Nothing was written.');
    assert.equal(await session.sizeOf('keep/a.jpg'), '1000 x 500');
  });

  it('reports outputs with several sources before anything is written', async () => {
    await session.workbench.chooseForFiles(['clash'], 'Assetmill', 'Run Profile...');
    await session.workbench.quickInput.pick('webp');
    await session.workbench.dialog.getByText('Several images would produce the same file. Affected: 1 file.').waitFor();
    assert.equal(session.has('webp'), false);
    await session.workbench.pressInDialog('Add Numbers');
    await session.panelShows(/2 of 2 files done/);
    assert.deepEqual((await session.files('webp')).sort(), ['x-2.webp', 'x.webp']);
  });

  it('names the path of an error in a profile', async () => {
    await session.workbench.chooseForFiles(['clash'], 'Assetmill', 'Run Profile...');
    await session.workbench.quickInput.pick('invalid');
    await session.workbench.toast('assetmill.profiles.invalid.outputs[0].quality: must be between 1 and 100, got 400').waitFor();
  });

  it('continues without its panel, shows a notification instead, and the reopened panel is complete', async () => {
    await session.resize(['many'], 'Medium 1280', 'Beside the originals');
    await session.firstDone('-1280.jpg');
    resume = pausePools();
    await session.workbench.closeTab('Assetmill');
    await session.workbench.toast(`of ${many} files`).waitFor();
    await session.workbench.quickInput.runCommand('Assetmill: Show Panel');
    resume();
    await session.panelShows(`${many} of ${many} files done`, 60_000);
    assert.equal(await session.sizeOf(`many/p${many - 1}-1280.jpg`), '1280 x 853');
  });

  it('asks before it writes outside the workspace folder, and is undone with the button of the panel', async () => {
    const outside = makeTemporaryFolder('outside');
    await session.resize(['keep/a.jpg'], 'Small 640', 'Into a folder');
    await session.workbench.quickInput.answer(outside);
    await session.workbench.dialog.getByText('Write outside the workspace folder?').waitFor();
    await session.workbench.pressInDialog('Write Files');
    await session.panelShows(/1 of 1 file done/);
    assert.deepEqual(await readdir(outside), ['a.jpg']);
    await session.workbench.webview.getByRole('button', { name: 'Undo' }).click();
    await session.panelShows('The run was undone.');
    assert.deepEqual(await readdir(outside), []);
  });

  it('leaves only whole files when it is canceled, and can go on', async () => {
    await session.resize(['many'], 'Large 1920', 'Beside the originals');
    const { webview } = session.workbench;
    await session.firstDone('-1920.jpg');
    resume = pausePools();
    await webview.getByRole('button', { name: 'Cancel', exact: true }).click();
    resume();
    await session.panelShows(/Canceled:/);
    await webview.getByRole('button', { name: /^Canceled \d/ }).click();
    await session.panelShows('Canceled before it started.');
    await session.assertNoTempFiles();
    const made = (await session.files('many')).filter((name) => name.endsWith('-1920.jpg'));
    assert.ok(made.length > 0 && made.length < many, `${made.length} files`);
    for (const name of made) assert.equal(await session.sizeOf(`many/${name}`), '1920 x 1280');
    await webview.getByRole('button', { name: 'Resume', exact: true }).click();
    await session.panelShows(`${many} of ${many} files done`, 60_000);
  });
});
