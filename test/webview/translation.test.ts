import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { aRun, FakeHost, manyRows, someTotals } from './fakeHost';
import { searchHost } from './groupRuns';
import { Harness } from './harness';
import { hashHost, verifyHost } from './inspectionRuns';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness?.stop());

/** Everything that the page says: its text, its titles and its labels, shadow roots included. */
function saidBy(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const said: string[] = [];
    const look = (node: Node): void => {
      if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
      if (node instanceof Text && node.data.trim() !== '') said.push(node.data.trim());
      if (node instanceof Element) {
        for (const name of ['title', 'aria-label', 'placeholder'])
          if (node.getAttribute(name)) said.push(node.getAttribute(name) as string);
        if (node.shadowRoot) look(node.shadowRoot);
      }
      for (const child of node.childNodes) look(child);
    };
    look(document.body);
    return said;
  });
}

const message = 'The file ends in the middle of the image: it was not copied whole.';
/** What comes from the host as it is, names of algorithms, and units. */
const data = [
  ...['Find Duplicates: Similar Images', /photos(\/[a-z ]+)?/g, /\bMay \d+, \d+, [\d:]+\s?[AP]M/g],
  ...[aRun.title, aRun.destination, message, /[\w/]*IMG_\d*[-\w.]*/g, /\.?\bjpg\b/g, /photos\/summer\/?/g, /\b[KMGT]?B\b/g],
  ...[/Its? (?:is|SHA-256)[^.]*\.+/g, /\bSHA-256\b/g, /\b[0-9a-f]{8,64}\b/g, /release[/\w]*/g, /\btool?[-.\w]*|\S*tar\.gz\b/g],
];

/** What is left of a text without what is translated and without data. */
function untranslated(text: string): string {
  let rest = text;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/«[^«»]*»/g, '');
  }
  for (const each of data) rest = rest.replaceAll(each, '');
  return rest;
}

test.each([
  ['no run', new FakeHost({ totals: someTotals, workers: [] })],
  [
    'a run',
    new FakeHost({ run: aRun, totals: someTotals, workers: [{ worker: 0, file: 'IMG_1.jpg', files: 1, busy: 0.9 }] }, manyRows(1000)),
  ],
  [
    'a run that is over',
    new FakeHost(
      { run: { ...aRun, phase: 'finished', undoable: true }, totals: someTotals, workers: [{ worker: 0, files: 1, busy: 0.9 }] },
      manyRows(1000),
    ),
  ],
  ['files that are hashed', hashHost({ title: aRun.title, phase: 'finished' }, { known: 3 })],
  ['files that are still hashed', hashHost({ title: aRun.title })],
  ['a verified list', verifyHost({ title: aRun.title, phase: 'finished' })],
  ['groups of files', searchHost()],
  ['groups with a preferred folder', searchHost({ rule: 'preferredFolder', preferredFolder: 'photos/old', groups: 0 })],
  ['groups that are made anew', searchHost({ busy: true })],
])('every word of %s can be translated', async (_, host) => {
  const { page, errors } = await harness.open(host, { theme: 'translated' });
  await page.evaluate(() => document.fonts.ready);
  const said = await saidBy(page);
  expect(said.some((text) => text.includes('«'))).toBe(true);
  expect(said.filter((text) => /\p{L}{2,}/u.test(untranslated(text)))).toEqual([]);
  expect(errors).toEqual([]);
  await page.close();
});
