import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { withoutPlurals } from '../manifest/translationProblems';
import { cutOffTexts } from './cutOffTexts';
import type { FakeHost } from './fakeHost';
import type { Texts } from './harness';
import { phases, runIn, states } from './panelStates';
import { root, setUpPanels } from './setUp';

/**
 * Each text of the panel can be read in whole when the panel is as narrow as a side bar, and in its wider layouts. The texts of all
 * languages are drawn at once: of each the longest, and of each the one with the longest word, which cannot be put on two lines.
 */

const open = setUpPanels();
const folder = path.join(root, 'l10n');
const bundles: readonly Texts[] = readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));

/** About how wide a text is: a Chinese or Japanese character is as wide as two letters. */
const widthOf = (text: string) => text.length + (text.match(/[\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0);

const measures: Readonly<Record<string, (text: string) => number>> = {
  'the longest texts': (text) => widthOf(withoutPlurals(text)),
  'the longest words': (text) => Math.max(...(withoutPlurals(text).match(/[\p{Script=Latin}\p{M}]+|./gu) ?? ['']).map(widthOf)),
};

function textsBy(measure: (text: string) => number): Texts {
  const longest = (all: readonly string[]) => all.reduce((best, text) => (measure(text) > measure(best) ? text : best), '');
  return Object.fromEntries(Object.keys(bundles[0] ?? {}).map((key) => [key, longest(bundles.map((bundle) => bundle[key] ?? ''))]));
}

const widths = [400, 900, 1280];

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // Lists are filled, and charts drawn, once they know their size.
  await page.waitForTimeout(150);
}

/** What is cut off, at each width at which something is. */
async function cutOffByWidth(page: Page): Promise<Record<string, string[]>> {
  const found: [string, string[]][] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await settle(page);
    found.push([`${width} px`, await cutOffTexts(page)]);
  }
  return Object.fromEntries(found.filter(([, texts]) => texts.length > 0));
}

describe.each(Object.keys(measures))('With %s of all languages', (name) => {
  const texts = textsBy(measures[name] as (text: string) => number);
  const show = (host: FakeHost) => open(host, { language: 'de', texts, width: 400, height: 900 });

  test.each(Object.keys(states))('no text of %s is cut off', async (state) => {
    expect(await cutOffByWidth(await show((states[state] as () => FakeHost)()))).toEqual({});
  });

  test.each(phases)('no text of a run that is %s is cut off', async (phase) => {
    expect(await cutOffByWidth(await show(runIn(phase)))).toEqual({});
  });

  test('no text of the gallery is cut off', async () => {
    const page = await show(runIn('finished'));
    await page.locator('assetmill-file-toolbar .layouts button').last().click();
    await page.locator('#tile-0').waitFor();
    expect(await cutOffByWidth(page)).toEqual({});
  });
});

test('A text that is cut off is found', async () => {
  const texts = { 'No runs yet': 'W'.repeat(60), 'Filter (Ctrl+F)': 'x' };
  const page = await open((states['no run'] as () => FakeHost)(), { texts, width: 400 });
  expect(await cutOffTexts(page)).toEqual([expect.stringContaining('W'.repeat(60))]);
});
