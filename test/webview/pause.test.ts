import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Row } from '../../src/shared/protocol/panelProtocol';
import type { RowStatus } from '../../src/shared/protocol/rowQuery';
import type { RunPhase } from '../../src/shared/run/runPhase';
import { aRun, doneRow, FakeHost, someTotals } from './fakeHost';
import { eventually, setUpPanels, textOf } from './setUp';

const open = setUpPanels();

const statuses: readonly RowStatus[] = ['done', 'working', 'queued', 'canceled'];
const workers = [{ worker: 0, file: 'IMG_000001.jpg', files: 211, busy: 0.93 }];

/** A row for each status, in this order. */
function rowOf(id: number): Row {
  const status = statuses[id] ?? 'queued';
  const { path, bytesBefore = 0, sizeBefore = { width: 0, height: 0 }, ...made } = doneRow(id);
  if (status === 'done') return { ...made, path, bytesBefore, sizeBefore };
  return { id, path, status, bytesBefore, sizeBefore, outputs: [], ...(status === 'canceled' && { message: 'Canceled.' }) };
}

function hostIn(phase: RunPhase): FakeHost {
  return new FakeHost({ run: { ...aRun, phase }, totals: someTotals, workers }, { total: () => 12, row: (_, index) => rowOf(index) });
}

const button = (page: Page, name: string) => page.locator('assetmill-run-header').getByRole('button', { name, exact: true });
const row = (page: Page, index: number) => page.locator(`#row-${index}`);
const cancelFile = (page: Page, index: number) => row(page, index).getByRole('button', { name: 'Cancel This File (Delete)' });

test('Pause becomes Resume, keeps the focus, and says that the run is paused', async () => {
  const host = hostIn('running');
  const page = await open(host);
  await button(page, 'Pause').focus();
  await page.keyboard.press('Enter');
  await eventually(() => host.calls).toEqual([['pause']]);
  host.send({ run: { ...aRun, phase: 'paused' } });
  await eventually(() => button(page, 'Resume').count()).toBe(1);
  expect(await button(page, 'Pause').count()).toBe(0);
  expect(await page.locator('.announced').textContent()).toBe('Paused');
  expect(await textOf(page.locator('assetmill-progress-summary .time dt'))).toBe('Time left');
  await page.keyboard.press('Enter');
  await eventually(() => host.calls).toEqual([['pause'], ['resume']]);
});

test.each(['planning', 'canceling'] as const)('A run that is %s cannot be paused, nor can its files be canceled', async (phase) => {
  const page = await open(hostIn(phase));
  await row(page, 2).click();
  expect(await button(page, 'Pause').getAttribute('disabled')).not.toBeNull();
  expect(await row(page, 2).getByRole('button', { name: 'Open (Enter)' }).count()).toBe(1);
  expect(await cancelFile(page, 2).count()).toBe(0);
});

test.each(['running', 'paused'] as const)(
  'A file of a %s run that has not ended can be canceled, by its button or a key',
  async (phase) => {
    const host = hostIn(phase);
    const page = await open(host);
    for (const index of [0, 3]) {
      await row(page, index).click();
      await page.locator('.grid').press('Delete');
      expect(await cancelFile(page, index).count()).toBe(0);
    }
    await row(page, 1).click();
    await cancelFile(page, 1).click();
    expect(await page.locator('assetmill-file-table').evaluate((table) => table.shadowRoot?.activeElement?.className)).toBe('grid');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await eventually(() => host.calls).toEqual([
      ['act', 'cancel', 1],
      ['act', 'cancel', 2],
    ]);
  },
);

test.each([
  [360, 'light'],
  [480, 'dark'],
  [900, 'contrast'],
  [900, 'light'],
] as const)('Nothing moves when a run is paused or resumed, in a panel of %i px in the %s theme', async (width, theme) => {
  const host = hostIn('planning');
  const page = await open(host, { width, theme, height: 600 });
  const places = () =>
    page.locator('assetmill-run-header').evaluate((header) => {
      const buttons = [...(header.shadowRoot?.querySelectorAll('vscode-button') ?? [])];
      return buttons.map((each) => ['left', 'top', 'width', 'height'].map((side) => each.getBoundingClientRect()[side as 'left']));
    });
  const before = await places();
  expect(before).toHaveLength(2);
  await row(page, 2).click();
  for (const phase of ['running', 'paused'] as const) {
    host.send({ run: { ...aRun, phase } });
    await eventually(() => button(page, phase === 'paused' ? 'Resume' : 'Pause').count()).toBe(1);
    expect(await places()).toEqual(before);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});
