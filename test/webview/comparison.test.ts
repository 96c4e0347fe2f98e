import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import type { ComparisonView, ShownComparison } from '../../src/shared/protocol/comparisonProtocol';
import { setLocale } from '../../src/shared/values/locale';
import { metadataChangeText } from '../../src/webview/compare/comparisonTexts';
import { likenessText } from '../../src/webview/compare/likeness';
import { fitView, movedBy, placeOf, zoomedAt } from '../../src/webview/compare/viewport';
import { comparisonHost, serveImages, shownImage, someComparison, someResult } from './comparedImages';
import type { FakeHost } from './fakeHost';
import { eventually, scrollTo, setUpPanels, textOf } from './setUp';

const open = setUpPanels();

type OpenOptions = Parameters<typeof open>[1];

/** Opens a panel that compares a file. */
async function compared(change: Partial<ComparisonView> = {}, options?: OpenOptions): Promise<{ page: Page; host: FakeHost }> {
  return show({ ...someComparison, ...change }, options);
}

async function show(comparison: ComparisonView, options?: OpenOptions): Promise<{ page: Page; host: FakeHost }> {
  const host = comparisonHost();
  const page = await open(host, options);
  await serveImages(page);
  host.send({ comparison });
  await view(page).waitFor();
  return { page, host };
}

const view = (page: Page) => page.locator('assetmill-comparison');
const button = (page: Page, name: string) => view(page).getByRole('button', { name, exact: true });
const slider = (page: Page) => view(page).getByRole('slider');
const pane = (page: Page, index = 0) => page.locator('.pane').nth(index);
const zoom = (page: Page) => page.locator('assetmill-comparison-toolbar output');
const facts = (page: Page) => page.locator('assetmill-comparison-facts');

/** Names of the images that are visible. */
function visibleImages(page: Page): Promise<string[]> {
  return page
    .locator('.layer')
    .evaluateAll((layers) =>
      layers
        .filter((each) => getComputedStyle(each).visibility === 'visible')
        .map((each) => each.querySelector('img')?.getAttribute('alt')?.split(':')[0] ?? ''),
    );
}

/** The places of the images in their panes. */
function places(page: Page): Promise<string[]> {
  return page
    .locator('.frame')
    .evaluateAll((frames) => frames.map((each) => `${(each as HTMLElement).style.transform} ${(each as HTMLElement).style.width}`));
}

/** The parts of the pane that images cover, from the left and from the right. */
function clips(page: Page): Promise<string[]> {
  return page.locator('.layer').evaluateAll((layers) => layers.map((each) => (each as HTMLElement).style.clipPath));
}

const { result: _, ...unread } = someComparison;
const result = (change: Partial<ShownComparison>) => ({ result: { ...someResult, ...change } });

describe('A comparison', () => {
  test('covers the list, and its end returns to the row and the position of the list', async () => {
    const host = comparisonHost();
    const page = await open(host);
    await serveImages(page);
    const grid = page.locator('assetmill-file-table .grid');
    await scrollTo(grid, 4200);
    await page.locator('#row-104').click();
    host.send({ comparison: someComparison });
    const heading = view(page).getByRole('heading', { level: 1 });
    await eventually(() => heading.evaluate((each) => each.matches(':focus'))).toBe(true);
    expect(await textOf(heading)).toBe('photos/summer/IMG_000007.jpg');
    expect(
      await grid.evaluate(
        (each) => each.closest('[inert]') !== null || (each.getRootNode() as ShadowRoot).host.closest('[inert]') !== null,
      ),
    ).toBe(true);
    await page.keyboard.press('Escape');
    await eventually(() => host.calls).toContainEqual(['closeComparison']);
    host.send({ comparison: null });
    await eventually(() => view(page).count()).toBe(0);
    expect(await grid.evaluate((each) => [each.matches(':focus'), each.scrollTop])).toEqual([true, 4200]);
    await page.keyboard.press('ArrowDown');
    await eventually(() => grid.getAttribute('aria-activedescendant')).toBe('row-105');
  });

  test('says that the images are being read, and why they cannot be compared', async () => {
    const { page, host } = await show(unread);
    await eventually(() => textOf(page.locator('.told'))).toBe('Reading the images...');
    host.send({ comparison: { ...someComparison, result: { message: 'The result cannot be shown. The file is empty (0 bytes).' } } });
    await eventually(() => textOf(view(page).getByRole('alert'))).toContain('The file is empty (0 bytes).');
    expect(await page.locator('assetmill-compare-stage').count()).toBe(0);
  });

  test('leads to the files beside it, by buttons and by keys', async () => {
    const { page, host } = await compared();
    await button(page, 'Next File (Alt+Right or ])').click();
    await button(page, 'Previous File (Alt+Left or [)').click();
    for (const key of [']', '[', 'Alt+ArrowRight', 'Alt+ArrowLeft']) await page.keyboard.press(key);
    const [next, previous] = [
      ['compare', 8],
      ['compare', 6],
    ];
    await eventually(() => host.calls).toEqual([next, previous, next, previous, next, previous]);
    host.send({ comparison: { ...someComparison, id: 999, next: undefined } as unknown as ComparisonView });
    await eventually(() => button(page, 'Next File (Alt+Right or ])').getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press(']');
    await page.keyboard.press('[');
    await eventually(() => host.calls.slice(6)).toEqual([previous]);
  });

  test('keeps the images of one file, and the focus, until those of the next one have been read', async () => {
    const { page, host } = await compared();
    await slider(page).focus();
    host.send({ comparison: { ...unread, id: 8, file: 'photos/next.jpg' } });
    await eventually(() => textOf(view(page).getByRole('heading', { level: 1 }))).toBe('photos/next.jpg');
    expect(await visibleImages(page)).toEqual(['Before', 'After']);
    expect(await textOf(view(page).locator('.announced'))).toBe('Reading the images...');
    host.send({ comparison: { ...someComparison, id: 8, file: 'photos/next.jpg' } });
    await eventually(() => textOf(view(page).locator('.announced'))).toBe('97%, very similar');
    expect(await slider(page).evaluate((each) => each.matches(':focus'))).toBe(true);
  });

  test('of a file with several outputs offers a choice', async () => {
    const { page, host } = await compared({ outputs: ['a-320.webp', 'a-640.webp'], output: 1 });
    const choice = view(page).getByRole('combobox', { name: 'Output to compare' });
    expect(await choice.inputValue()).toBe('1');
    await choice.selectOption('a-320.webp');
    await eventually(() => host.calls).toEqual([['compare', 7, 0]]);
    await choice.focus();
    await page.keyboard.press('f');
    await page.keyboard.press('Escape');
    await eventually(() => host.calls.slice(1)).toEqual([['closeComparison']]);
    expect(await button(page, 'Flicker').getAttribute('aria-pressed')).toBe('false');
  });

  test('offers to keep the original only where that is possible', async () => {
    const { page, host } = await compared();
    await button(page, 'Keep Original...').click();
    await eventually(() => host.calls).toEqual([['keepOriginal']]);
    host.send({ comparison: { ...someComparison, canKeepOriginal: false } });
    await eventually(() => button(page, 'Keep Original...').count()).toBe(0);
  });

  test('of a file without outputs shows the original alone', async () => {
    const { page } = await compared({ outputs: [], result: { before: shownImage('before.png'), similarity: null } });
    await eventually(() => visibleImages(page)).toEqual(['Original']);
    expect(await view(page).getByRole('group', { name: 'Comparison mode' }).count()).toBe(0);
    expect(await facts(page).locator('th[scope="col"]').allInnerTexts()).toEqual(['Original']);
  });

  test('fits into panels of all widths', async () => {
    const { page } = await compared();
    for (const mode of ['Side by Side', 'Flicker', 'Slider']) {
      await button(page, mode).click();
      for (const width of [300, 480, 900, 1600]) {
        await page.setViewportSize({ width, height: 700 });
        await eventually(() => view(page).evaluate((each) => each.scrollWidth - each.clientWidth), `${mode} at ${width} px`).toBe(0);
        const { width: shown = 0, height = 0 } = (await pane(page).boundingBox()) ?? {};
        expect([shown > 100, height > 100], `${mode} at ${width} px`).toEqual([true, true]);
      }
    }
  });

  test('shows an image of other proportions undistorted, in the middle', async () => {
    const { difference: _, ...cropped } = someResult;
    const before = shownImage('before.png', { width: 800, height: 300 });
    const { page } = await show({ ...someComparison, result: { ...cropped, before, similarity: null } });
    const sizes = () =>
      page
        .locator('.frame')
        .evaluateAll((all) => all.map((each) => (each as HTMLElement).offsetWidth / (each as HTMLElement).offsetHeight));
    await eventually(async () => (await sizes()).map((ratio) => ratio.toFixed(1))).toEqual(['2.7', '1.3']);
    const [first, second] = await Promise.all([0, 1].map((index) => page.locator('.frame').nth(index).boundingBox()));
    const middle = (box: typeof first) => Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2);
    expect(Math.abs(middle(first ?? null) - middle(second ?? null))).toBeLessThanOrEqual(1);
  });

  test('shows a checkerboard behind its images', async () => {
    const { page } = await compared(result({ before: shownImage('transparent.png', { alpha: true }) }));
    const background = page.locator('.frame').first();
    await eventually(() => background.evaluate((each) => getComputedStyle(each).backgroundImage)).toContain('conic-gradient');
  });
});

describe('The slider', () => {
  test('is moved by keys, within its bounds', async () => {
    const { page } = await compared();
    await eventually(() => clips(page)).toEqual(['inset(0px 50% 0px 0%)', 'inset(0px 0% 0px 50%)']);
    await slider(page).focus();
    await page.keyboard.press('ArrowRight');
    await eventually(() => slider(page).getAttribute('aria-valuenow')).toBe('51');
    expect(await clips(page)).toEqual(['inset(0px 49% 0px 0%)', 'inset(0px 0% 0px 51%)']);
    await page.keyboard.press('PageUp');
    await eventually(() => slider(page).getAttribute('aria-valuetext')).toBe('61%');
    for (const [key, value] of [
      ['Home', '0'],
      ['ArrowLeft', '0'],
      ['End', '100'],
      ['ArrowRight', '100'],
      ['Shift+ArrowLeft', '95'],
    ] as const) {
      await page.keyboard.press(key);
      await eventually(() => slider(page).getAttribute('aria-valuenow')).toBe(value);
    }
  });

  test('follows the pointer', async () => {
    const { page } = await compared();
    const { x = 0, y = 0, width = 0, height = 0 } = (await pane(page).boundingBox()) ?? {};
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 4, y + height / 3, { steps: 4 });
    await page.mouse.up();
    await eventually(() => slider(page).getAttribute('aria-valuenow')).toBe('25');
    await page.mouse.move(x + width / 2, y + height / 2);
    expect(await slider(page).getAttribute('aria-valuenow')).toBe('25');
  });
});

describe('Side by side', () => {
  test('both images are zoomed and moved together', async () => {
    const { page } = await compared();
    await button(page, 'Side by Side').click();
    await eventually(() => visibleImages(page)).toEqual(['Before', 'After']);
    const fitting = await places(page);
    const { x = 0, y = 0, width = 0, height = 0 } = (await pane(page, 1).boundingBox()) ?? {};
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.wheel(0, -1200);
    await eventually(async () => (await places(page))[0]).not.toBe(fitting[0]);
    const [first, second] = await places(page);
    expect(first).toBe(second);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 - 40, y + height / 2 - 30, { steps: 3 });
    await page.mouse.up();
    await eventually(async () => (await places(page))[0]).not.toBe(first);
    expect(new Set(await places(page)).size).toBe(1);
  });

  test('a pane with the focus is moved by arrow keys', async () => {
    const { page } = await compared();
    await button(page, 'Side by Side').click();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('+');
    const [before] = await places(page);
    await pane(page).focus();
    await page.keyboard.press('ArrowRight');
    await eventually(async () => (await places(page))[0]).not.toBe(before);
    expect(new Set(await places(page)).size).toBe(1);
  });
});

describe('The flicker', () => {
  test('switches at a press of F and of Space, and says what it shows', async () => {
    const { page } = await compared();
    await button(page, 'Flicker').click();
    await page.locator('.pane').focus();
    await eventually(() => visibleImages(page)).toEqual(['After']);
    await page.keyboard.press('f');
    await eventually(() => visibleImages(page)).toEqual(['Before']);
    expect(await textOf(view(page).locator('.announced'))).toBe('Before');
    await page.keyboard.press(' ');
    await eventually(() => visibleImages(page)).toEqual(['After']);
  });

  test('shows the other image as long as F or its button is held', async () => {
    const { page } = await compared();
    await button(page, 'Flicker').click();
    await page.keyboard.down('f');
    await eventually(() => visibleImages(page)).toEqual(['Before']);
    await page.waitForTimeout(500);
    await page.keyboard.up('f');
    await eventually(() => visibleImages(page)).toEqual(['After']);
    const { x = 0, y = 0 } = (await button(page, 'Show the Other Image (F)').boundingBox()) ?? {};
    await page.mouse.move(x + 5, y + 5);
    await page.mouse.down();
    await eventually(() => visibleImages(page)).toEqual(['Before']);
    await page.waitForTimeout(500);
    await page.mouse.up();
    await eventually(() => visibleImages(page)).toEqual(['After']);
  });

  test('starts with F, whatever the way before, and its button works with the keyboard', async () => {
    const { page } = await compared();
    await page.keyboard.press(' ');
    await page.keyboard.down('f');
    await page.waitForTimeout(500);
    await page.keyboard.up('f');
    await eventually(() => visibleImages(page)).toEqual(['After']);
    await eventually(() => button(page, 'Flicker').getAttribute('aria-pressed')).toBe('true');
    await button(page, 'Show the Other Image (F)').focus();
    await page.keyboard.press('Enter');
    await eventually(() => visibleImages(page)).toEqual(['Before']);
    await page.keyboard.press(' ');
    await eventually(() => visibleImages(page)).toEqual(['After']);
  });
});

describe('The difference', () => {
  test('is a heat map', async () => {
    const { page } = await compared();
    await button(page, 'Difference').click();
    await eventually(() => visibleImages(page)).toEqual(['Difference']);
  });

  test('is not offered for images of other proportions, and the choice stays for the next file', async () => {
    const { page, host } = await compared();
    await button(page, 'Difference').click();
    const { difference: _, ...cropped } = someResult;
    host.send({ comparison: { ...someComparison, id: 8, result: { ...cropped, similarity: null } } });
    await eventually(() => button(page, 'Difference').count()).toBe(0);
    expect(await button(page, 'Slider').getAttribute('aria-pressed')).toBe('true');
    await eventually(() => textOf(facts(page).locator('p'))).toContain('The images have different aspect ratios');
    host.send({ comparison: someComparison });
    await eventually(() => button(page, 'Difference').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('The zoom', () => {
  const large = { width: 4000, height: 3000 };

  test('starts with the whole image, and is changed by buttons and keys', async () => {
    const { page } = await compared(result({ after: shownImage('after.png', large) }));
    await eventually(() => button(page, 'Fit').getAttribute('aria-pressed')).toBe('true');
    const fitting = await textOf(zoom(page));
    await button(page, '100%').click();
    await eventually(() => textOf(zoom(page))).toBe('100%');
    expect(
      await page
        .locator('.frame')
        .first()
        .evaluate((each) => (each as HTMLElement).style.width),
    ).toBe('4000px');
    await button(page, 'Zoom in (+)').click();
    await eventually(() => textOf(zoom(page))).toBe('150%');
    await page.keyboard.press('-');
    await eventually(() => textOf(zoom(page))).toBe('100%');
    await page.keyboard.press('0');
    await eventually(() => textOf(zoom(page))).toBe(fitting);
    await page.keyboard.press('1');
    await eventually(() => textOf(zoom(page))).toBe('100%');
  });

  test('draws the pixels of an image as squares once they are large, and never those of a finer one', async () => {
    const small = { width: 160, height: 120 };
    const { page } = await compared(result({ after: shownImage('after.png', small) }));
    const squares = () =>
      page.locator('.frame img').evaluateAll((all) => all.map((each) => getComputedStyle(each).imageRendering === 'pixelated'));
    await eventually(squares).toEqual([false, false]);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('+');
    await eventually(squares).toEqual([false, true]);
  });

  test('of another file starts with the whole image again', async () => {
    const { page, host } = await compared(result({ after: shownImage('after.png', large) }));
    await button(page, '100%').click();
    await eventually(() => button(page, 'Fit').getAttribute('aria-pressed')).toBe('false');
    host.send({ comparison: { ...someComparison, id: 8, result: { ...someResult, before: shownImage('transparent.png') } } });
    await eventually(() => button(page, 'Fit').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('The facts', () => {
  test('are a table of both files', async () => {
    const after = shownImage('after.png', { format: 'webp', bytes: 812_000, pages: 12, width: 640, height: 480, metadata: ['icc'] });
    const { page } = await compared(result({ before: shownImage('before.png', { pages: 12 }), after }));
    await eventually(() => facts(page).locator('tr').allInnerTexts()).toEqual([
      '\tBefore\tAfter',
      'Format\tJPEG\tWebP',
      'File size\t4.21 MB\t812 KB, 81% saved',
      'Dimensions\t800 × 600\t640 × 480',
      'Frames\t12\t12',
      'Metadata\tEXIF, color profile, XMP\tKept: color profile. Removed: EXIF, XMP.',
      'Similarity\t97%, very similar',
    ]);
    expect(await facts(page).locator('p').allInnerTexts()).toEqual(['Only the first frame of an animation is compared.']);
  });

  test('say that a smaller copy of an image is shown', async () => {
    const { page } = await compared(result({ after: shownImage('after.png', { reduced: true }) }));
    await eventually(() => textOf(facts(page).locator('p'))).toContain('a smaller copy is shown');
  });
});

describe('Texts and places of a comparison', () => {
  afterEach(() => setLocale('en'));

  test.each([
    [1, '100%, visually identical'],
    [0.9999, '99%, visually identical'],
    [0.989, '98%, very similar'],
    [0.9499, '94%, similar'],
    [0.879, '87%, different'],
    [-0.4, '0%, different'],
  ])('a similarity of %d is told as "%s"', (similarity, text) => {
    setLocale('en');
    expect(likenessText(similarity)).toBe(text);
  });

  test('what became of the metadata is told in words', () => {
    expect(metadataChangeText([], [])).toBe('None');
    expect(metadataChangeText(['exif'], ['exif'])).toBe('Kept: EXIF.');
    expect(metadataChangeText(['exif', 'gainMap'], ['icc'])).toBe('Removed: EXIF, HDR gain map. Added: color profile.');
  });

  const frame = { image: { width: 400, height: 200 }, pane: { width: 200, height: 200 }, actual: 1 };

  test('an image that fits is in the middle, and a small one is not enlarged', () => {
    expect(placeOf(fitView(frame), frame)).toEqual({ x: 0, y: 50, width: 200, height: 100 });
    const small = { ...frame, image: { width: 20, height: 10 } };
    expect(placeOf(fitView(small), small)).toEqual({ x: 90, y: 95, width: 20, height: 10 });
  });

  test('the pixel under the pointer stays there when the zoom changes', () => {
    const point = { x: 50, y: 90 };
    const under = (place: { x: number; width: number }) => ((point.x - place.x) / place.width) * frame.image.width;
    const view = zoomedAt(fitView(frame), 2, point, frame);
    expect(under(placeOf(view, frame))).toBeCloseTo(under(placeOf(fitView(frame), frame)), 6);
    expect(placeOf(view, frame).width).toBe(800);
  });

  test('an image cannot be moved out of its pane', () => {
    const view = zoomedAt(fitView(frame), 2, { x: 100, y: 100 }, frame);
    expect(placeOf(movedBy(view, { x: 5000, y: -5000 }, frame), frame)).toMatchObject({ x: 0, y: -200 });
    expect(placeOf(movedBy(fitView(frame), { x: 30, y: 30 }, frame), frame)).toEqual(placeOf(fitView(frame), frame));
  });
});
