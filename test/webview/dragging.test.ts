import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/shared/protocol/panelProtocol';
import { aRun, doneRow, FakeHost, someTotals } from './fakeHost';
import { eventually, setUpPanels } from './setUp';

/** Rows are dragged out of the panel with a pointer, as into an editor or a terminal. */

const open = setUpPanels();

const message = 'The file ends in the middle of the image: it was not copied whole.';
const failed: Row = { id: 3, path: 'photos/broken.jpg', status: 'failed', outputs: [], message, uris: ['file:///photos/broken.jpg'] };
const uriOf = (id: number) => `file:///photos/IMG%20${id}.webp`;
const rows: readonly Row[] = [
  { ...doneRow(0), uris: [uriOf(0)] },
  { ...doneRow(1), selected: true, uris: [uriOf(1), 'file:///photos/IMG%201.avif'] },
  { ...doneRow(2), selected: true, uris: ['file:///c%3A/photos/%C3%A4%23.webp'] },
  failed,
  { ...doneRow(4), selected: true },
  { ...doneRow(5), uris: ['vscode-remote://wsl%2Bubuntu/home/a.webp'] },
];

function hostOf(): FakeHost {
  const parts = { run: { ...aRun, phase: 'finished' }, totals: { ...someTotals, progress: 1 }, workers: [] } as const;
  return new FakeHost(parts, { total: () => rows.length, row: (_, index) => rows[index] as Row });
}

type Dropped = Readonly<Record<string, string>>;

/** Lets the title of the run take whatever is dropped, as an editor would. */
async function takeDrops(page: Page): Promise<() => Promise<Dropped | undefined>> {
  await page.evaluate(() => {
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const { dataTransfer } = event;
      document.body.dataset.dropped = JSON.stringify(
        Object.fromEntries((dataTransfer?.types ?? []).map((type) => [type, dataTransfer?.getData(type)])),
      );
    });
  });
  return () => page.evaluate(() => JSON.parse(document.body.dataset.dropped ?? 'null') ?? undefined);
}

/** Drags from a part of a row to the title of the run. */
async function drag(page: Page, from: Locator, grip = { x: 3, y: 5 }): Promise<void> {
  const { x, y } = (await from.boundingBox()) as { x: number; y: number };
  await page.mouse.move(x + grip.x, y + grip.y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + grip.y, { steps: 3 });
  await page.getByRole('heading').first().hover();
  await page.mouse.up();
}

const row = (page: Page, index: number) => page.locator(`#row-${index}`);

describe('A row', () => {
  test('is dragged out with its file, in the forms that editors, terminals, and other programs ask for', async () => {
    const page = await open(hostOf());
    const dropped = await takeDrops(page);
    await drag(page, row(page, 0).locator('.path'));
    await eventually(dropped).toEqual({
      'text/plain': '/photos/IMG 0.webp',
      'application/vnd.code.uri-list': uriOf(0),
      resourceurls: JSON.stringify([uriOf(0)]),
    });
    await eventually(() => page.locator('.dragged').count()).toBe(0);
  });

  test('that is selected takes the other selected ones along, with all of their outputs', async () => {
    const page = await open(hostOf());
    const dropped = await takeDrops(page);
    await drag(page, row(page, 2).locator('.thumbnail'));
    await eventually(async () => (await dropped())?.['text/plain']?.split('\n')).toEqual([
      '/photos/IMG 1.webp',
      '/photos/IMG 1.avif',
      'c:\\photos\\ä#.webp',
    ]);
    expect((await dropped())?.['application/vnd.code.uri-list']?.split('\r\n')).toHaveLength(3);
  });

  test('of a remote window has the path that its computer knows', async () => {
    const page = await open(hostOf());
    const dropped = await takeDrops(page);
    await drag(page, row(page, 5).locator('.path'));
    await eventually(async () => (await dropped())?.['text/plain']).toBe('/home/a.webp');
  });

  test('is not dragged from a message, which is selected instead', async () => {
    const page = await open(hostOf());
    const dropped = await takeDrops(page);
    await drag(page, row(page, 3).locator('.message'));
    await eventually(() => page.evaluate(() => getSelection()?.toString() ?? '')).not.toBe('');
    expect(await dropped()).toBeUndefined();
    await drag(page, row(page, 3).locator('.path'));
    await eventually(async () => (await dropped())?.['application/vnd.code.uri-list']).toBe('file:///photos/broken.jpg');
  });

  test('without a file is not dragged, and a click selects a row as before', async () => {
    const host = hostOf();
    const page = await open(host);
    await page.evaluate(() => addEventListener('dragstart', () => document.body.setAttribute('data-started', '')));
    await drag(page, row(page, 4).locator('.path'));
    expect(await page.locator('body[data-started]').count()).toBe(0);
    await row(page, 0).click();
    await row(page, 2).click({ modifiers: ['Shift'] });
    await eventually(() => host.selections.slice(-2)).toEqual([
      [0, 'only'],
      [2, 'range'],
    ]);
  });
});

test('A tile of the gallery is dragged like a row', async () => {
  const page = await open(hostOf());
  const dropped = await takeDrops(page);
  await page.getByRole('button', { name: 'Gallery', exact: true }).click();
  await drag(page, page.locator('#tile-0 .picture'));
  await eventually(async () => (await dropped())?.['application/vnd.code.uri-list']).toBe(uriOf(0));
});
