import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { makeManyPhotos, oneWorker } from './manyPhotos';
import { pausePoolsWhen } from './pausePools';
import { Session } from './session';

/** Enough that a run lasts until it is paused, even on a busy machine. */
const many = 30;
const sources = /^p\d+\.jpg$/;

describe('a run whose panel is hidden', () => {
  let session: Session;
  /** Continues paused pools, also after a test that failed in between. */
  let resume = () => {};

  before(async function () {
    this.timeout(180_000);
    session = await Session.share({ images: { 'few/a.jpg': [1000, 500] } });
    await makeManyPhotos(session, many);
    await session.write('notes.txt', 'no image');
    await session.write('.vscode/settings.json', JSON.stringify(oneWorker));
  });

  afterEach(async function () {
    resume();
    await session.imageOfFailure(this.currentTest);
    for (const name of await session.files('many')) if (!sources.test(name)) await rm(session.path(`many/${name}`));
  });

  after(() => session.stop());

  async function outputs(ending: string): Promise<string[]> {
    return (await session.files('many')).filter((name) => name.endsWith(ending));
  }

  /** Starts a run, and holds it after its first output: a slow window would find it finished. */
  async function held(ending: string, start: () => Promise<void>): Promise<void> {
    const before = (await outputs(ending)).length;
    const paused = pausePoolsWhen(async () => (await outputs(ending)).length > before);
    [, resume] = await Promise.all([start(), paused]);
  }

  function holdRun(longEdge: number): Promise<void> {
    return held(`-${longEdge}.jpg`, async () => {
      await session.resize(['many'], 'Custom...');
      await session.workbench.quickInput.answer(String(longEdge));
      await session.workbench.quickInput.pick('Beside the originals');
    });
  }

  it('is canceled from its notification', async () => {
    await held('-1920.jpg', () => session.resize(['many'], 'Large 1920', 'Beside the originals'));
    await session.workbench.closeTab('Assetmill');
    await session.workbench.pressInToast(`of ${many} files`, 'Cancel');
    resume();
    await session.workbench.pressInToast(/not processed/, 'Show Panel');
    await session.workbench.webview.getByRole('button', { name: /^Canceled \d/ }).click();
    await session.panelShows('Canceled before it started.');
    assert.ok((await outputs('-1920.jpg')).length < many);
    await session.assertNoTempFiles();
  });

  it('shows a notification while another tab covers the panel, and none when the panel is visible again', async () => {
    await held('-1280.jpg', () => session.resize(['many'], 'Medium 1280', 'Beside the originals'));
    await session.workbench.explorer.row('notes.txt').dblclick();
    await session.workbench.tab('notes.txt').waitFor();
    await session.workbench.toast(`of ${many} files`).waitFor();
    await session.workbench.tab('Assetmill').click();
    await session.workbench.toast(`of ${many} files`).waitFor({ state: 'hidden' });
    resume();
    await session.panelShows(`${many} of ${many} files done`, 60_000);
    assert.equal((await outputs('-1280.jpg')).length, many);
  });

  it('reports its failures at the end, and a button shows only those', async () => {
    await session.write('many/broken.jpg', 'no image');
    await held('-300.jpg', () => session.resize(['many'], 'Thumbnail 300', 'Beside the originals'));
    await session.workbench.closeTab('Assetmill');
    resume();
    await session.workbench.toast(new RegExp(`${many} files done.*1 failed`)).waitFor({ timeout: 60_000 });
    await session.workbench.pressInToast(/1 failed/, 'Show Failures');
    await session.panelShows('The file contains text, not an image.');
    const rows = session.workbench.webview.getByRole('row');
    await rows.filter({ hasText: 'broken.jpg' }).waitFor();
    await rows.filter({ hasText: 'p1.jpg' }).waitFor({ state: 'hidden' });
  });

  it('lets a second run wait for the first', async () => {
    await held('-1920.jpg', () => session.resize(['many'], 'Large 1920', 'Beside the originals'));
    await session.resize(['few'], 'Thumbnail 300', 'Beside the originals');
    await session.workbench.toast('Queued: starts when the current run finishes.').waitFor();
    resume();
    await session.panelShows(/1 of 1 file done/, 60_000);
    assert.equal((await outputs('-1920.jpg')).length, many);
    assert.equal(await session.sizeOf('few/a-300.jpg'), '300 x 150');
  });

  it('is reported as interrupted after its window was reloaded, with whole outputs, and can be resumed and undone as one run', async function () {
    // Two runs, and a reload between them.
    this.timeout(180_000);
    await holdRun(3000);
    await session.workbench.reload();
    resume();
    await session.panelShows(/Interrupted/);
    await session.assertNoTempFiles();
    const made = await outputs('-3000.jpg');
    assert.ok(made.length > 0 && made.length < many, `${made.length} files`);
    for (const name of made) assert.equal(await session.sizeOf(`many/${name}`), '3000 x 2000');
    await session.workbench.pressInToast(/was interrupted: \d+ of \d+ files done, \d+ left/, 'Resume');
    await session.panelShows(`${many} of ${many} files done`, 60_000);
    assert.equal((await outputs('-3000.jpg')).length, many);
    await session.workbench.webview.getByRole('button', { name: 'Undo' }).click();
    await session.panelShows('The run was undone.');
    assert.deepEqual(await outputs('-3000.jpg'), []);
  });

  it('is told when its window starts again without the panel, with the runs that waited for it', async function () {
    this.timeout(180_000);
    await holdRun(3100);
    await session.resize(['few'], 'Small 640', 'Beside the originals');
    await session.workbench.toast('Queued: starts when the current run finishes.').waitFor();
    await session.workbench.closeTab('Assetmill');
    await session.workbench.reload();
    resume();
    await session.workbench.toast(/The waiting run "Resize to 640 px" did not start/).waitFor({ timeout: 60_000 });
    await session.workbench.pressInToast(/was interrupted: \d+ of \d+ files done, \d+ left/, 'Undo');
    await session.workbench.dialog.getByRole('button', { name: 'Undo Run', exact: true }).click();
    await session.workbench.toast(/removed/).waitFor({ timeout: 60_000 });
    assert.deepEqual(await outputs('-3100.jpg'), []);
  });
});
