import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../host/paths';
import { Harness } from '../../webview/harness';
import { dist } from '../contestants';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { rowCount, ShownRun } from '../shownRun';
import type { Part } from './part';

/** How soon the real panel appears in Chromium, and what an hour of changes leaves behind in it. */

/** The extension sends changes ten times a second. */
const changesAnHour = 36_000;
/** Times in the hour at which the memory is measured. */
const stops = 6;
/** Changes that are sent before the page must have received them. */
const burst = 100;

/** Seconds from the start of the page's loading to its first content. */
async function firstPaint(page: Page): Promise<number> {
  const painted = () =>
    page.evaluate(() => performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime / 1000)[0]);
  for (;;) {
    const seconds = await painted();
    if (seconds !== undefined) return seconds;
    await page.waitForTimeout(10);
  }
}

/** What a page holds after its garbage was collected. */
interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
}

async function held(page: Page): Promise<Held> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Performance.enable');
  await protocol.send('HeapProfiler.collectGarbage');
  const { metrics } = await protocol.send('Performance.getMetrics');
  await protocol.detach();
  const metricOf = (metric: string) => metrics.find(({ name }) => name === metric)?.value ?? 0;
  return { heapBytes: metricOf('JSHeapUsedSize'), nodes: metricOf('Nodes') };
}

/** Sends the changes of an hour as fast as the page takes them, in which all outcomes arrive. */
async function passHour(page: Page, run: ShownRun, measure: () => Promise<void>): Promise<void> {
  const outcomes = rowCount / changesAnHour;
  for (let change = 0; change < changesAnHour; change += 1) {
    run.advance(Math.floor((change + 1) * outcomes) - Math.floor(change * outcomes));
    if ((change + 1) % burst === 0) await page.evaluate(() => new Promise(requestAnimationFrame));
    if ((change + 1) % (changesAnHour / stops) === 0) await measure();
  }
}

async function measurePaint(harness: Harness, rounds: number) {
  const contestants = [0, rowCount].map((rows) => ({
    name: rows === 0 ? 'without a run' : `with ${rows} rows`,
    files: 1,
    async run() {
      const { page, close } = await harness.open(new ShownRun(rows));
      const seconds = await firstPaint(page);
      await close();
      return { seconds };
    },
  }));
  return compare('First paint of the panel', await inTurns(contestants, rounds));
}

async function measureHour(harness: Harness) {
  const run = new ShownRun();
  const { page, close } = await harness.open(run);
  const measured = [await held(page)];
  const passing = {
    name: 'the changes of an hour, as fast as the page takes them',
    files: changesAnHour,
    async run() {
      const started = performance.now();
      await passHour(page, run, async () => void measured.push(await held(page)));
      return { seconds: (performance.now() - started) / 1000 };
    },
  };
  const results = await inTurns([passing], 1);
  await close();
  const heaps = measured.map(({ heapBytes }) => (heapBytes / 1e6).toFixed(1)).join(', ');
  const nodes = measured.map((each) => each.nodes).join(', ');
  return compare('Memory of the panel', results, `Heap at the start and after each ten minutes: ${heaps} MB. Nodes: ${nodes}.`);
}

export const page: Part = async ({ rounds }) => {
  const harness = await Harness.start({ root: projectRoot, webviewFile: join(dist, 'webview.js') });
  try {
    return [await measurePaint(harness, rounds), await measureHour(harness)];
  } finally {
    await harness.stop();
  }
};
