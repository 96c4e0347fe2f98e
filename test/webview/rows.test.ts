import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/shared/protocol/panelProtocol';
import { everyRow } from '../../src/shared/protocol/rowQuery';
import { aRun, doneRow, FakeHost, manyRows, type RowSource, someTotals } from './fakeHost';
import { eventually, setUpPanels, textOf } from './setUp';

/** What people do with the rows of a run: sort, search, select, look at images, ask for menus. */

const open = setUpPanels();
const finished = { ...aRun, phase: 'finished', undoable: true, repeatable: true } as const;
const facets = {
  formats: [
    { value: 'jpg', count: 900 },
    { value: 'png', count: 100 },
  ],
  folders: [
    { value: 'photos/summer', count: 700 },
    { value: 'photos/winter', count: 300 },
  ],
  failures: [
    { code: 'empty', count: 4, example: 'The file is empty (0 bytes).', uniform: true },
    { code: 'corrupt', count: 1, example: 'The image is damaged.', uniform: true },
  ],
};

function hostOf(rows: RowSource = manyRows(1000), run: Partial<typeof aRun> = finished): FakeHost {
  return new FakeHost({ run: { ...aRun, ...run }, totals: { ...someTotals, progress: 1 }, workers: [], facets }, rows);
}

const row = (page: Page, index: number) => page.locator(`#row-${index}`);
const tile = (page: Page, index: number) => page.locator(`#tile-${index}`);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const lastQuery = (host: FakeHost) => host.windows.at(-1)?.query;
/** The values that the page tells VS Code for a context menu. */
const menuValues = (page: Page) => page.evaluate(() => JSON.parse(document.body.dataset.vscodeContext ?? '{}') as Record<string, unknown>);

describe('The head of a column', () => {
  test('sorts by it, and the other way round when it is pressed again', async () => {
    const host = hostOf();
    const page = await open(host);
    await button(page, 'Size').click();
    await eventually(() => lastQuery(host)).toMatchObject({ sort: 'size', descending: false });
    await eventually(() => page.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('ascending');
    await button(page, 'Size').click();
    await eventually(() => lastQuery(host)).toMatchObject({ sort: 'size', descending: true });
    await button(page, 'Change').click();
    await eventually(() => lastQuery(host)).toMatchObject({ sort: 'saving', descending: false });
  });

  test('is reached with the arrow keys from the one that is sorted by', async () => {
    const host = hostOf();
    const page = await open(host);
    await row(page, 0).waitFor();
    await page.getByRole('grid').focus();
    for (const key of ['Tab', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await eventually(() => lastQuery(host)).toMatchObject({ sort: 'size' });
  });
});

describe('The bar above the rows', () => {
  test('filters by text with Ctrl+F, counts the matches, and Escape shows all again', async () => {
    const host = hostOf();
    const page = await open(host);
    await row(page, 0).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('IMG_0001 jpg');
    await eventually(() => lastQuery(host)?.text).toBe('IMG_0001 jpg');
    await eventually(() => textOf(page.locator('.matches'))).toBe('1,000 matches');
    await page.keyboard.press('Escape');
    await eventually(() => lastQuery(host)).toEqual(everyRow);
    await eventually(() => textOf(page.locator('.matches'))).toBe('');
  });

  test('filters by format, folder, and change', async () => {
    const host = hostOf();
    const page = await open(host);
    await page.getByLabel('Any format').selectOption('png');
    await eventually(() => lastQuery(host)?.format).toBe('png');
    await page.getByLabel('Any folder').selectOption('photos/winter');
    await page.getByLabel('Any change').selectOption('larger');
    await eventually(() => lastQuery(host)).toMatchObject({ format: 'png', folder: 'photos/winter', saving: 'larger' });
  });

  test('keeps what the user looks at when the page is reloaded', async () => {
    const host = hostOf();
    const page = await open(host);
    await page.getByLabel('Any format').selectOption('png');
    await button(page, 'Gallery').click();
    await tile(page, 0).waitFor();
    await page.reload();
    await tile(page, 0).waitFor();
    expect(lastQuery(host)?.format).toBe('png');
  });
});

describe('Rows are selected', () => {
  test('by clicks, with Ctrl one by one, and with Shift in a range', async () => {
    const host = hostOf();
    const page = await open(host);
    await row(page, 1).click();
    await row(page, 3).click({ modifiers: ['Control'] });
    await row(page, 6).click({ modifiers: ['Shift'] });
    await eventually(() => host.selections).toEqual([
      [1, 'only'],
      [3, 'toggle'],
      [6, 'range'],
    ]);
  });

  test('by keys', async () => {
    const host = hostOf();
    const page = await open(host);
    await row(page, 5).waitFor();
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'Space', 'Shift+ArrowDown', 'Control+a', 'Escape']) await page.keyboard.press(key);
    await eventually(() => host.selections).toEqual([[1, 'toggle'], [2, 'range'], [true], [false]]);
  });

  test('by keys in a range from the active row, however fast they are pressed', async () => {
    const host = hostOf();
    const page = await open(host);
    await row(page, 5).waitFor();
    await page.getByRole('grid').focus();
    for (const key of ['ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown']) await page.keyboard.press(key);
    await eventually(() => host.selections).toEqual([
      [1, 'only'],
      [2, 'range'],
      [3, 'range'],
    ]);
  });

  test('and look and sound like it', async () => {
    const selected: Row = { ...doneRow(2), selected: true };
    const host = hostOf({ total: () => 10, row: (_, index) => (index === 2 ? selected : doneRow(index)) });
    const page = await open(host);
    await eventually(() => row(page, 2).getAttribute('aria-selected')).toBe('true');
    expect(await row(page, 1).getAttribute('aria-selected')).toBe('false');
    const colors = await Promise.all([1, 2].map((index) => row(page, index).evaluate((each) => getComputedStyle(each).backgroundColor)));
    expect(colors[0]).not.toBe(colors[1]);
    host.send({ selection: { count: 3, bytes: 12_000_000 } });
    await eventually(() => textOf(page.locator('assetmill-file-toolbar .selected'))).toBe('3 selected, 12.0 MB');
  });
});

describe('The menu', () => {
  test('of a row tells VS Code what the row is, and selects it unless it is selected', async () => {
    const host = hostOf();
    const page = await open(host);
    await row(page, 2).click({ button: 'right' });
    expect(await menuValues(page)).toMatchObject({
      webviewSection: 'row',
      preventDefaultContextMenuItems: true,
      row: 2,
      rowKind: 'process',
      rowStatus: 'done',
      rowHasOutput: true,
      rowUndoable: true,
      rowRepeatable: true,
      rowCancelable: false,
    });
    await eventually(() => host.selections).toEqual([[2, 'only']]);
    await page.locator('h1').click({ button: 'right' });
    expect(await menuValues(page)).toEqual({ preventDefaultContextMenuItems: true });
    await page.getByRole('searchbox').click({ button: 'right' });
    expect(await menuValues(page)).toEqual({});
  });

  test('of the run opens at its button', async () => {
    const page = await open(hostOf());
    await button(page, 'More Actions...').click();
    expect(await menuValues(page)).toMatchObject({ webviewSection: 'run', runKind: 'process', runOver: true, runRepeatable: true });
  });
});

test('Typing the start of a name moves to its row', async () => {
  const host = hostOf();
  host.found = 7;
  const page = await open(host);
  await row(page, 0).waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.type('im', { delay: 200 });
  await eventually(() => host.calls).toEqual([
    ['find', 'i', 0],
    ['find', 'im', 6],
  ]);
  await eventually(() => page.getByRole('grid').getAttribute('aria-activedescendant')).toBe('row-7');
});

test('A question mark lists the keys, and the focus returns to the rows', async () => {
  const page = await open(hostOf());
  await row(page, 0).waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard Shortcuts' });
  await eventually(() => help.isVisible()).toBe(true);
  expect(await textOf(help)).toContain('Alt+Enter');
  await page.keyboard.press('Escape');
  await eventually(() => help.isVisible()).toBe(false);
  await page.keyboard.press('ArrowDown');
  await eventually(() => page.getByRole('grid').getAttribute('aria-activedescendant')).toBe('row-1');
  await page.getByRole('searchbox').press('?');
  expect(await help.isVisible()).toBe(false);
});

test('A file that was undone says so in the table, in the filters, and in the gallery', async () => {
  const { id, path } = doneRow(0);
  const undone: Row = { id, path, status: 'undone', bytesBefore: 4_210_000, outputs: [] };
  const host = new FakeHost(
    { run: { ...aRun, ...finished }, totals: { ...someTotals, undone: 1, progress: 1 }, workers: [], facets },
    { total: () => 2, row: (_, index) => (index === 0 ? undone : doneRow(index)) },
  );
  const page = await open(host);
  await eventually(() => textOf(row(page, 0).locator('.status'))).toBe('Undone');
  expect(await row(page, 0).getAttribute('aria-label')).toContain('Undone');
  await button(page, 'Undone 1').click();
  await eventually(() => lastQuery(host)?.filter).toBe('undone');
  await row(page, 0).click({ button: 'right' });
  await eventually(() => menuValues(page)).toMatchObject({ rowStatus: 'undone', rowUndoable: false, rowHasOutput: false });
  await button(page, 'Gallery').click();
  await eventually(() => tile(page, 0).locator('.badge').getAttribute('title')).toBe('Undone');
  await eventually(() => tile(page, 0).locator('.icon.undone').count()).toBe(1);
});

describe('The gallery', () => {
  const images: RowSource = { total: () => 10_000, row: (_, index) => ({ ...doneRow(index), image: '/icon.svg' }) };

  test('renders and requests only the images in view', async () => {
    const host = hostOf(images);
    const page = await open(host, { width: 900 });
    await button(page, 'Gallery').click();
    await tile(page, 0).locator('img').waitFor();
    expect(await page.locator('.tile').count()).toBeLessThan(120);
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    await tile(page, 9999).locator('img').waitFor();
    expect(Math.max(...host.windows.map(({ count }) => count))).toBeLessThanOrEqual(200);
  });

  test('moves in all four directions, opens, and has images of the size that the user chooses', async () => {
    const host = hostOf(images);
    const page = await open(host, { width: 900 });
    await button(page, 'Gallery').click();
    await tile(page, 0).waitFor();
    const grid = page.getByRole('grid');
    const columns = Number(await grid.getAttribute('aria-colcount'));
    expect(columns).toBe(5);
    await grid.focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    await eventually(() => grid.getAttribute('aria-activedescendant')).toBe(`tile-${columns}`);
    await page.keyboard.press('Enter');
    await eventually(() => host.calls).toEqual([['act', 'open', columns]]);
    await page.getByLabel('Image size').fill('320');
    await eventually(() => grid.getAttribute('aria-colcount')).toBe('2');
    expect((await tile(page, 0).boundingBox())?.height).toBe(360);
  });

  test('stays where it is when the images become larger', async () => {
    const page = await open(hostOf(images), { width: 900 });
    await button(page, 'Gallery').click();
    await tile(page, 0).waitFor();
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 40 * 208));
    await tile(page, 205).waitFor();
    await page.getByLabel('Image size').fill('320');
    await tile(page, 201).waitFor();
    await eventually(async () => {
      const [top, own] = await Promise.all([page.getByRole('grid').boundingBox(), tile(page, 200).boundingBox()]);
      return Math.abs((own?.y ?? 1e6) - (top?.y ?? 0)) < 40;
    }).toBe(true);
  });
});

describe('Failures', () => {
  test('are listed by cause, and each cause narrows the rows down to its files', async () => {
    const host = hostOf();
    const page = await open(host);
    await button(page, '4 files: The file is empty (0 bytes).').click();
    await eventually(() => lastQuery(host)).toEqual({ ...everyRow, filter: 'failed', cause: 'empty' });
    await button(page, '4 files: The file is empty (0 bytes).').click();
    await eventually(() => lastQuery(host)).toEqual(everyRow);
  });

  test('are copied, tried again, and excluded by cause', async () => {
    const host = hostOf();
    const page = await open(host);
    const last = page.locator('assetmill-failure-groups li').last();
    for (const name of ['Copy List', 'Retry', 'Exclude']) await last.getByRole('button', { name }).click();
    await eventually(() => host.calls).toEqual([
      ['actOnFailures', 'copy', 'corrupt'],
      ['actOnFailures', 'retry', 'corrupt'],
      ['actOnFailures', 'exclude', 'corrupt'],
    ]);
    await button(page, 'Retry 5 Files').click();
    await eventually(() => host.calls.at(-1)).toEqual(['actOnRun', 'retryFailed']);
  });

  test.each<[string, Partial<typeof someTotals>]>([
    ['done', { done: 1000, failed: 0, kept: 0 }],
    ['warning', { done: 1, failed: 60 }],
    ['failed', { done: 0, kept: 0, failed: 61, files: 61, skipped: 0 }],
    ['skipped', { done: 0, kept: 0, failed: 0, skipped: 1000 }],
  ])('decide the icon of the run: %s', async (icon, totals) => {
    const host = hostOf();
    const page = await open(host);
    host.send({ totals: { ...someTotals, ...totals } });
    await eventually(() => page.locator(`assetmill-run-status .icon.${icon}`).count()).toBe(1);
  });
});

test('A run that was canceled shows how far it got', async () => {
  const host = hostOf(manyRows(3000), { phase: 'canceled' });
  const page = await open(host);
  host.send({ totals: { ...someTotals, files: 3000, done: 1245, kept: 0, skipped: 0, failed: 0, canceled: 1755, progress: 0.41 } });
  await eventually(() => textOf(page.locator('.files dd'))).toBe('1,245 of 3,000');
  expect(await page.locator('vscode-progress-bar').evaluate((bar) => (bar as HTMLElement & { value: number }).value)).toBe(41);
});

test('A run that waits says for what, and shows no spinner', async () => {
  const host = hostOf(manyRows(0), { phase: 'planning', undoable: false });
  const page = await open(host);
  host.send({ run: { ...aRun, phase: 'planning', waiting: true, message: 'Waiting for your answer.' } });
  await eventually(() => textOf(page.locator('assetmill-run-status p'))).toBe('Nothing has been written yet. Waiting for your answer.');
  expect(await page.locator('assetmill-run-status .icon.working').count()).toBe(0);
});

test('A set of outputs is counted, not compared with its source', async () => {
  const outputs = [320, 640, 1280].map((width) => ({ path: `out/a-${width}.webp`, bytes: 4_000_000, size: { width, height: width } }));
  const host = hostOf({ total: () => 1, row: () => ({ ...doneRow(1), outputs }) });
  const page = await open(host);
  host.send({
    totals: { ...someTotals, files: 1, done: 1, failed: 0, kept: 0, skipped: 0, outputs: 3, several: true, bytesOut: 12_000_000 },
  });
  await eventually(() => textOf(page.locator('assetmill-run-status p'))).toContain('3 outputs, 12.0 MB.');
  expect(await textOf(row(page, 0))).not.toContain('%');
  await button(page, '3 outputs').click();
  await eventually(() => row(page, 0).locator('.details li').count()).toBe(3);
  expect(await textOf(row(page, 0).locator('.details li').last())).toContain('1280 × 1280');
});

describe('A name', () => {
  const show = async (path: string, width = 600) => {
    const page = await open(
      hostOf({ total: () => 1, row: () => ({ ...doneRow(1), path, outputs: [{ path: `out/${path}`, bytes: 1 }] }) }),
      { width },
    );
    await row(page, 0).waitFor();
    return page;
  };

  test('that is long keeps its end, and its link can always be clicked', async () => {
    const page = await show(`${'a-folder/'.repeat(30)}${'long-name-'.repeat(20)}07.png`);
    const link = row(page, 0).locator('.link.output');
    const [box, cell] = await Promise.all([link.boundingBox(), row(page, 0).boundingBox()]);
    expect(box?.width).toBeGreaterThan(100);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((cell?.x ?? 0) + (cell?.width ?? 0));
    expect(await textOf(link.locator('.tail'))).toBe('-name-07.png'.slice(-10));
  });

  test('from right to left is one piece, isolated from what is around it', async () => {
    const name = 'תמונה ארוכה מאוד של קיץ.jpg';
    const page = await show(`photos/${name}`);
    const bdi = row(page, 0).locator('.first bdi.name');
    expect(await textOf(bdi.locator('.head'))).toBe(name);
    expect(await textOf(bdi.locator('.tail'))).toBe('');
  });

  test('is never cut inside a character', async () => {
    const page = await show('photos/👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦.jpg');
    expect(await textOf(row(page, 0).locator('.first .tail'))).toMatch(/^(👨‍👩‍👧‍👦)*\.jpg$/u);
  });
});

test('A search whose files were moved back asks to be repeated', async () => {
  const groups = {
    likeness: 'bytes',
    groups: 0,
    files: 0,
    removable: { files: 0, bytes: 0 },
    rule: 'oldest',
    protectedFolders: [],
    busy: false,
    empty: 0,
    failed: 0,
  } as const;
  const run = {
    ...aRun,
    kind: 'duplicates',
    phase: 'finished',
    outdated: true,
    message: 'The files were moved back. Search again to see them.',
  } as const;
  const host = new FakeHost({ run, totals: { ...someTotals, failed: 0 }, workers: [], groups });
  const page = await open(host);
  await button(page, 'Search Again').click();
  await eventually(() => host.calls).toEqual([['actOnRun', 'searchAgain']]);
  expect(await page.locator('assetmill-groups-bar').isVisible()).toBe(false);
});
