import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { TuningView } from '../../src/shared/protocol/tuningProtocol';
import { comparisonHost, serveImages } from './comparedImages';
import type { FakeHost } from './fakeHost';
import { eventually, setUpPanels, textOf } from './setUp';
import { convertTuning, emptyTuning, filterTuning, optimizeTuning, resizeTuning } from './tunings';

const open = setUpPanels();

type OpenOptions = Parameters<typeof open>[1];

async function tuned(tuning: TuningView, options?: OpenOptions): Promise<{ page: Page; host: FakeHost }> {
  const host = comparisonHost();
  const page = await open(host, options);
  await serveImages(page);
  host.send({ tuning });
  await view(page).waitFor();
  return { page, host };
}

const view = (page: Page) => page.locator('assetmill-tuning');
const slider = (page: Page) => view(page).locator('assetmill-range-field').getByRole('slider');
const number = (page: Page) => view(page).getByRole('spinbutton');
const radio = (page: Page, name: string | RegExp) => view(page).getByRole('radio', { name });
const button = (page: Page, name: string) => view(page).getByRole('button', { name, exact: true });
const result = (page: Page) => page.locator('assetmill-tuning-result').locator('p, div');

describe('A conversion that is tuned', () => {
  test('shows the file in each format, its size before and after, and what the selection would become', async () => {
    const { page } = await tuned(convertTuning);
    await eventually(() => textOf(radio(page, 'WebP'))).toMatch(/812 KB\s+81% saved/);
    expect(await textOf(radio(page, 'AVIF'))).toContain('measuring...');
    expect(await textOf(radio(page, 'PNG'))).toContain('but the longest side in PNG is');
    const text = await textOf(result(page));
    expect(text).toContain('4.21 MB → 812 KB, 81% saved');
    expect(text).toContain('800 × 600 → 400 × 300');
    expect(text).toContain('Selection, 431 files: 1.20 GB would become 240 MB (180 MB–310 MB), 80% saved. Estimated from 12 files.');
    expect(text).toContain('The print resolution was dropped.');
    expect(await view(page).getByRole('status').allInnerTexts()).toContain('4.21 MB → 812 KB, 81% saved');
  });

  test('sends each choice, and keeps it until the host confirms it', async () => {
    const { page, host } = await tuned(convertTuning);
    await radio(page, 'JPEG').click();
    await eventually(() => host.calls).toContainEqual(['tune', { ...convertTuning.choice, format: 'jpeg' }]);
    host.send({ tuning: { ...convertTuning, progress: 'rendering' } });
    await eventually(() => textOf(result(page))).toContain('Making the preview...');
    expect(await radio(page, 'JPEG').getAttribute('aria-checked')).toBe('true');
    expect(await view(page).getByRole('checkbox').count(), 'a JPEG has no lossless form').toBe(0);
  });

  test('a PNG has no quality, and a lossless WebP has none either', async () => {
    const { page, host } = await tuned(convertTuning);
    await view(page).getByRole('checkbox').check();
    await eventually(() => host.calls).toContainEqual(['tune', { ...convertTuning.choice, lossless: true }]);
    expect(await slider(page).isDisabled()).toBe(true);
    await radio(page, 'PNG').click();
    expect(await slider(page).isDisabled()).toBe(true);
  });

  test('arrow keys and first letters choose a format, and Enter runs', async () => {
    const { page, host } = await tuned(convertTuning);
    await eventually(() => page.evaluate(() => document.activeElement?.tagName)).toBe('ASSETMILL-PANEL');
    await page.keyboard.press('ArrowRight');
    await eventually(() => host.calls.at(-1)).toEqual(['tune', { ...convertTuning.choice, format: 'avif' }]);
    await page.keyboard.press('j');
    await eventually(() => host.calls.at(-1)).toEqual(['tune', { ...convertTuning.choice, format: 'jpeg' }]);
    await page.keyboard.press('Enter');
    await eventually(() => host.calls.at(-1)).toEqual(['runTuned']);
  });
});

describe('A number that is tuned', () => {
  test('moves with the arrow keys of its slider', async () => {
    const { page, host } = await tuned(optimizeTuning);
    await slider(page).focus();
    await page.keyboard.press('ArrowLeft');
    await eventually(() => host.calls.at(-1)).toEqual(['tune', { ...optimizeTuning.choice, quality: 79 }]);
    host.send({ tuning: { ...optimizeTuning, choice: { operation: 'optimize', quality: 79, lossless: false } } });
    await eventually(() => number(page).inputValue()).toBe('79');
  });

  test('can be typed, stays within its bounds, and counts when Enter is pressed', async () => {
    const { page, host } = await tuned(resizeTuning);
    await number(page).fill('99999');
    await page.keyboard.press('Enter');
    await eventually(() => host.calls.slice(-2)).toEqual([['tune', { operation: 'resize', longEdge: 65_535 }], ['runTuned']]);
    await button(page, '1280').click();
    await eventually(() => host.calls.at(-1)).toEqual(['tune', { operation: 'resize', longEdge: 1280 }]);
  });
});

describe('A filter that is tuned', () => {
  test('is chosen among all filters, each drawn and explained', async () => {
    const { page, host } = await tuned(filterTuning);
    await eventually(() => view(page).getByRole('radio').count()).toBe(20);
    expect(await textOf(radio(page, /^Vignette/))).toContain('Darkens the corners.');
    expect(await view(page).locator('assetmill-filter-grid img').count()).toBe(20);
    await radio(page, /^Blur/).click();
    await eventually(() => host.calls.at(-1)).toEqual(['tune', { operation: 'filter', filter: 'blur', intensity: 50 }]);
    await page.keyboard.press('End');
    await eventually(() => host.calls.at(-1)).toEqual(['tune', { operation: 'filter', filter: 'threshold', intensity: 50 }]);
    expect(await radio(page, /^Threshold/).getAttribute('tabindex')).toBe('0');
    expect(await radio(page, /^Blur/).getAttribute('tabindex')).toBe('-1');
  });
});

describe('The view', () => {
  test('Escape and Cancel close it, and the list gets the focus back', async () => {
    const { page, host } = await tuned(filterTuning);
    await page.keyboard.press('Escape');
    await eventually(() => host.calls.at(-1)).toEqual(['closeTuning']);
    await button(page, 'Cancel').click();
    expect(host.calls.filter(([name]) => name === 'closeTuning')).toHaveLength(2);
    host.send({ tuning: null });
    await eventually(() => view(page).count()).toBe(0);
  });

  test('Enter on a button presses it, and nothing else', async () => {
    const { page, host } = await tuned(convertTuning);
    await button(page, 'Save as Profile...').focus();
    await page.keyboard.press('Enter');
    await eventually(() => host.calls).toEqual([['saveTuned']]);
  });

  test('shows other images of the selection', async () => {
    const { page, host } = await tuned(resizeTuning);
    expect(await textOf(view(page).locator('header'))).toContain('2 of 12');
    await button(page, 'Next Image (Alt+Right)').click();
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => host.calls).toEqual([
      ['tuneImage', 1],
      ['tuneImage', -1],
    ]);
    host.send({ tuning: { ...resizeTuning, index: 11 } });
    await eventually(() => button(page, 'Next Image (Alt+Right)').getAttribute('aria-disabled')).toBe('true');
  });

  test('the destination follows the host', async () => {
    const { page, host } = await tuned(optimizeTuning);
    const select = view(page).getByRole('combobox');
    expect(await select.inputValue()).toBe('folder');
    expect(await textOf(select)).toContain('Into small/');
    await select.selectOption('replace');
    await eventually(() => host.calls).toContainEqual(['tuneDestination', 'replace']);
  });

  test.each([
    ['rendering', 'Making the preview...'],
    ['slow', 'The preview is taking longer than usual.'],
    ['waiting', 'A run is in progress. The preview resumes when the run finishes.'],
  ] as const)('says what it waits for while it is %s', async (progress, sentence) => {
    const { page } = await tuned({ ...convertTuning, progress });
    await eventually(() => textOf(result(page))).toContain(sentence);
  });

  test('says why there is no output', async () => {
    const { after: _, ...rest } = optimizeTuning;
    const { page } = await tuned({ ...rest, message: 'The source was kept: the output would be just as large.' });
    expect(await textOf(view(page).getByRole('alert'))).toContain('The source was kept');
    await eventually(() => page.locator('assetmill-compare-stage img').count()).toBe(1);
  });

  test('a selection without images cannot be run', async () => {
    const { page, host } = await tuned(emptyTuning);
    await view(page).getByText('The selection contains no images.').first().waitFor();
    expect(
      await page.locator('assetmill-tuning vscode-button', { hasText: 'Run' }).evaluate((each) => (each as HTMLButtonElement).disabled),
    ).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await eventually(() => host.calls).toEqual([['closeTuning']]);
  });

  test.each(['dark', 'contrast'] as const)('fits into panels of all widths, in the %s theme', async (theme) => {
    const { page, host } = await tuned(convertTuning, { theme });
    for (const tuning of [convertTuning, filterTuning, resizeTuning]) {
      host.send({ tuning });
      await page.getByRole('heading', { name: tuning.title }).waitFor();
      for (const width of [300, 480, 900, 1600]) {
        await page.setViewportSize({ width, height: 700 });
        const overflow = () => view(page).evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
        await eventually(overflow, `${tuning.title} at ${width} px`).toBeLessThanOrEqual(0);
        expect(await button(page, 'Run').isVisible()).toBe(true);
      }
    }
  });
});
