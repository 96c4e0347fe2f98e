import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aRun } from './fakeHost';
import { busyHost, laneWorkers, measured, measurementHost, measuring, someThroughput, timedHost } from './insightRuns';
import { eventually, setUpPanels, textOf } from './setUp';

/** What a run does, seen: its workers, its speed, where its time went, and how many workers are best. */

const open = setUpPanels();

const lane = (page: Page, index: number) => page.locator('assetmill-worker-lane').nth(index);
/** The texts of a lane, from the left. */
const laneTexts = (page: Page, index: number) =>
  lane(page, index).evaluate(({ shadowRoot }) =>
    [...(shadowRoot?.children ?? [])].map((each) => (each as HTMLElement).innerText).filter(Boolean),
  );
const laneText = async (page: Page, index: number) => (await laneTexts(page, index)).join(' ');
const plot = (page: Page) => page.locator('assetmill-throughput-plot .plot');
const told = (page: Page) => page.locator('assetmill-throughput-plot .told');

/** How far the page, or what covers it, is wider than the window. */
const overflow = (page: Page) =>
  page.evaluate(() => {
    const panel = document.querySelector('assetmill-panel')?.shadowRoot;
    const widths = [document.documentElement, ...(panel?.querySelectorAll('main, assetmill-worker-measurement') ?? [])];
    return Math.max(...widths.map((each) => each.scrollWidth - innerWidth));
  });

describe('Workers', () => {
  test('tell for how long they have been on their file, once it is over a second, and count on by themselves', async () => {
    const page = await open(busyHost());
    await lane(page, 3).waitFor();
    expect(await laneText(page, 1)).toMatch(/^2 panorama of the whole valley\.tif 1[2-9] s 198$/);
    expect(await laneTexts(page, 3)).toEqual(['4', 'Idle', '224']);
    await eventually(() => laneText(page, 0)).toMatch(/^1 IMG_000007\.jpg \d+ s 211$/);
    await eventually(() => laneText(page, 1)).toMatch(/1[4-9] s/);
  });

  test('start to count anew with another file, and stop without one', async () => {
    const host = busyHost();
    const page = await open(host);
    await eventually(() => laneText(page, 1)).toMatch(/\d s/);
    const [first, second, ...others] = laneWorkers;
    const next = { ...second, worker: 1, files: 199, busy: 0.97, file: 'next.jpg', row: 20, since: 95 };
    host.send({ workers: [first as typeof next, next, ...others] });
    await eventually(() => laneTexts(page, 1)).toEqual(['2', 'next.jpg', '199']);
    host.send({ workers: [{ worker: 0, files: 500, busy: 1 }] });
    await eventually(() => laneTexts(page, 0)).toEqual(['1', 'Idle', '500']);
  });

  test('warn of a file that takes more than half of the time limit', async () => {
    const page = await open(busyHost());
    await eventually(() => lane(page, 2).locator('.slow').count()).toBe(1);
    expect(await lane(page, 2).locator('.slow').getAttribute('title')).toContain(
      'This file has used more than half of its time limit of 2 min 0 s',
    );
    expect(await page.locator('assetmill-worker-lane .slow').count()).toBe(1);
  });

  test('offer to cancel a file that takes over a second, and no other one', async () => {
    const host = busyHost();
    const page = await open(host);
    const button = page.getByRole('button', { name: 'Cancel This File: scans/map.tif' });
    await button.focus();
    await page.keyboard.press('Enter');
    await eventually(() => host.calls).toEqual([['act', 'cancel', 9, 0]]);
    expect(await lane(page, 3).getByRole('button').count()).toBe(0);
    host.send({ run: { ...aRun, phase: 'canceling' } });
    await eventually(() => page.getByRole('button', { name: /^Cancel This File/ }).count()).toBe(0);
  });
});

describe('The plot of speed', () => {
  test('has a text in its place, with its pauses', async () => {
    const page = await open(busyHost());
    expect(await plot(page).getAttribute('role')).toBe('img');
    expect(await plot(page).getAttribute('aria-label')).toMatch(/^Between [\d.]+ and \d+ files per second, [\d.]+ at the end, 1 pause$/);
    expect(await page.locator('assetmill-throughput-plot .line').count()).toBe(2);
  });

  test('tells the value at the pointer', async () => {
    const page = await open(busyHost());
    await plot(page).hover({ position: { x: 10, y: 20 } });
    await eventually(() => textOf(told(page))).toMatch(/^[\d.]+ files\/s at \d+ s$/);
    await page.mouse.move(5, 5);
    await eventually(() => textOf(told(page))).toBe('');
  });

  test('tells values to the keyboard', async () => {
    const page = await open(busyHost());
    await page.locator('assetmill-run-header button.more').focus();
    await page.keyboard.press('Tab');
    for (const [key, second] of [
      ['Home', 'under 1 s'],
      ['ArrowRight', 'under 1 s'],
      ['PageDown', '6 s'],
      ['End', '1 min 35 s'],
    ] as const) {
      await plot(page).press(key);
      await eventually(() => textOf(told(page))).toContain(`files/s at ${second}`);
    }
  });

  test('grows with the run', async () => {
    const host = busyHost();
    const page = await open(host);
    host.send({ throughput: { ...someThroughput, rates: [1, 2, 3, 4], pauses: [] } });
    await eventually(() => plot(page).getAttribute('aria-label')).toBe('Between 1.0 and 4.0 files per second, 4.0 at the end');
    host.send({ throughput: null });
    await eventually(() => plot(page).count()).toBe(0);
  });

  test('is not there in a narrow panel', async () => {
    const page = await open(busyHost(), { width: 470 });
    await lane(page, 0).waitFor();
    expect(await plot(page).isVisible()).toBe(false);
  });
});

test('A run that is over tells where its time went', async () => {
  const page = await open(timedHost());
  const details = page.locator('assetmill-time-details');
  expect(await textOf(details.locator('summary'))).toContain('about 3.5× as fast as one worker');
  await details.locator('summary').click();
  const parts = await details.locator('li').allInnerTexts();
  expect(parts.map((text) => text.replace(/\s+/g, ' '))).toEqual([
    'Open 1% · 2.1 s',
    'Decode and steps 12% · 41 s',
    'Decode, steps, and encode 58% · 3 min 10 s',
    'Encode 19% · 1 min 3 s',
    'Check 3% · 9.4 s',
    'Write 6% · 21 s',
    'Other 1% · 4.0 s',
  ]);
  expect(await details.locator('.bar span').count()).toBe(7);
  expect(await textOf(details.locator('p'))).toContain('The workers were busy for 5 min 31 s in 1 min 35 s.');
});

describe('A measurement of workers', () => {
  test('shows its progress, what is known so far, and Cancel', async () => {
    const host = measurementHost(measuring);
    const page = await open(host);
    const shown = page.locator('assetmill-worker-measurement');
    expect(await textOf(shown.getByRole('status'))).toBe('Measuring with 4 workers...');
    expect(await shown.locator('rect.bar').count()).toBe(3); // and one in the legend
    expect(await textOf(shown.getByRole('row').nth(3))).toMatch(/4\s+–\s+–\s+–\s+measuring\.\.\./);
    await page.keyboard.press('Escape');
    await shown.getByRole('button', { name: 'Cancel', exact: true }).click();
    await eventually(() => host.calls).toEqual([['closeMeasurement']]);
  });

  test('shows what was found as a chart and as a table', async () => {
    const page = await open(measurementHost(measured));
    const shown = page.locator('assetmill-worker-measurement');
    expect(await textOf(shown.getByRole('status'))).toBe('4 workers are 3.41× as fast as one. More workers are hardly faster.');
    expect(await shown.locator('svg[role=img]').getAttribute('aria-label')).toContain('4 workers: 3.75 s, 3.41× as fast');
    expect(await textOf(shown.getByRole('row').nth(3))).toMatch(/4\s+3\.75 s\s+17\.1 files\/s\s+3\.41×\s+recommended/);
    expect(await textOf(shown.getByRole('row').nth(4))).toContain('currently in use');
    expect(await shown.locator('.page').evaluate((each) => (each.getRootNode() as ShadowRoot).activeElement?.tagName)).toBe('H1');
  });

  test.each([
    ['Use 4 Workers', 'useWorkers', 4],
    ['Use 2 Workers', 'useWorkers', 2],
    ['Close', 'closeMeasurement'],
  ])('%s does so', async (name, ...call) => {
    const host = measurementHost(measured);
    const page = await open(host);
    await page.locator('assetmill-worker-measurement').getByRole('button', { name }).click();
    await eventually(() => host.calls).toEqual([call]);
  });

  test('Escape closes what was found', async () => {
    const host = measurementHost(measured);
    const page = await open(host);
    await page.locator('assetmill-measurement-chart').waitFor();
    await page.keyboard.press('Escape');
    await eventually(() => host.calls).toEqual([['closeMeasurement']]);
    host.send({ measurement: null });
    await eventually(() => page.locator('assetmill-worker-measurement').count()).toBe(0);
  });

  test('offers nothing to set where the best number is in use', async () => {
    const page = await open(measurementHost({ ...measured, current: 4 }));
    const shown = page.locator('assetmill-worker-measurement');
    expect(await textOf(shown.getByRole('status'))).toBe(
      '4 workers (currently in use) are 3.41× as fast as one. More workers are hardly faster.',
    );
    expect(await shown.locator('vscode-button').count()).toBe(1);
  });
});

test.each([
  [1, 8, 'One worker is enough. More workers are hardly faster.'],
  [1, 1, 'One worker is enough. More workers are hardly faster.'],
  [8, 8, '8 workers (currently in use) are 3.50× as fast as one. More workers are not faster.'],
  [16, 8, '16 workers are 3.30× as fast as one.'],
])('%i workers are recommended in words while %i are in use', async (recommended, current, text) => {
  const page = await open(measurementHost({ ...measured, current, found: { files: 64, rounds: 2, recommended } }));
  const shown = page.locator('assetmill-worker-measurement');
  expect(await textOf(shown.getByRole('status'))).toBe(text);
  expect(await shown.locator('p').last().innerText()).toBe(
    'Each time is the faster of two passes over 64 files, processed 2 times per pass.',
  );
});

test.each([
  ['a run with slow files', busyHost],
  ['a run that tells where its time went', timedHost],
  ['a measurement', () => measurementHost(measuring)],
  ['what was measured', () => measurementHost(measured)],
])('Panels of all widths have room for %s', async (_, host) => {
  const page = await open(host(), { width: 230, height: 640 });
  const details = page.locator('assetmill-time-details summary');
  if ((await details.count()) > 0) await details.click();
  for (const width of [230, 320, 480, 900, 1600]) {
    await page.setViewportSize({ width, height: 640 });
    await eventually(() => overflow(page)).toBeLessThanOrEqual(0);
  }
});
