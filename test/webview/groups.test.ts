import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { groupFile, groupLines, searchHost, someGroups } from './groupRuns';
import { eventually, scrollTo, setUpPanels, textOf } from './setUp';

/** The panel of a search for duplicates. */

const open = setUpPanels();

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const card = (page: Page, line: number, column: number) => page.locator(`#file-${line}-${column}`);
const active = (page: Page) => page.locator('.card[aria-selected="true"]');
const grid = (page: Page) => page.getByRole('grid', { name: 'Groups of duplicates' });

describe('Groups of duplicates', () => {
  test('show a summary, and for each file the properties that distinguish it', async () => {
    const page = await open(searchHost());
    await card(page, 0, 2).waitFor();
    expect(await textOf(page.locator('assetmill-groups-bar p'))).toBe(
      '4,000 groups with 12,000 files. Marked for removal: 8,000 files (33.6 GB).',
    );
    expect(await textOf(page.locator('.caption').first())).toBe('Group 1: 3 files, 5.70 MB to remove');
    const text = await textOf(card(page, 0, 2));
    for (const words of [
      'IMG_00002.jpg',
      'photos/from the phone',
      '1 more name',
      '2.41 MB · 2400 × 1800',
      'May 17, 2024',
      'To be removed',
      '91% similar',
    ])
      expect(text).toContain(words);
    expect(await textOf(card(page, 0, 0))).toContain('Kept (protected)');
    expect(await card(page, 0, 1).getAttribute('aria-label')).toMatch(
      /^95% similar, IMG_00001\.jpg, photos\/old, 3\.31 MB · 3200 × 2400, .*, To be removed$/,
    );
  });

  test('are requested by window, whatever their number', async () => {
    const host = searchHost({ groups: 50_000 });
    const page = await open(host);
    await card(page, 0, 0).waitFor();
    await scrollTo(grid(page), 246 * 30_000);
    await eventually(() => card(page, 30_000, 0).count()).toBe(1);
    expect(Math.max(...host.groupWindows.map(({ count }) => count))).toBeLessThan(60);
    expect(await page.locator('.card').count()).toBeLessThan(60);
  });

  test('do not move when their thumbnails arrive', async () => {
    const host = searchHost(
      {},
      groupLines(10, ({ image: _, ...file }) => file),
    );
    const page = await open(host);
    await card(page, 1, 2).waitFor();
    const positions = () => page.locator('.card').evaluateAll((all) => all.map((each) => JSON.stringify(each.getBoundingClientRect())));
    const before = await positions();
    host.send({
      groupPage: groupLines(10, (file) => ({
        ...file,
        image: 'icon.svg',
        error: 'It could not be moved, and nothing was deleted: no.',
      }))(host.groupWindows.at(-1) as never),
    });
    await eventually(() => page.locator('.card img').count()).toBeGreaterThan(3);
    expect(await positions()).toEqual(before);
  });

  test('are navigated with the arrow keys; Space toggles a file, Enter opens it, Shift+Enter reveals it', async () => {
    const host = searchHost();
    const page = await open(host);
    await card(page, 0, 0).waitFor();
    await grid(page).focus();
    const press = (key: string) => page.keyboard.press(key);
    const path = () => active(page).getAttribute('aria-label');
    await eventually(path).toContain('IMG_00000');
    await press('ArrowRight');
    await eventually(path).toContain('IMG_00001');
    await press('ArrowDown');
    await eventually(path).toContain('IMG_00004');
    await press('Space');
    await press('Enter');
    await press('Shift+Enter');
    await eventually(() => host.calls).toEqual([
      ['toggleFile', 4],
      ['openFile', 4],
      ['revealFile', 4],
    ]);
    await press('ArrowRight');
    await press('ArrowRight');
    await eventually(path).toContain('IMG_00006');
    await press('ArrowLeft');
    await eventually(path).toContain('IMG_00005');
    await press('End');
    await eventually(path).toContain('IMG_11997');
    expect(await grid(page).getAttribute('aria-activedescendant')).toBe('file-3999-0');
    await press('Home');
    await eventually(path).toContain('IMG_00000');
  });

  test('toggle a file by a click on its mark', async () => {
    const host = searchHost();
    const page = await open(host);
    await card(page, 0, 1).getByRole('button', { name: 'To be removed' }).click();
    await eventually(() => host.calls).toEqual([['toggleFile', 1]]);
  });

  test('pass every choice to the host', async () => {
    const host = searchHost();
    const page = await open(host);
    await page.getByRole('combobox', { name: 'Keep' }).selectOption('newest');
    await page.getByRole('slider', { name: 'Threshold' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('checkbox').check();
    await button(page, 'Add Folder...').click();
    await button(page, 'Remove photos/best of from protected folders').click();
    await button(page, 'Move 8,000 Files to Trash...').click();
    await eventually(() => host.calls).toEqual([
      ['setKeepRule', 'newest', false],
      ['setThreshold', 9],
      ['setTurned', true],
      ['addProtectedFolder'],
      ['removeProtectedFolder', 0],
      ['trashFiles'],
    ]);
    expect(await textOf(page.locator('output'))).toBe('9');
  });

  test('offer to choose another preferred folder', async () => {
    const host = searchHost({ rule: 'preferredFolder', preferredFolder: 'photos/best of' });
    const page = await open(host);
    await button(page, 'photos/best of').click();
    await eventually(() => host.calls).toEqual([['setKeepRule', 'preferredFolder', true]]);
  });

  test('cannot be moved while they are updated or when nothing is marked', async () => {
    const host = searchHost({ busy: true });
    const page = await open(host);
    const move = page.locator('assetmill-groups-bar vscode-button');
    expect(await textOf(page.locator('assetmill-groups-bar p'))).toBe('Grouping...');
    expect(await move.getAttribute('disabled')).not.toBeNull();
    host.send({ groups: { ...someGroups, removable: { files: 0, bytes: 0 } } });
    await eventually(() => textOf(page.locator('assetmill-groups-bar p'))).toContain('Marked for removal: 0 files');
    expect(await move.getAttribute('disabled')).not.toBeNull();
  });

  test('say when there are no duplicates', async () => {
    const page = await open(searchHost({ groups: 0, files: 0, removable: { files: 0, bytes: 0 } }));
    expect(await textOf(page.locator('assetmill-groups-bar p'))).toBe('No duplicates found.');
  });

  test('are replaced by the files that could not be compared, and shown again', async () => {
    const page = await open(searchHost());
    await button(page, '3 files could not be compared').click();
    await page.locator('assetmill-file-table').waitFor();
    expect(await page.locator('assetmill-group-list').count()).toBe(0);
    await button(page, /^Groups/).click();
    await card(page, 0, 0).waitFor();
  });

  test('have as many columns as fit', async () => {
    const host = searchHost();
    const page = await open(host, { width: 360 });
    await card(page, 1, 0).waitFor();
    expect(
      await page
        .locator('.card')
        .first()
        .evaluate((each) => each.clientWidth),
    ).toBeGreaterThan(140);
    expect(host.groupWindows.at(-1)?.columns).toBe(2);
    expect(await textOf(page.locator('.caption').nth(1))).toBe('Group 1: file 3 of 3');
    await page.setViewportSize({ width: 900, height: 700 });
    await eventually(() => host.groupWindows.at(-1)?.columns).toBe(5);
    await card(page, 0, 2).waitFor();
  });

  test.each(['dark', 'contrast'] as const)('fit into panels of all widths, in the %s theme', async (theme) => {
    const odd = groupLines(40, (file) => (file.id === 4 ? groupFile(4, { error: 'Left alone: it was changed since it was read.' }) : file));
    const page = await open(searchHost({}, odd), { theme });
    await card(page, 0, 0).waitFor();
    await grid(page).focus();
    await page.keyboard.press('ArrowRight');
    for (const width of [360, 620, 900, 1400]) {
      await page.setViewportSize({ width, height: 760 });
      await eventually(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} px`).toBeLessThanOrEqual(0);
    }
  });
});

test('A search that found groups has not failed because some files could not be compared', async () => {
  const page = await open(searchHost());
  const status = page.locator('assetmill-run-status');
  expect(await textOf(status.locator('p'))).toMatch(/^Finished with errors\. It took .+\. 3 files could not be compared\./);
  expect(await status.locator('.icon.warning').count()).toBe(1);
});
