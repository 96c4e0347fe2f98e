import type { Page } from 'playwright-core';

/** How evenly a page draws: the times of its frames, and the tasks that kept it from drawing. */

/** What a page has recorded. */
interface RecordedFrames {
  /** From each frame to the next, in ms. */
  readonly intervals: readonly number[];
  /** Tasks of more than 50 ms, in ms. */
  readonly longTasks: readonly number[];
  /** Frames in which a row in view had not arrived yet. */
  readonly emptyFrames: number;
}

export interface Frames extends RecordedFrames {
  /** CPU time of the page's main thread, in ms. It does not grow when other programs keep the machine busy. */
  readonly cpuMs: number;
}

/** In the page, while it records. */
interface Recording {
  readonly times: number[];
  readonly longTasks: number[];
  emptyFrames: number;
  isOver: boolean;
}
type Recorder = typeof globalThis & { recording: Recording };

/** Runs in the page. */
function startInPage(): void {
  const recording: Recording = { times: [], longTasks: [], emptyFrames: 0, isOver: false };
  (globalThis as Recorder).recording = recording;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) recording.longTasks.push(duration);
  }).observe({ type: 'longtask' });
  const table = document.querySelector('assetmill-panel')?.shadowRoot?.querySelector('assetmill-file-table')?.shadowRoot;
  const frame = (time: number) => {
    if (recording.isOver) return;
    recording.times.push(time);
    if (table?.querySelector('.rows > .row > .muted:only-child')) recording.emptyFrames += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Runs in the page. */
function endInPage(): RecordedFrames {
  const { recording } = globalThis as Recorder;
  recording.isOver = true;
  const { times, longTasks, emptyFrames } = recording;
  return { intervals: times.slice(1).map((time, index) => time - (times[index] as number)), longTasks, emptyFrames };
}

/** Records the frames of a page while something happens. */
export async function framesDuring(page: Page, happening: () => Promise<unknown>): Promise<Frames> {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send('Performance.enable');
  const cpuMs = async () => {
    const { metrics } = await protocol.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0) * 1000;
  };
  await page.evaluate(startInPage);
  const before = await cpuMs();
  await happening();
  const after = await cpuMs();
  const recorded = await page.evaluate(endInPage);
  await protocol.detach();
  return { ...recorded, cpuMs: after - before };
}
