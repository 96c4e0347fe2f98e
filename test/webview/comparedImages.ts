import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { ComparisonView, ShownComparison, ShownImage } from '../../src/shared/protocol/comparisonProtocol';
import { aRun, doneRow, FakeHost, manyRows, someTotals } from './fakeHost';

/** Comparisons for tests of the panel, with images that their page can load. */

/** A scene that differs in every part, in any size. @param detail a picture on it, as SVG */
const scene = (detail: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600">
  <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#2b6cb0"/><stop offset="1" stop-color="#f6ad55"/></linearGradient></defs>
  <rect width="800" height="600" fill="url(#sky)"/><circle cx="600" cy="180" r="70" fill="#fefcbf"/>
  <path d="M0 420 180 230l150 160 130-110 340 260v60H0z" fill="#2f4858"/><path d="M0 520q200-90 400 0t400-20v100H0z" fill="#33658a"/>${detail}</svg>`;

const bodies: Readonly<Record<string, () => Promise<Buffer>>> = {
  'before.png': () =>
    sharp(Buffer.from(scene('')))
      .png()
      .toBuffer(),
  'after.png': () =>
    sharp(Buffer.from(scene('<circle cx="200" cy="120" r="40" fill="#e53e3e"/>')))
      .png()
      .toBuffer(),
  'difference.png': () =>
    sharp(
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600"/><circle cx="200" cy="120" r="40" fill="#fcffa4"/></svg>',
      ),
    )
      .png()
      .toBuffer(),
  'transparent.png': () =>
    sharp(
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><circle cx="400" cy="300" r="180" fill="#33658a"/></svg>',
      ),
    )
      .png()
      .toBuffer(),
};

/** Lets a page load the images. */
export async function serveImages(page: Page): Promise<void> {
  await page.route('**/compared/*', async (route) => {
    const make = bodies[new URL(route.request().url()).pathname.split('/').at(-1) ?? ''];
    await (make ? route.fulfill({ body: await make(), contentType: 'image/png' }) : route.abort());
  });
}

export function shownImage(name: string, change: Partial<ShownImage> = {}): ShownImage {
  const facts = { format: 'jpeg', bytes: 4_210_000, width: 800, height: 600, pages: 1, alpha: false, reduced: false } as const;
  return { ...facts, metadata: ['exif', 'icc', 'xmp'], url: `compared/${name}`, ...change };
}

export const someResult: ShownComparison = {
  before: shownImage('before.png'),
  after: shownImage('after.png', { format: 'webp', bytes: 812_000, metadata: ['icc'] }),
  difference: 'compared/difference.png',
  similarity: 0.9734,
};

export const someComparison: ComparisonView = {
  id: 7,
  grouped: false,
  file: 'photos/summer/IMG_000007.jpg',
  outputs: ['photos/summer/IMG_000007-640.webp'],
  output: 0,
  previous: 6,
  next: 8,
  canKeepOriginal: true,
  result: someResult,
};

/** A host that shows a finished run. */
export function comparisonHost(): FakeHost {
  const totals = { ...someTotals, done: 970, progress: 1, secondsLeft: 0 };
  return new FakeHost(
    { run: { ...aRun, phase: 'finished', undoable: true }, totals, workers: [] },
    { ...manyRows(1000), row: (_, id) => doneRow(id) },
  );
}
