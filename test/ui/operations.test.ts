import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { Session } from './session';

describe('the commands other than Resize Images...', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const images = {
      'photos/a.jpg': [1600, 900],
      'photos/b.jpg': [800, 600],
      'one/c.jpg': [1200, 800],
      'plan/d.jpg': [900, 600],
      'plan/small.jpg': [90, 60],
      'large/e.jpg': [6000, 4000],
      'strips/strip.jpg': [320, 17_000],
    } as const;
    session = await Session.share({ images });
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  /** Chooses an entry of the submenu and answers its questions. */
  async function choose(path: string, entry: string, ...answers: readonly (string | RegExp)[]): Promise<void> {
    await session.workbench.chooseForFiles([path], 'Assetmill', entry);
    for (const answer of answers) await session.workbench.quickInput.pick(answer);
  }

  it('Convert Images... converts an image', async () => {
    await choose('photos', 'Convert Images...', /^WebP/, 'Automatic (recommended)', 'Beside the originals');
    await session.panelShows(/2 of 2 files done/);
    assert.equal((await sharp(session.path('photos/a.webp')).metadata()).format, 'webp');
    assert.equal(await session.sizeOf('photos/a.webp'), '1600 x 900');
  });

  it('makes a responsive set, and copies markup for it', async () => {
    await session.workbench.chooseForFiles(['photos/a.jpg'], 'Assetmill', 'Make Responsive Set...');
    await session.workbench.quickInput.answer('200, 400');
    await session.workbench.quickInput.row('AVIF').waitFor();
    await session.page.keyboard.press('Enter');
    await session.workbench.quickInput.row('Into a folder').waitFor();
    const places = await session.workbench.quickInput.rows();
    assert.ok(!places.some((place) => place.startsWith('Replace')), 'several files cannot replace one');
    await session.workbench.quickInput.pick('Into a folder');
    await session.workbench.quickInput.answer('set');
    await session.panelShows('6 outputs');
    const names = (await session.files('set')).sort();
    assert.deepEqual(names, ['a-200.avif', 'a-200.jpg', 'a-200.webp', 'a-400.avif', 'a-400.jpg', 'a-400.webp']);
    await session.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await session.workbench.quickInput.runCommand('Assetmill: Copy Markup...');
    await session.workbench.quickInput.pick('with a blurred placeholder');
    await session.workbench.toast('Markup copied.').waitFor();
    const text = await session.page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /data:image\/webp;base64,/);
    assert.match(text, /<source type="image\/avif" srcset="set\/a-200\.avif 200w, set\/a-400\.avif 400w"/);
    await session.workbench.quickInput.runCommand('Assetmill: Copy Markup...');
    await session.workbench.quickInput.pick('Data URI');
    const copied = async () => (await session.page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\n');
    for (let tries = 0; tries < 50 && (await copied()).length !== names.length; tries += 1) await session.page.waitForTimeout(100);
    assert.equal((await copied()).filter((line) => /^data:image\/\w+;base64,\S+$/.test(line)).length, names.length);
  });

  it('makes the files of a set that can be made, and the row unfolds into what became of each', async () => {
    const { quickInput, webview } = session.workbench;
    await session.workbench.chooseForFiles(['strips/strip.jpg'], 'Assetmill', 'Make Responsive Set...');
    await quickInput.answer('16, 320');
    await quickInput.row('AVIF').waitFor();
    await session.page.keyboard.press('Enter');
    await quickInput.pick('Into a folder');
    await quickInput.answer('strips/set');
    await session.panelShows(/2 of 6 outputs failed/);
    const made = ['strip-16.avif', 'strip-16.jpg', 'strip-16.webp', 'strip-320.jpg'];
    assert.deepEqual((await session.files('strips/set')).sort(), made);
    const row = webview.getByRole('row', { name: /strips\/strip\.jpg/ });
    await row.getByRole('button', { name: 'Details' }).click();
    for (const [name, limit] of Object.entries({ avif: 16_384, webp: 16_383 }))
      await row
        .getByText(
          `strip-320.${name}: The output would have 320 x 17000 pixels, but the longest side in ${name.toUpperCase()} is ${limit}.`,
        )
        .waitFor();
    await row.getByRole('button', { name: 'strip-320.jpg' }).click();
    await session.workbench.tab('strip-320.jpg').waitFor();
    await session.workbench.closeTab('strip-320.jpg');
  });

  it('previews a plan with an estimate, writes nothing, and then runs exactly that plan', async () => {
    await choose('plan', 'Preview Plan...', 'Thumbnail 300', 'Beside the originals');
    await session.panelShows(/Estimate from 1 file: .+ would become .+ in about .+\./);
    await session.panelShowsFile('plan/d-300.jpg');
    await session.panelShows('Already fits: 90 x 60 pixels. Nothing to do.');
    assert.deepEqual((await session.files('plan')).sort(), ['d.jpg', 'small.jpg']);
    await session.workbench.webview.getByRole('button', { name: 'Run Plan' }).click();
    await session.panelShows(/1 of 2 files done/);
    assert.equal(await session.sizeOf('plan/d-300.jpg'), '300 x 200');
  });

  it('keeps a plan whose estimate is canceled, and runs it once, however often the button is pressed', async () => {
    const run = session.workbench.webview.getByRole('button', { name: 'Run Plan' });
    await choose('large', 'Preview Plan...', 'Images for a website');
    await session.panelShows(/Estimating from a few files\.\.\./);
    await session.workbench.quickInput.runCommand('Assetmill: Cancel Run');
    await session.panelShows(/No estimate: it was canceled\./);
    assert.equal(await run.isVisible(), true);
    await choose('large', 'Preview Plan...', 'Thumbnail 300', 'Beside the originals');
    await session.panelShows(/Estimate from 1 file: .+ would become .+ in about .+\./);
    await run.dblclick();
    await session.panelShows(/1 of 1 file done/);
    assert.deepEqual((await session.files('large')).sort(), ['e-300.jpg', 'e.jpg']);
  });

  it('runs a plan immediately, without waiting for its estimate', async () => {
    await choose('large/e.jpg', 'Preview Plan...', 'Images for a website');
    await session.panelShows(/Estimating from a few files\.\.\./);
    await session.workbench.webview.getByRole('button', { name: 'Run Plan' }).click();
    await session.panelShows('Running');
    await session.workbench.webview.getByRole('button', { name: 'Cancel', exact: true }).click();
    await session.panelShows(/^Canceled/);
  });

  it('saves the last run as a profile, and runs it', async () => {
    await choose('one/c.jpg', 'Convert Images...', /^PNG/, 'Beside the originals');
    await session.panelShowsFile('one/c.png');
    await session.workbench.quickInput.runCommand('Assetmill: Save Last Run as Profile...');
    await session.workbench.quickInput.answer('to png');
    await session.workbench.toast('The profile to png was added to the settings.').waitFor();
    const settings = JSON.parse(readFileSync(session.path('.vscode/settings.json'), 'utf8'));
    assert.deepEqual(settings['assetmill.profiles']['to png'].outputs, [{ format: 'png', name: '{name}' }]);
    await choose('photos/b.jpg', 'Run Profile...', 'to png');
    await session.panelShowsFile('photos/b.png');
  });

  it('are found in the Command Palette by their British spelling', async () => {
    const { quickInput } = session.workbench;
    await session.page.keyboard.press('F1');
    await quickInput.type('>Optimise');
    await quickInput.row('Assetmill: Optimize Images...').waitFor();
    // In English the palette matches the alias, but does not show it.
    assert.ok(!(await quickInput.rows()).some((row) => row.includes('Optimise')));
    await quickInput.dismiss();
  });

  it('adds an example to the settings, where it can be edited', async () => {
    await session.workbench.quickInput.runCommand('Assetmill: Edit Profiles...');
    await session.workbench.quickInput.pick('privacy');
    await session.page.locator('.monaco-editor .view-line', { hasText: '"privacy"' }).waitFor();
    assert.match(readFileSync(session.path('.vscode/settings.json'), 'utf8'), /"privacy"/);
    await session.workbench.closeTab('settings.json');
  });
});
