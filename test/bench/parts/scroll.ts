import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { RunStore } from '../../../src/extension/state/runStore';
import type { PanelDelta, PanelState, RowWindow } from '../../../src/shared/protocol/panelProtocol';
import { everyRow } from '../../../src/shared/protocol/rowQuery';
import type { Outcome } from '../../../src/shared/run/run';
import { projectRoot } from '../../host/paths';
import { FakeHost } from '../../webview/fakeHost';
import { Harness, type PanelEnd } from '../../webview/harness';
import { dist } from '../contestants';
import { type Frames, framesDuring } from '../panelFrames';
import { compare } from '../report';
import { inTurns, median } from '../rounds';
import type { Part } from './part';

/** How evenly the real panel scrolls in Chromium through 100,000 rows, while all of their outcomes arrive. */

const rowCount = 100_000;
/** As the extension, which sends changes ten times a second. */
const deltaMs = 100;
const seconds = 5;
/** Pixels a second: about 50 rows, whose names can still be read, and about 300. */
const speeds = { usual: 2000, fast: 12_000 } as const;

const sourceOf = (id: number) => `/project/images/set-${String(id % 500).padStart(3, '0')}/photo-${String(id).padStart(6, '0')}.jpg`;
const before = { bytes: 4_000_000, width: 4000, height: 3000 };

function outcomeOf(id: number): Outcome {
  const source = sourceOf(id);
  const written = { target: source.replace('.jpg', '-640.jpg'), bytes: 400_000 + id, width: 640, height: 480, format: 'jpeg' } as const;
  return { id, source, status: 'done', before, outputs: [written], ms: 80, worker: id % 2 };
}

/** The state with an image for each row, as the extension adds them. */
function withImages(state: ReturnType<RunStore['state']>): ReturnType<RunStore['state']> {
  return { ...state, page: { ...state.page, rows: state.page.rows.map((row) => ({ ...row, image: '/icon.svg' })) } };
}

/** A run with all of its rows and no outcomes, and the end of the panel that shows it. */
class ShownRun implements PanelEnd {
  readonly #store = new RunStore({
    hasThumbnail: () => false,
    displayPath: (path) => path.slice('/project/'.length),
    now: () => performance.now() / 1000,
  });
  readonly #fake = new FakeHost({ workers: [] });
  #window: RowWindow = { query: everyRow, from: 0, count: 0 };
  #sent: Partial<Record<keyof PanelState, string>> = {};
  #outcomes = 0;
  send: PanelEnd['send'] = () => {};
  readonly functions: PanelEnd['functions'] = {
    ...this.#fake.functions,
    ready: (window) => ({
      ...this.#state(window),
      comparison: null,
      measurement: null,
      tuning: null,
      groups: null,
      groupPage: { from: 0, count: 0, columns: 1, total: 0, lines: [] },
    }),
    watch: (window) => this.#state(window).page,
  };

  constructor() {
    this.#store.start({ id: 'bench', kind: 'process', title: 'Resize to 640 px', destination: 'Beside the originals' });
    const rows = Array.from({ length: rowCount }, (_, id) => ({ id, source: sourceOf(id), ...before, cost: 12, targets: [] }));
    this.#store.setRows(rows);
    this.#store.setPhase('running');
  }

  #state(window: RowWindow) {
    this.#window = window;
    return withImages(this.#store.state(window));
  }

  /** Adds the next outcomes, and tells the page what has changed. */
  advance(count: number): void {
    const end = Math.min(rowCount, this.#outcomes + count);
    this.#store.addOutcomes(Array.from({ length: end - this.#outcomes }, (_, index) => outcomeOf(this.#outcomes + index)));
    this.#outcomes = end;
    this.#store.setWorkers(
      [0, 1].map((worker) => ({
        worker,
        task: Math.min(rowCount - 1, end + worker),
        signs: end,
        bytesRead: 0,
        files: end / 2,
        busyMs: end,
      })),
    );
    this.#sendChanges();
  }

  #sendChanges(): void {
    const state = withImages(this.#store.state(this.#window));
    const changed = (Object.keys(state) as (keyof typeof state)[]).filter((part) => {
      const text = JSON.stringify(state[part]);
      const isNew = this.#sent[part] !== text;
      this.#sent[part] = text;
      return isNew;
    });
    this.send(Object.fromEntries(changed.map((part) => [part, state[part]])) as PanelDelta);
  }
}

/** Scrolls the rows with the wheel, without a pause. */
async function scrollRows(page: Page, speed: number = speeds.usual): Promise<void> {
  const box = await page.locator('assetmill-panel .files').last().boundingBox();
  if (!box) throw new Error('the panel shows no rows');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Input.synthesizeScrollGesture', { x, y, yDistance: -seconds * speed, speed, gestureSourceType: 'mouse' });
  await protocol.detach();
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
    `${name}: median ${median(intervals).toFixed(1)} ms, 99th percentile ${percentile(intervals, 0.99).toFixed(1)} ms`,
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
