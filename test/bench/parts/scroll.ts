import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../host/paths';
import { Harness } from '../../webview/harness';
import { dist } from '../contestants';
import { type Frames, framesDuring } from '../panelFrames';
import { compare } from '../report';
import { inTurns, median } from '../rounds';
import { rowCount, ShownRun } from '../shownRun';
import type { Part } from './part';

/** How evenly the real panel scrolls in Chromium through 100,000 rows, while all of their outcomes arrive. */

/** As the extension, which sends changes ten times a second. */
const deltaMs = 100;
const seconds = 5;
/** Pixels a second: about 50 rows, whose names can still be read, and about 300. */
const speeds = { usual: 2000, fast: 12_000 } as const;

/** Scrolls the rows with the wheel, without a pause. */
async function scrollRows(page: Page, speed: number = speeds.usual): Promise<void> {
  const box = await page.locator('assetmill-panel .grid').boundingBox();
  if (!box) throw new Error('the panel shows no rows');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Input.synthesizeScrollGesture', { x, y, yDistance: -seconds * speed, speed, gestureSourceType: 'mouse' });
  await protocol.detach();
  const top = await page.locator('assetmill-panel .grid').evaluate(({ scrollTop }) => scrollTop);
  if (top < speed) throw new Error(`the rows were scrolled by ${top} pixels`);
}

/** Sends ten changes a second until all outcomes are there. */
async function runAll(run: ShownRun): Promise<void> {
  const changes = (seconds * 1000) / deltaMs;
  const started = performance.now();
  for (let change = 1; change <= changes; change += 1) {
    await sleep(Math.max(0, started + change * deltaMs - performance.now()));
    run.advance(rowCount / changes);
  }
}

type Happening = (page: Page, run: ShownRun) => Promise<unknown>;

/** Shows the rows as images instead of a table. */
async function showGallery(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Gallery' }).click();
  await page.locator('assetmill-file-gallery .tile img').first().waitFor();
}

/** What may happen in the panel. The first one shows what the browser itself is capable of on this machine. */
const happenings: Readonly<Record<string, Happening>> = {
  'nothing happens': () => sleep(seconds * 1000),
  'scrolling alone': (page) => scrollRows(page),
  'the run alone': (_, run) => runAll(run),
  'scrolling during the run': (page, run) => Promise.all([scrollRows(page), runAll(run)]),
  'scrolling fast during the run': (page, run) => Promise.all([scrollRows(page, speeds.fast), runAll(run)]),
  'scrolling the gallery during the run': (page, run) => Promise.all([scrollRows(page), runAll(run)]),
};

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A sentence about all rounds of one happening. */
function described(name: string, rounds: readonly Frames[]): string {
  const intervals = rounds.flatMap((each) => each.intervals);
  const late = (100 * intervals.filter((ms) => ms > 17).length) / intervals.length;
  const tasks = rounds.flatMap(({ longTasks }) => longTasks);
  const empty = (100 * rounds.reduce((sum, { emptyFrames }) => sum + emptyFrames, 0)) / intervals.length;
  const cpu = rounds.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / intervals.length;
  return [
    `${name}: median ${median(intervals).toFixed(1)} ms, 95th percentile ${percentile(intervals, 0.95).toFixed(1)} ms, 99th percentile ${percentile(intervals, 0.99).toFixed(1)} ms`,
    `${late.toFixed(1)}% of frames over 17 ms`,
    `${cpu.toFixed(1)} ms of CPU a frame in the main thread`,
    `${tasks.length} tasks over 50 ms${tasks.length > 0 ? `, at most ${Math.max(...tasks).toFixed(0)} ms` : ''}`,
    `rows missing in ${empty.toFixed(1)}% of frames.`,
  ].join('; ');
}

export const scroll: Part = async ({ rounds }) => {
  const harness = await Harness.start({ root: projectRoot, webviewFile: join(dist, 'webview.js') });
  const recorded = new Map<string, Frames[]>(Object.keys(happenings).map((name) => [name, []]));
  const contestants = Object.entries(happenings).map(([name, happening]) => ({
    name,
    files: 1,
    async run() {
      const run = new ShownRun();
      const { page, close } = await harness.open(run);
      if (name.includes('gallery')) await showGallery(page);
      const frames = await framesDuring(page, () => happening(page, run));
      await close();
      recorded.get(name)?.push(frames);
      return { seconds: median(frames.intervals) / 1000 };
    },
  }));
  try {
    const results = await inTurns(contestants, rounds);
    const note = [...recorded].map(([name, frames]) => described(name, frames)).join('\n');
    return [compare('From frame to frame in the panel, with 100,000 rows', results, note)];
  } finally {
    await harness.stop();
  }
};
