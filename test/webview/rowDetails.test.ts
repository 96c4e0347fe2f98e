import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/shared/protocol/panelProtocol';
import { aRun, doneRow, FakeHost, manyRows, type RowSource, someTotals } from './fakeHost';
import { eventually, setUpPanels, textOf } from './setUp';

/** Rows that unfold: what became of each output, and the notes. */

const open = setUpPanels();

const reason = 'The output would have 320 x 17000 pixels, but the longest side in WebP is 16383. Choose a smaller size or another format.';

/** One of four outputs failed. */
const partly: Row = {
  id: 1,
  path: 'photos/scroll.jpg',
  status: 'failed',
  message: `1 of 4 outputs failed. scroll-320.webp: ${reason}`,
  notes: ['The print resolution was dropped.'],
  bytesBefore: 475_888,
  sizeBefore: { width: 320, height: 17_000 },
  outputs: ['o/scroll-160.webp', 'o/scroll-160.jpg', 'o/scroll-320.jpg'].map((path) => ({
    path,
    bytes: 236_000,
    size: { width: 160, height: 8500 },
  })),
  unwritten: [{ target: 'o/scroll-320.webp', status: 'failed', message: reason }],
};

/** One output is done, the other was kept. */
const kept: Row = {
  ...doneRow(2),
  outputs: [{ path: 'o/b.webp', bytes: 812_000 }],
  unwritten: [{ target: 'o/b.jpg', status: 'kept', message: 'The source was kept: the output would be 4 KB larger.' }],
};

const rows: RowSource = {
  total: () => 1000,
  row: (_, index) => (index === 1 ? partly : index === 2 ? kept : doneRow(index)),
};

function host(source = rows): FakeHost {
  return new FakeHost({ run: { ...aRun, phase: 'finished' }, totals: { ...someTotals, failed: 1 }, workers: [] }, source);
}

/** The parts of a name are on lines of their own in the text of an element. */
const withoutBreaks = (text: string) => text.replaceAll('\n', '');
const row = (page: Page, index: number) => page.locator(`#row-${index}`);
const toggle = (page: Page, index: number) => row(page, index).getByRole('button', { name: 'Details' });
const entries = (page: Page, index: number) => row(page, index).locator('.details li');
const box = (page: Page, index: number) => row(page, index).evaluate((each) => each.getBoundingClientRect().toJSON() as DOMRect);

describe.each([400, 1000])('In a panel of %i px', (width) => {
  test('a row unfolds into its outputs, the reasons of those not written, and its notes', async () => {
    const page = await open(host(), { width });
    expect(await textOf(row(page, 1))).toContain('1 of 4 outputs failed. scroll-320.webp: The output would have');
    expect(await toggle(page, 0).count(), 'a row with one output and no note').toBe(0);
    const below = await box(page, 2);
    await toggle(page, 1).click();
    await eventually(() => toggle(page, 1).getAttribute('aria-expanded')).toBe('true');
    expect((await entries(page, 1).allInnerTexts()).map(withoutBreaks)).toEqual([
      '1 of 4 outputs failed.',
      ...['scroll-160.webp', 'scroll-160.jpg', 'scroll-320.jpg'].map((name) => expect.stringContaining(`${name}`)),
      `o/scroll-320.webp: ${reason}`,
      'The print resolution was dropped.',
    ]);
    // The rows below make room, and nothing is cut off.
    await eventually(async () => (await box(page, 2)).top - (await box(page, 1)).bottom).toBe(0);
    expect((await box(page, 2)).top).toBeGreaterThan(below.top + 60);
    const clipped = (all: Element[]) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length;
    expect(await row(page, 1).locator('.details, .details *').evaluateAll(clipped)).toBe(0);
    await toggle(page, 1).click();
    await eventually(() => box(page, 2)).toEqual(below);
  });

  test('the outputs of an unfolded row open', async () => {
    const own = host();
    const page = await open(own, { width });
    await toggle(page, 1).click();
    await entries(page, 1).getByRole('button', { name: 'scroll-320.jpg' }).click();
    await eventually(() => own.calls).toEqual([['act', 'open', 1, 2]]);
  });
});

test('The arrow keys unfold and fold the active row, and its label says everything', async () => {
  const page = await open(host());
  await page.getByRole('grid').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  await eventually(() => entries(page, 2).allInnerTexts()).toEqual([
    expect.stringContaining('b.webp'),
    'o/b.jpg: The source was kept: the output would be 4 KB larger.',
  ]);
  await page.keyboard.press('ArrowLeft');
  await eventually(() => entries(page, 2).count()).toBe(0);
  expect(await textOf(row(page, 2))).toContain('Not written: b.jpg: The source was kept: the output would be 4 KB larger.');
  expect(await row(page, 2).getAttribute('aria-label')).toContain('Not written: b.jpg: The source was kept');
  const label = (await row(page, 1).getAttribute('aria-label')) ?? '';
  expect(label).toContain('1 of 4 outputs failed. scroll-320.webp: The output would have');
  expect(label.split(reason)).toHaveLength(2);
  expect(label).toContain('o/scroll-320.jpg');
});

test('The rows in view are loaded below many unfolded ones', async () => {
  const page = await open(host({ total: () => 1000, row: (_, index) => ({ ...partly, id: index }) }));
  const unfolded = 40;
  await page.getByRole('grid').focus();
  for (let index = 0; index < unfolded; index += 1) {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
  }
  await row(page, unfolded).locator('.path').waitFor();
  await eventually(() => entries(page, unfolded - 1).count()).toBe(6);
  const grid = page.getByRole('grid');
  await eventually(
    async () => (await box(page, unfolded)).bottom - (await grid.evaluate((each) => each.getBoundingClientRect().bottom)),
  ).toBeLessThan(1);
  expect(await page.locator('.rows .row', { hasText: '…' }).count()).toBe(0);
  await page.keyboard.press('Home');
  await eventually(() => entries(page, 0).count()).toBe(6);
});

test('Another filter and another run start with folded rows', async () => {
  const own = host({ ...manyRows(1000), row: (_, index) => ({ ...partly, id: index }) });
  const page = await open(own);
  await toggle(page, 0).click();
  await eventually(() => page.locator('.details').count()).toBe(1);
  await page.locator('assetmill-status-filters').getByRole('button', { name: 'Failed' }).click();
  await eventually(() => page.locator('.rows .row').count()).toBe(10);
  expect(await page.locator('.details').count()).toBe(0);
  expect((await box(page, 1)).top - (await box(page, 0)).top).toBe((await box(page, 2)).top - (await box(page, 1)).top);
});

test('A previewed plan says which outputs cannot be written', async () => {
  const planned: Row = {
    id: 0,
    path: 'photos/scroll.jpg',
    status: 'planned',
    outputs: [],
    targets: ['o/scroll-320.jpg'],
    ...(partly.unwritten && { unwritten: partly.unwritten }),
  };
  const page = await open(host({ total: () => 1, row: () => planned }));
  expect(await row(page, 0).locator('.target').getAttribute('title')).toBe('o/scroll-320.jpg');
  expect(await textOf(row(page, 0))).toContain(`Not written: scroll-320.webp: ${reason}`);
});

test.each(['light', 'contrast'] as const)('An unfolded row fits into panels of all widths, in the %s theme', async (theme) => {
  const page = await open(host(), { theme });
  await toggle(page, 1).click();
  await eventually(() => entries(page, 1).count()).toBe(6);
  for (const width of [300, 400, 1000]) {
    await page.setViewportSize({ width, height: 700 });
    await eventually(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} px`).toBeLessThanOrEqual(0);
  }
});
