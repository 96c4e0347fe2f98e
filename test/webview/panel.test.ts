import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { RunView } from '../../src/shared/protocol/panelProtocol';
import { everyRow } from '../../src/shared/protocol/rowQuery';
import { aRun, doneRow, FakeHost, manyRows, someTotals } from './fakeHost';
import { eventually, scrollTo, setUpPanels, textOf } from './setUp';

const open = setUpPanels();

const workers = [
  { worker: 0, file: 'IMG_000007.jpg', files: 211, busy: 0.93 },
  { worker: 1, files: 224, busy: 0.5 },
];

function runningHost(rows = 1000): FakeHost {
  return new FakeHost({ run: aRun, totals: { ...someTotals, files: rows, failed: rows / 100 }, workers }, manyRows(rows));
}

function finishedHost(change: Partial<RunView> = {}): FakeHost {
  const totals = { ...someTotals, done: 967, failed: 3, progress: 1, secondsLeft: 0 };
  return new FakeHost({ run: { ...aRun, phase: 'finished', undoable: true, ...change }, totals, workers }, manyRows(1000));
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const chip = (page: Page, name: string) => page.locator('assetmill-status-filters').getByRole('button', { name });
const row = (page: Page, index: number) => page.locator(`#row-${index}`);
const activeRow = (page: Page) => page.locator('.row.active');
const figure = (page: Page, name: string) => page.locator(`assetmill-progress-summary .${name} dd`);

describe('A previewed plan', () => {
  const message = 'Estimate from 8 files: 5 MB would become 1 MB in about 3 s.';
  const planned = {
    id: 0,
    path: 'photos/a.jpg',
    status: 'planned',
    bytesBefore: 1000,
    outputs: [],
    targets: ['photos/a-640.jpg'],
  } as const;
  const host = () =>
    new FakeHost({ run: { ...aRun, phase: 'planned', message }, totals: someTotals, workers: [] }, { total: () => 1, row: () => planned });

  test('says that nothing has been written, and shows the planned outputs and the estimate', async () => {
    const page = await open(host());
    await eventually(() => textOf(page.locator('assetmill-run-status p'))).toContain('nothing has been written yet');
    expect(await textOf(page.locator('assetmill-run-status p'))).toContain(message);
    await eventually(() => row(page, 0).locator('.target').getAttribute('title')).toBe('photos/a-640.jpg');
    expect(await textOf(row(page, 0))).toContain('Planned');
    expect(await page.locator('assetmill-progress-summary').isVisible()).toBe(false);
  });

  test.each([360, 480, 600, 900])('does not move when its estimate arrives, in a panel of %i px', async (width) => {
    const own = host();
    const page = await open(own, { width });
    const top = () => page.locator('assetmill-file-table').evaluate((table) => table.getBoundingClientRect().top);
    const sentence = page.locator('assetmill-run-status p');
    const run = { ...aRun, phase: 'planned' } as const;
    own.send({ run: { ...run, message: 'Estimating from a few files.' } });
    await eventually(() => textOf(sentence)).toContain('Estimating');
    const before = await top();
    own.send({ run: { ...run, message: 'Estimate from 8 files: 1.24 GB would become 312 MB in about 2 min 5 s.' } });
    await eventually(() => textOf(sentence)).toContain('Estimate from');
    expect(await top()).toBe(before);
  });

  test('has a button that runs the plan', async () => {
    const own = host();
    const page = await open(own);
    await button(page, 'Run Plan').click();
    await eventually(() => own.calls).toContainEqual(['runPlanned']);
  });
});

describe('The state', () => {
  test('is shown when the page starts', async () => {
    const page = await open(runningHost());
    expect(await textOf(page.getByRole('heading', { level: 1 }))).toBe('Resize to 640 px');
    expect(await textOf(page.locator('assetmill-run-header .titles'))).toContain('Beside the originals');
    const bar = page.getByRole('progressbar');
    expect([await bar.getAttribute('aria-valuenow'), await bar.getAttribute('aria-label')]).toEqual(['44', 'Run progress']);
    expect(await page.locator('assetmill-progress-summary dd').allInnerTexts()).toEqual([
      '440 of 1,000',
      '2 min 5 s',
      '10',
      '30',
      '4.00 GB → 760 MB',
      '81%',
      '42 files/s',
    ]);
    const lanes = page.locator('assetmill-worker-lane');
    expect(await lanes.locator('.clip').allInnerTexts()).toEqual(['IMG_000007.jpg', 'Idle']);
    expect(await lanes.locator('[title="Files done by this worker"]').allInnerTexts()).toEqual(['211', '224']);
    expect(await row(page, 1).getByRole('gridcell').allInnerTexts()).toEqual([
      'Done',
      'IMG_\n000001.jpg\nphotos/summer\n→\nIMG_0000\n01-640.jpg',
      '4.21 MB\n→\n812 KB',
      '-81%',
      '4000 × 3000→640 × 480',
    ]);
    expect(await textOf(row(page, 0))).toContain('The file ends in the middle of the image');
  });

  test('changes with a delta, which leaves other parts unchanged', async () => {
    const host = runningHost();
    const page = await open(host);
    host.send({ totals: { ...someTotals, done: 500, bytesIn: 100, bytesOut: 112 } });
    await eventually(() => textOf(figure(page, 'files'))).toBe('535 of 1,000');
    expect(await textOf(page.locator('assetmill-progress-summary .saved'))).toBe('Larger by\n12%');
    expect(await page.locator('assetmill-worker-list li').count()).toBe(2);

    const shown = host.page({ query: everyRow, from: 0, count: 40 });
    const rows = shown.rows.map((each) =>
      each.id === 2 ? { ...each, status: 'kept' as const, message: 'The result would be larger.' } : each,
    );
    host.send({ page: { ...shown, rows } });
    await eventually(() => textOf(row(page, 2))).toContain('The result would be larger.');
  });

  test('has no figures and no progress while the run is planned', async () => {
    const page = await open(new FakeHost({ run: { ...aRun, phase: 'planning' }, workers: [] }));
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
    expect(await textOf(figure(page, 'files'))).toBe('–');
    expect(await page.locator('assetmill-worker-list').isVisible()).toBe(false);
    expect(await page.getByText('No files yet').isVisible()).toBe(true);
  });

  test('without a run offers to start one', async () => {
    const host = new FakeHost({ workers: [] });
    const page = await open(host);
    await button(page, 'Resize Images...').click();
    await eventually(() => host.calls).toEqual([['resize']]);
    host.send({ run: aRun, totals: someTotals });
    await page.locator('assetmill-run-header').waitFor();
    expect(await page.locator('assetmill-empty-state').count()).toBe(0);
  });

  test.each([
    [360, 'light'],
    [360, 'dark'],
    [900, 'light'],
    [900, 'dark'],
  ] as const)('without a run lists the commands, in a panel of %i px in the %s theme', async (width, theme) => {
    const page = await open(new FakeHost({ workers: [] }), { width, theme, height: 600 });
    const text = await textOf(page.locator('assetmill-empty-state p'));
    for (const word of ['resize', 'convert', 'hash', 'verify', 'duplicates', 'check']) expect(text.toLowerCase()).toContain(word);
    expect(await page.getByRole('button').count()).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    const folder = join(import.meta.dirname, '..', '..', 'out', 'screenshots');
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `empty-${width}-${theme}.png`) });
  });
});

test('The page shows the reason when its first state cannot be loaded', async () => {
  const host = new FakeHost({ workers: [] });
  Object.assign(host.functions, {
    ready: () => {
      throw new Error('The store is closed.');
    },
  });
  const page = await open(host);
  expect(await textOf(page.getByRole('alert'))).toBe('The panel could not be loaded: The store is closed.');
});

describe('The buttons of the run', () => {
  test('cancel it once and then show that it is being canceled', async () => {
    const host = runningHost();
    const page = await open(host);
    await button(page, 'Cancel').click();
    await eventually(() => host.calls).toEqual([['cancel']]);
    host.send({ run: { ...aRun, phase: 'canceling' } });
    const waiting = page.locator('vscode-button', { hasText: 'Canceling...' });
    await waiting.waitFor();
    expect(await waiting.getAttribute('disabled')).not.toBeNull();
  });

  test('undo it if possible', async () => {
    const host = finishedHost();
    const page = await open(host);
    await button(page, 'Undo').click();
    await eventually(() => host.calls).toEqual([['undo']]);
    host.send({ run: { ...aRun, phase: 'finished', undoable: false } });
    await eventually(() => button(page, 'Undo').count()).toBe(0);
  });
});

describe('The end of a run', () => {
  test('shows a summary, announces it, and links to the failed files', async () => {
    const host = runningHost();
    const page = await open(host);
    const announced = page.locator('.announced');
    expect(await announced.textContent()).toBe('Running');
    host.send({
      run: { ...aRun, phase: 'finished', message: 'The disk is nearly full.' },
      totals: { ...someTotals, done: 967, failed: 3 },
    });
    const summary = 'Finished with errors: 967 of 1,000 files done in 1 min 35 s. 4.00 GB became 760 MB, 81% saved.';
    await eventually(() => textOf(page.locator('assetmill-run-status p'))).toBe(`${summary} 3 files failed. The disk is nearly full.`);
    expect(await announced.textContent()).toBe(`${summary} The disk is nearly full. 3 files failed.`);
    await button(page, '3 files failed').click();
    await eventually(() => chip(page, 'Failed').getAttribute('aria-pressed')).toBe('true');
    await eventually(async () => host.windows.at(-1)?.query.filter).toBe('failed');
  });

  test('that can go on offers that first', async () => {
    const host = finishedHost({ phase: 'canceled', resumable: true, repeatable: true });
    const page = await open(host);
    await button(page, 'Resume').click();
    expect(host.calls).toEqual([['actOnRun', 'resumeRun']]);
    host.send({ run: { ...aRun, phase: 'canceled' } });
    await eventually(() => button(page, 'Resume').count()).toBe(0);
  });

  test('collapses the workers, which the user can expand again', async () => {
    const host = runningHost();
    const page = await open(host);
    const worker = page.locator('assetmill-worker-list li').first();
    expect(await worker.isVisible()).toBe(true);
    host.send({ run: { ...aRun, phase: 'finished' } });
    await eventually(() => worker.isVisible()).toBe(false);
    await page.locator('assetmill-worker-list summary').click();
    await eventually(() => worker.isVisible()).toBe(true);
    host.send({ workers: [...workers] });
    host.send({ totals: { ...someTotals, done: 1 } });
    await eventually(() => textOf(figure(page, 'files'))).toBe('36 of 1,000');
    expect(await worker.isVisible()).toBe(true);
  });
});

describe('The filters', () => {
  test('offer the statuses that occur, and filter by them', async () => {
    const host = runningHost();
    const page = await open(host);
    const chips = page.locator('assetmill-status-filters button');
    expect(await chips.allInnerTexts()).toEqual(['All\n1,000', 'Done\n400', 'Kept\n20', 'Skipped\n10', 'Failed\n10']);
    await chip(page, 'Failed').click();
    await eventually(() => page.locator('.rows .row').count()).toBe(10);
    expect(await page.locator('.rows .row .status .label').allInnerTexts()).toEqual(Array(10).fill('Failed'));
    await chip(page, 'Kept').click();
    await page.getByText('No files match').waitFor();
  });

  test('ignore a page of the previous filter', async () => {
    const host = runningHost();
    const page = await open(host);
    await chip(page, 'Failed').click();
    await eventually(() => page.locator('.rows .row').count()).toBe(10);
    host.send({ page: host.page({ query: everyRow, from: 0, count: 40 }), totals: { ...someTotals, done: 401 } });
    await eventually(() => textOf(chip(page, 'Done'))).toBe('Done\n401');
    expect(await page.locator('.rows .row').count()).toBe(10);
  });

  test('reset when another run starts', async () => {
    const host = runningHost();
    const page = await open(host);
    await chip(page, 'Failed').click();
    await eventually(() => host.windows.at(-1)?.query.filter).toBe('failed');
    host.send({ run: { ...aRun, id: 'run-2', title: 'Convert to WebP' } });
    await eventually(() => chip(page, 'All').getAttribute('aria-pressed')).toBe('true');
    await eventually(() => host.windows.at(-1)?.query.filter).toBe('all');
  });
});

describe('A table of a hundred thousand files', () => {
  const total = 100_000;

  test('renders and requests only the rows in view', async () => {
    const host = runningHost(total);
    const page = await open(host);
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(total + 1));
    await row(page, 0).waitFor();

    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await eventually(() => page.getByText('IMG_050001.jpg').count()).toBeGreaterThan(0);
    expect(await row(page, 50_001).getAttribute('aria-rowindex')).toBe('50003');
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await row(page, total - 1)
      .locator('.path')
      .waitFor();

    expect(await page.locator('.rows .row').count()).toBeLessThan(60);
    expect(Math.max(...host.windows.map(({ count }) => count))).toBeLessThanOrEqual(100);
    const { from = 0, count = 0 } = host.windows.at(-1) ?? {};
    expect(from).toBeGreaterThan(total - 100);
    expect(from + count).toBeGreaterThanOrEqual(total);
  });

  test('requests nothing new until it is scrolled', async () => {
    const host = runningHost(total);
    const page = await open(host);
    await row(page, 0).waitFor();
    await eventually(() => page.locator('.rows .row .path').count()).toBeGreaterThan(5);
    for (let done = 401; done <= 410; done += 1)
      host.send({ totals: { ...someTotals, done }, page: host.page({ query: everyRow, from: 0, count: 60 }) });
    await eventually(() => textOf(chip(page, 'Done'))).toBe('Done\n410');
    expect(host.windows.length).toBe(1);
  });

  test('keeps its filter and position when the page is reloaded', async () => {
    const host = runningHost(total);
    const page = await open(host);
    await scrollTo(page.getByRole('grid'), 42 * 70_000);
    await row(page, 70_005).locator('.path').waitFor();
    await page.reload();
    await row(page, 70_005).locator('.path').waitFor();
    await chip(page, 'Failed').click();
    await eventually(() => host.windows.at(-1)?.query.filter).toBe('failed');
    await page.reload();
    await eventually(() => chip(page, 'Failed').getAttribute('aria-pressed')).toBe('true');
    await row(page, 0).locator('.path').waitFor();
  });
});

test('The first row in view stays first when the panel becomes narrow', async () => {
  const page = await open(runningHost(), { width: 900 });
  const grid = page.getByRole('grid');
  await scrollTo(grid, 42 * 500);
  await row(page, 505).locator('.path').waitFor();
  const offset = (index: number) =>
    row(page, index).evaluate(
      (element) => element.getBoundingClientRect().top - (element.closest('.grid')?.getBoundingClientRect().top ?? 0),
    );
  expect(await offset(500)).toBeCloseTo(26, 0);
  await page.setViewportSize({ width: 320, height: 700 });
  await page.locator('assetmill-file-table[narrow]').waitFor();
  await eventually(() => offset(500)).toBeCloseTo(26, 0);
  await page.reload();
  await row(page, 500).locator('.path').waitFor();
  await eventually(() => offset(500)).toBeCloseTo(26, 0);
});

test('In a narrow panel, only a row with remarks has a third line', async () => {
  const page = await open(runningHost(), { width: 380 });
  const height = (index: number) => row(page, index).evaluate((element) => element.getBoundingClientRect().height);
  await row(page, 4).locator('.path').waitFor();
  const heights = await Promise.all([0, 1, 2, 3, 4, 5].map(height));
  const messages = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => row(page, index).locator('.message').count()));
  expect(messages, 'some have remarks').toContain(1);
  expect(heights).toEqual(messages.map((count) => (count > 0 ? 60 : 42)));
});

describe('The keyboard', () => {
  test('moves through the table and opens the active file', async () => {
    const host = runningHost();
    const page = await open(host);
    await row(page, 5).waitFor();
    const grid = page.getByRole('grid');
    await grid.focus();
    const expectActive = (index: number) => eventually(() => grid.getAttribute('aria-activedescendant')).toBe(`row-${index}`);
    await expectActive(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await expectActive(1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Enter');
    await expect
      .poll(() => host.calls)
      .toEqual([
        ['act', 'open', 1],
        ['act', 'revealInExplorer', 1],
      ]);
    await page.keyboard.press('End');
    await expectActive(999);
    await row(page, 999).locator('.path').waitFor();
    expect(await activeRow(page).getAttribute('id')).toBe('row-999');
    await page.keyboard.press('PageUp');
    await eventually(() => activeRow(page).getAttribute('id')).not.toBe('row-999');
    await page.keyboard.press('Home');
    await expectActive(0);
    await row(page, 0).locator('.path').waitFor();
    await page.keyboard.press('Enter');
    await eventually(() => host.calls.at(-1)).toEqual(['act', 'open', 0]);
  });

  test('never moves the active row behind the header', async () => {
    const page = await open(runningHost());
    await page.getByRole('grid').focus();
    for (let press = 0; press < 30; press += 1) await page.keyboard.press('ArrowDown');
    for (let press = 0; press < 28; press += 1) await page.keyboard.press('ArrowUp');
    await eventually(() => activeRow(page).getAttribute('id')).toBe('row-2');
    const bottom =
      (await page
        .locator('.header')
        .boundingBox()
        .then((box) => box && box.y + box.height)) ?? 0;
    await eventually(async () => ((await activeRow(page).boundingBox())?.y ?? 0) - bottom).toBeGreaterThanOrEqual(-1);
  });

  test('reaches only the buttons of the active row', async () => {
    const host = runningHost();
    const page = await open(host);
    await row(page, 1).click({ position: { x: 300, y: 10 } });
    // The head of the sorted column comes first.
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(() => host.calls).toEqual([['act', 'revealInExplorer', 1]]);
    await page.keyboard.press('ArrowDown');
    await eventually(() => activeRow(page).getAttribute('id')).toBe('row-2');
    expect(await page.locator('.rows button[tabindex="0"]').count()).toBe(4);
  });
});

test('A screen reader gets all columns, including hidden ones', async () => {
  const page = await open(runningHost(), { width: 320 });
  const label = 'photos/summer/IMG_000001.jpg, Done, 4.21 MB → 812 KB, 81% saved, 4000 × 3000 → 640 × 480, IMG_000001-640.jpg';
  await eventually(() => row(page, 1).getAttribute('aria-label')).toBe(label);
});

test('Each output of a file has a link that opens it', async () => {
  const outputs = ['IMG-640.png', 'IMG-640.webp'].map((path) => ({ path, bytes: 1000 }));
  const host = new FakeHost({ run: aRun, totals: someTotals, workers: [] }, { total: () => 1, row: () => ({ ...doneRow(7), outputs }) });
  const page = await open(host);
  await button(page, '2 outputs').click();
  await button(page, 'IMG-640.webp').click();
  await row(page, 0).hover();
  await button(page, 'Open (Enter)').click();
  await expect
    .poll(() => host.calls)
    .toEqual([
      ['act', 'open', 7, 1],
      ['act', 'open', 7],
    ]);
});

describe('The layout', () => {
  test('fits into panels of all widths', async () => {
    const path = `${'a-long-folder/'.repeat(20)}${'a-very-long-name-'.repeat(12)}01.jpg`;
    const host = new FakeHost(
      { run: { ...aRun, title: 'Resize to a box of 1920 by 1080 px, WebP', destination: `into ${path}` }, totals: someTotals, workers },
      { total: () => 50, row: (_filter, id) => ({ ...doneRow(id), path }) },
    );
    const page = await open(host, { theme: 'light' });
    await row(page, 3).locator('.first .tail').waitFor();
    const overflow = () =>
      page.evaluate(() => {
        const found: string[] = [];
        const walk = (root: ParentNode) => {
          for (const element of root.querySelectorAll('*')) {
            if (element.getBoundingClientRect().right > innerWidth + 1) found.push(element.className.toString() || element.tagName);
            if (element.shadowRoot) walk(element.shadowRoot);
          }
        };
        walk(document);
        return found;
      });
    for (const width of [300, 480, 700, 1000, 1600]) {
      await page.setViewportSize({ width, height: 700 });
      await eventually(overflow, `${width} px`).toEqual([]);
      // The end of the name, with its number, is never clipped.
      await eventually(() => textOf(row(page, 3).locator('.first .tail')), `${width} px`).toBe('name-01.jpg'.slice(-10));
    }
  });

  test('does not move for users who prefer reduced motion', async () => {
    const page = await open(runningHost());
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = () =>
      page
        .locator('.icon.working')
        .first()
        .evaluate((element) => getComputedStyle(element).animationName);
    await eventually(moving).toBe('none');
  });
});
