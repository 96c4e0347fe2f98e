import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { SideView } from '../host/sideView';
import { makeManyPhotos, oneWorker } from './manyPhotos';
import { pausePoolsWhen } from './pausePools';
import { Session } from './session';

const many = 20;
const sources = /^p\d+\.jpg$/;

describe('around the panel', () => {
  let session: Session;
  let side: SideView;
  /** Continues paused pools, also after a test that failed in between. */
  let resume = () => {};

  before(async function () {
    this.timeout(180_000);
    session = await Session.share({ images: { 'few/a.jpg': [3000, 1500] }, texts: { 'notes.md': '# Notes' } });
    side = new SideView(session.page, 'Assetmill');
    await makeManyPhotos(session, many);
    await session.write(
      '.vscode/settings.json',
      JSON.stringify({
        ...oneWorker,
        'assetmill.profiles': { square: { steps: [{ operation: 'crop', aspectRatio: '1:1' }], description: 'Squares' } },
      }),
    );
  });

  afterEach(async function () {
    resume();
    await session.imageOfFailure(this.currentTest);
    for (const name of await session.files('many')) if (!sources.test(name)) await rm(session.path(`many/${name}`));
    await session.workbench.quickInput.runCommand('Notifications: Clear All Notifications');
    await session.workbench.quickInput.runCommand('View: Show Explorer');
  });

  after(() => session.stop());

  /** Starts a run, and holds it after its first output: a slow window would find it finished. */
  async function held(ending: string, start: () => Promise<void>): Promise<void> {
    const outputs = async () => (await session.files('many')).filter((name) => name.endsWith(ending)).length;
    const before = await outputs();
    const paused = pausePoolsWhen(async () => (await outputs()) > before);
    [, resume] = await Promise.all([start(), paused]);
  }

  /** Waits until a run has made a file. */
  async function made(path: string): Promise<void> {
    for (let tries = 0; tries < 300 && !session.has(path); tries += 1) await session.page.waitForTimeout(100);
    assert.ok(session.has(path), path);
  }

  it('the queue shows runs that wait, moves and cancels them, and does not open a panel that was closed', async () => {
    await held('-1280.jpg', () => session.resize(['many'], 'Medium 1280', 'Beside the originals'));
    for (const size of ['Thumbnail 300', 'Small 640', 'Large 1920']) await session.resize(['few'], size, 'Beside the originals');
    await session.workbench.closeTab('Assetmill');
    await side.open();
    await side.row('Queue', 'Resize to 1920 px').waitFor();
    await side.row('Queue', `of ${many} files`).waitFor();
    await side.press(side.row('Queue', 'Resize to 640 px'), 'Move Up');
    await side.press(side.row('Queue', 'Resize to 300 px'), 'Cancel Waiting Run');
    await side.row('Queue', 'Resize to 300 px').waitFor({ state: 'hidden' });
    const order = (await side.rows('Queue')).map((row) => /Resize to (\d+)/.exec(row)?.[1]);
    assert.deepEqual(order, ['1280', '640', '1920']);
    resume();
    // A notification of each run, as long as there is room for it.
    await session.workbench
      .toast(/Resize to (640|1920) px: 1 file done/)
      .first()
      .waitFor({ timeout: 60_000 });
    await made('few/a-1920.jpg');
    await side
      .row('History', /Resize to 1920 px.* 1 file/)
      .first()
      .waitFor();
    assert.equal(await session.workbench.tab('Assetmill').count(), 0);
    assert.deepEqual((await session.files('few')).sort(), ['a-1920.jpg', 'a-640.jpg', 'a.jpg']);
  });

  it('the history undoes a run after a question, and offers to make its files again', async () => {
    await side.open();
    await side.press(side.row('History', 'Resize to 1920 px').first(), 'Undo');
    await session.workbench.pressInDialog('Undo Run');
    await session.workbench.toast('Undone: 1 new file removed.').waitFor();
    assert.ok(!session.has('few/a-1920.jpg'));
    // The newest one comes first; other tests in this window may have left runs with the same title.
    const undone = side.row('History', /Resize to 1920 px.*undone/).first();
    await undone.waitFor();
    await side.press(undone, 'Redo');
    await made('few/a-1920.jpg');
  });

  it('two runs of the history are compared side by side', async () => {
    await session.resize(['few'], 'Thumbnail 300', 'Beside the originals');
    await made('few/a-300.jpg');
    await session.resize(['few'], 'Small 640', 'Beside the originals');
    await made('few/a-640.jpg');
    await side.open();
    const { menu } = session.workbench;
    await menu.choose(side.row('History', /Resize to 300 px/).first(), ['Select for Compare']);
    await side
      .row('History', /Resize to 300 px.*selected for compare/)
      .first()
      .waitFor();
    await menu.choose(side.row('History', /Resize to 640 px/).first(), ['Compare with Selected']);
    const shown = session.workbench.webview;
    await shown.getByRole('heading', { name: 'Compare Runs' }).waitFor();
    const row = shown.getByRole('row').filter({ hasText: 'steps[0].longEdge' });
    assert.match(await row.innerText(), /300\s+640/);
    await session.workbench.closeTab('Preview Compare Runs.md');
  });

  it('a profile runs from its view', async () => {
    await side.open();
    await side.press(side.row('Profiles', 'square'), 'Run Profile');
    await session.workbench.quickInput.pick('few');
    await made('few/a-square.jpg');
    assert.equal(await session.sizeOf('few/a-square.jpg'), '1500 x 1500');
  });

  it('the status bar tells of failures until the panel shows them', async () => {
    await session.write('many/broken.jpg', 'no image');
    await held('-1280.jpg', () => session.resize(['many'], 'Medium 1280', 'Beside the originals'));
    const status = session.page.locator('.statusbar-item', { hasText: /Assetmill/ });
    await status.filter({ hasText: /\d+%/ }).waitFor();
    await session.workbench.closeTab('Assetmill');
    resume();
    await status.filter({ hasText: '1 file failed' }).waitFor({ timeout: 60_000 });
    await status.click();
    await session.panelShows('The file contains text, not an image.');
    await status.waitFor({ state: 'hidden' });
  });

  it('a key pauses and resumes the run while the panel has the focus', async () => {
    await held('-1280.jpg', () => session.resize(['many'], 'Medium 1280', 'Beside the originals'));
    await session.workbench.webview.getByRole('heading', { name: 'Resize to 1280 px' }).click();
    const status = session.page.locator('.statusbar-item', { hasText: /Assetmill/ });
    await session.page.keyboard.press('Alt+P');
    await status.locator('.codicon-debug-pause').waitFor();
    await session.page.keyboard.press('Alt+P');
    await status.locator('.codicon-sync').waitFor();
    await session.workbench.quickInput.runCommand('Assetmill: Cancel Run');
    resume();
    await status.waitFor({ state: 'hidden', timeout: 60_000 });
  });

  it('a folder that is refused is not offered again, and the panel says that it waits for the answer', async () => {
    await session.resize(['few'], 'Small 640', 'Into a folder...');
    await session.workbench.quickInput.answer('/refused');
    await session.workbench.dialog.getByText('Write outside the workspace folder?').waitFor();
    await session.panelShows('Waiting for your answer.');
    await session.workbench.pressInDialog('Cancel');
    await session.panelShows('Nothing was written.');
    await session.resize(['few'], 'Small 640');
    const offered = (await session.workbench.quickInput.rows()).join('\n');
    assert.match(offered, /Beside the originals/);
    assert.doesNotMatch(offered, /refused/);
    await session.workbench.quickInput.dismiss();
  });

  it('Optimize Images... into a folder copies what cannot become smaller, and says so', async () => {
    const { quickInput } = session.workbench;
    for (const [source, folder] of [
      ['few/a.jpg', 'once'],
      ['once/a.jpg', 'twice'],
    ] as const) {
      await session.workbench.chooseForFiles([source], 'Assetmill', 'Optimize Images...');
      await quickInput.pick('Lossless');
      await quickInput.row("files that can't be made smaller are copied").first().waitFor();
      await quickInput.pick('Into a folder...');
      await quickInput.answer(folder);
      await made(`${folder}/a.jpg`);
    }
  });

  for (const [word, command] of Object.entries({
    optimize: 'Optimize Images...',
    compress: 'Optimize Images...',
    shrink: 'Resize Images...',
    crop: 'Crop Images...',
    convert: 'Convert Images...',
    optimise: 'Optimise Images',
    'compress images': 'Optimize Images...',
    watermark: 'Run Profile...',
    checksum: 'Verify Checksums',
    thumbnail: 'Make Thumbnails...',
  })) {
    it(`the palette lists ${command} for "${word}"`, async () => {
      const { quickInput } = session.workbench;
      await session.page.keyboard.press('F1');
      await quickInput.type(`>${word}`);
      await quickInput.row(`Assetmill: ${command.replace('Optimise Images', 'Optimize Images...')}`).waitFor();
      await quickInput.dismiss();
    });
  }

  it('image commands are offered for a selection with an image, whichever file is clicked', async () => {
    const { explorer, menu } = session.workbench;
    await explorer.select('few/a.jpg', 'notes.md');
    const labels = await menu.labels(explorer.row('notes.md'));
    assert.ok(labels.includes('Resize Images...'), labels.join(', '));
    await explorer.select('notes.md');
    assert.ok(!(await menu.labels(explorer.row('notes.md'))).includes('Resize Images...'));
  });

  it('an open image can be resized from its editor', async () => {
    await session.workbench.explorer.expand('few');
    await session.workbench.explorer.row('few/a.jpg').dblclick();
    await session.workbench.tab('a.jpg').waitFor();
    await session.page.locator('.editor-actions').getByRole('button', { name: 'Resize Images...' }).click();
    await session.workbench.quickInput.pick('Thumbnail 300');
    await session.workbench.quickInput.pick('Beside the originals');
    await made('few/a-300.jpg');
  });
});
