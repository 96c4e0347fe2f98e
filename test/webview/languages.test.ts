import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { cutOffTexts } from './cutOffTexts';
import type { Texts } from './harness';
import { phases, runIn, states } from './panelStates';
import { root, setUpPanels } from './setUp';

/** In every language, each text of the panel can be read in whole when the panel is as narrow as a side bar. */

const open = setUpPanels();
const width = 400;

const textsIn = (language: string): Texts => JSON.parse(readFileSync(path.join(root, `l10n/bundle.l10n.${language}.json`), 'utf8'));

async function settled(page: Page): Promise<Page> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(150);
  return page;
}

describe.each(['de', 'es', 'fr', 'ja', 'zh-cn'])('In the language %s', (language) => {
  const texts = textsIn(language);
  const show = async (host: ReturnType<typeof runIn>) => settled(await open(host, { language, texts, width, height: 900 }));

  test.each(Object.keys(states))('no text of %s is cut off', async (name) => {
    const page = await show((states[name] as (typeof states)[string])());
    expect(await cutOffTexts(page)).toEqual([]);
  });

  test.each(phases)('no text of a run that is %s is cut off', async (phase) => {
    expect(await cutOffTexts(await show(runIn(phase)))).toEqual([]);
  });

  test('no text of the gallery is cut off', async () => {
    const page = await show(runIn('finished'));
    await page.locator('assetmill-file-toolbar .layouts button').last().click();
    await page.locator('#tile-0').waitFor();
    expect(await cutOffTexts(await settled(page))).toEqual([]);
  });
});
