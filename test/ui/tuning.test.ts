import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { formatBytes } from '../../src/shared/values/formatQuantity';
import { Session } from './session';

describe('tuning a command in the panel', () => {
  let session: Session;

  before(async function () {
    this.timeout(120_000);
    const images = {
      'tuned/a.jpg': [1600, 900],
      'tuned/b.jpg': [800, 600],
      'filtered/c.jpg': [1200, 800],
      'upper/F.JPG': [300, 200],
      'broken/g.png': [300, 200],
      'sized/h.jpg': [900, 600],
    } as const;
    session = await Session.share({ images });
  });

  afterEach(function () {
    return session.imageOfFailure(this.currentTest);
  });

  after(() => session.stop());

  const view = () => session.workbench.webview.locator('assetmill-tuning');
  const press = (name: string) => view().getByRole('button', { name, exact: true }).click();

  /** For looking at by hand. */
  async function picture(name: string): Promise<void> {
    const folder = process.env.TUNING_IMAGES;
    if (folder) await session.workbench.screenshot(join(folder, `ui-${name}.png`));
  }

  async function openConversion(path: string): Promise<void> {
    await session.workbench.chooseForFiles([path], 'Assetmill', 'Convert Images...');
    await session.workbench.quickInput.pick('Tune with Preview...');
    await view().waitFor();
  }

  it('converts images as previewed, with the quality of the slider', async () => {
    await openConversion('tuned');
    await view().getByText('1 of 2').waitFor();
    await view().getByRole('radio', { name: /^WebP/ }).click();
    await view()
      .getByText(/Selection, 2 files: .+ would become .+\./)
      .waitFor();
    const slider = view().locator('assetmill-range-field').getByRole('slider');
    await slider.fill('30');
    await view()
      .getByText(/→ .+ saved/)
      .first()
      .waitFor();
    await view()
      .getByText(/Selection, 2 files: .+ would become .+\./)
      .waitFor();
    await picture('convert');
    const told = await view().getByRole('radio', { name: /^WebP/ }).innerText();
    assert.deepEqual((await session.files('tuned')).sort(), ['a.jpg', 'b.jpg'], 'nothing is written beside the images');
    await press('Run');
    await session.panelShows(/2 of 2 files done/);
    const { size } = await stat(session.path('tuned/a.webp'));
    assert.ok(told.includes(formatBytes(size)), `${told} does not tell ${formatBytes(size)}`);
    assert.equal(await view().count(), 0);
  });

  it('Apply Filter... shows all filters on the image, by mouse and by keys, and then applies one', async () => {
    await session.workbench.chooseForFiles(['filtered'], 'Assetmill', 'Apply Filter...');
    await view().getByText('filtered/c.jpg').waitFor();
    await view().locator('assetmill-filter-grid img').nth(19).waitFor();
    const sepia = view().getByRole('radio', { name: /^Sepia/ });
    await sepia.click();
    await session.page.keyboard.press('ArrowRight');
    assert.equal(
      await view()
        .getByRole('radio', { name: /^Negate/ })
        .getAttribute('aria-checked'),
      'true',
    );
    await session.page.keyboard.press('ArrowLeft');
    assert.equal(await sepia.getAttribute('aria-checked'), 'true');
    await view()
      .getByText(/Selection, 1 file: /)
      .waitFor();
    await picture('filter');
    await session.page.keyboard.press('Enter');
    await session.panelShowsFile('c-sepia.jpg');
    await session.panelShows(/1 of 1 file done/);
    const { data } = await sharp(session.path('filtered/c-sepia.jpg')).resize(1, 1).raw().toBuffer({ resolveWithObject: true });
    assert.ok((data[0] as number) > (data[2] as number) + 20, `brown, not ${[...data]}`);
  });

  it('Resize Images... tunes the size, and saves it as a profile', async () => {
    await session.workbench.chooseForFiles(['sized'], 'Resize Images...');
    await session.workbench.quickInput.pick('Tune with Preview...');
    await view().waitFor();
    await view().getByRole('spinbutton').fill('300');
    await view().getByRole('spinbutton').press('Tab');
    await view().getByText('900 × 600 → 300 × 200').waitFor();
    await picture('resize');
    await press('Save as Profile...');
    await session.workbench.quickInput.answer('tuned size');
    await session.workbench.toast('The profile tuned size was added to the settings.').waitFor();
    const settings = JSON.parse(readFileSync(session.path('.vscode/settings.json'), 'utf8'));
    assert.deepEqual(settings['assetmill.profiles']['tuned size'].steps, [{ operation: 'resize', longEdge: 300 }]);
    // The notification lies over the buttons.
    await view().getByRole('heading').click();
    await session.page.keyboard.press('Escape');
    await view().waitFor({ state: 'detached' });
    assert.deepEqual(await session.files('sized'), ['h.jpg']);
  });

  it('finds the images of a selection, whatever the case of their extensions', async () => {
    await session.write('upper/notes.txt', 'no image');
    for (const selection of [['upper'], ['upper/notes.txt', 'upper/F.JPG']]) {
      await session.workbench.chooseForFiles(selection, 'Assetmill', 'Apply Filter...');
      await view().getByText('upper/F.JPG').waitFor();
      await view().locator('assetmill-compare-stage img').nth(1).waitFor();
      await press('Cancel');
      await view().waitFor({ state: 'detached' });
    }
  });

  it('shows why an image cannot be previewed', async () => {
    await session.write('broken/g.png', '');
    await openConversion('broken');
    await view().getByText('The file is empty (0 bytes).').first().waitFor();
    await press('Cancel');
  });
});
