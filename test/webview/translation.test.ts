import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { shownImage, someComparison } from './comparedImages';
import { aRun, FakeHost, manyRows, someTotals } from './fakeHost';
import { searchHost } from './groupRuns';
import type { Harness, Texts } from './harness';
import { busyHost, measured, measurementHost, measuring, timedHost } from './insightRuns';
import { hashHost, verifyHost } from './inspectionRuns';
import { root, startHarness } from './setUp';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.stop());

/** A pseudo translation: each text is in quotation marks that nothing else has. */
async function pseudoTexts(): Promise<Texts> {
  const texts: Record<string, string> = JSON.parse(await readFile(path.join(root, 'l10n/bundle.l10n.json'), 'utf8'));
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, `«${text}»`]));
}

/** All texts, titles and labels of the page, shadow roots included. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const collect = (node: Node): void => {
      if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
      if (node instanceof Text && node.data.trim() !== '') found.push(node.data.trim());
      if (node instanceof Element) {
        for (const name of ['title', 'aria-label', 'placeholder'])
          if (node.getAttribute(name)) found.push(node.getAttribute(name) as string);
        if (node.shadowRoot) collect(node.shadowRoot);
      }
      for (const child of node.childNodes) collect(child);
    };
    collect(document.body);
    return found;
  });
}

const message = 'The file ends in the middle of the image: it was not copied whole.';
/** Texts that come from the host, and names of algorithms. */
const data = [
  ...['Find Duplicates: Similar Images', /photos(\/[a-z ]+)?/g, /\bMay \d+, \d+, [\d:]+\s?[AP]M/g],
  ...[
    aRun.title,
    aRun.destination,
    message,
    /(?:photos\/)?panorama of the whole valley\.tif|(?:scans\/)?map\.tif/g,
    /[\w/]*IMG_\d*[-\w.]*/g,
    /\.?\bjpg\b/g,
    /photos\/summer\/?/g,
    /\b(?:JPEG|EXIF|XMP)\b/g,
  ],
  ...[
    /SHA-256 mismatch: expected \w+, got \w+\./g,
    /The file is (?:listed but missing|not listed|outside the workspace, so it was not read)\./g,
  ],
  ...[/\bSHA-256\b/g, /\b[0-9a-f]{8,64}\b/g, /release[/\w]*/g, /\btool?[-.\w]*|\S*tar\.gz\b/g],
];

/** The rest of a text without its translated parts and data. */
function untranslated(text: string): string {
  let rest = text;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/«[^«»]*»/g, '');
  }
  for (const each of data) rest = rest.replaceAll(each, '');
  return rest;
}

/** Compares two animations that are shown from smaller copies. */
function comparisonHost({ similarity }: { similarity: number | null }): FakeHost {
  const image = shownImage('', { url: 'icon.svg', reduced: true, pages: 3 });
  const result = { before: { ...image, metadata: ['exif', 'comments'] as const }, after: image, similarity };
  const comparison = { ...someComparison, result, outputs: ['IMG_1.jpg', 'IMG_2.jpg'] };
  return new FakeHost({ run: { ...aRun, phase: 'finished' }, totals: someTotals, workers: [], comparison }, manyRows(1000));
}

test.each([
  ['no run', new FakeHost({ totals: someTotals, workers: [] })],
  [
    'a run',
    new FakeHost({ run: aRun, totals: someTotals, workers: [{ worker: 0, file: 'IMG_1.jpg', files: 1, busy: 0.9 }] }, manyRows(1000)),
  ],
  [
    'a finished run',
    new FakeHost(
      { run: { ...aRun, phase: 'finished', undoable: true }, totals: someTotals, workers: [{ worker: 0, files: 1, busy: 0.9 }] },
      manyRows(1000),
    ),
  ],
  ['a run with its speed and slow files', busyHost()],
  ['a run that tells where its time went', timedHost()],
  ['a measurement of workers', measurementHost(measuring)],
  ['workers that were measured', measurementHost(measured)],
  ['a finished hash run', hashHost({ title: aRun.title, phase: 'finished' }, { known: 3 })],
  ['a hash run', hashHost({ title: aRun.title })],
  ['a verified list', verifyHost({ title: aRun.title, phase: 'finished' })],
  ['groups of files', searchHost()],
  ['groups with a preferred folder', searchHost({ rule: 'preferredFolder', preferredFolder: 'photos/old', groups: 0 })],
  ['groups that are being updated', searchHost({ busy: true })],
  ['a comparison', comparisonHost({ similarity: 0.97 })],
  ['a comparison of images that have different aspect ratios', comparisonHost({ similarity: null })],
])('Every text of %s can be translated', async (_, host) => {
  const { page, errors, close } = await harness.open(host, { texts: await pseudoTexts() });
  await page.evaluate(() => document.fonts.ready);
  const found = await textsOf(page);
  expect(found.some((text) => text.includes('«'))).toBe(true);
  expect(found.filter((text) => /\p{L}{2,}/u.test(untranslated(text)))).toEqual([]);
  expect(errors).toEqual([]);
  await close();
});

const polish = {
  '{0, plural, one {Move # File to Trash...} other {Move # Files to Trash...}}':
    '{0, plural, one {Przenieś # plik} few {Przenieś # pliki} many {Przenieś # plików} other {Przenieś # pliku}}',
  '{0, plural, one {# more name} other {# more names}}':
    '{0, plural, one {# inna nazwa} few {# inne nazwy} many {# innych nazw} other {# innej nazwy}}',
};

test('Plurals of the page have as many forms as the display language', async () => {
  const { page, errors, close } = await harness.open(searchHost(), { language: 'pl', texts: polish });
  await page.locator('#file-0-2').waitFor();
  expect(await page.getByText('Przenieś').innerText()).toBe('Przenieś 8000 plików');
  expect(await page.locator('#file-0-2 .names').innerText()).toBe('1 inna nazwa');
  expect(errors).toEqual([]);
  await close();
});

test('Numbers and dates of the page follow the display language, also without a translation', async () => {
  const { page, errors, close } = await harness.open(searchHost(), { language: 'de' });
  await page.locator('#file-0-2').waitFor();
  expect(await page.locator('assetmill-groups-bar p').innerText()).toBe(
    '4.000 groups with 12.000 files. Marked for removal: 8.000 files (33,6 GB).',
  );
  expect(await page.locator('#file-0-2').innerText()).toContain('17.05.2024');
  expect(errors).toEqual([]);
  await close();
});
