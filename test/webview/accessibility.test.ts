import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { FakeHost } from './fakeHost';
import { searchHost } from './groupRuns';
import { type Theme, themes } from './harness';
import { comparedHost, phases, runIn, runViewIn, states, withIcons } from './panelStates';
import { eventually, setUpPanels } from './setUp';
import { filterTuning } from './tunings';

/** axe-core, the engine of most accessibility checkers, finds no fault in any state of the panel, in any theme of VS Code. */

const open = setUpPanels();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

/**
 * The cards of files contain more than their label: figures, in an order of their own. Their label is the name of the file, which is a
 * part of their accessible name; a test of its own checks that.
 */
function isCardLabel(id: string, { target }: Violation['nodes'][number]): boolean {
  return id === 'label-content-name-mismatch' && /^#(tile|file)-/.test(String(target.flat().at(-1)));
}

/** Makes axe known to the page. Scripts of the test are not bound to the policy of the page. */
async function loadAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
}

function setTheme(page: Page, theme: Theme): Promise<void> {
  return page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
}

/** The faults that axe finds with these rules in an element, as lines. Runs in the page. */
async function faultsIn(element: Element, rules: readonly string[]): Promise<Violation[]> {
  const { axe } = globalThis as unknown as { axe: { run(context: Element, options: object): Promise<{ violations: Violation[] }> } };
  const options = rules.length === 0 ? {} : { runOnly: rules };
  return (await axe.run(element, { ...options, resultTypes: ['violations'] })).violations;
}

/** The faults that axe finds in the page as it is now, or only those of colors in a part of it, in all themes, as lines. */
async function faults(page: Page, part?: Locator): Promise<string> {
  await loadAxe(page);
  const lines: string[] = [];
  for (const theme of themes) {
    await setTheme(page, theme);
    // Only colors depend on the theme.
    const rules = theme === themes[0] && part === undefined ? [] : ['color-contrast'];
    const violations = await (part ?? page.locator('html')).evaluate(faultsIn, rules);
    for (const { id, nodes } of violations)
      for (const { target, failureSummary } of nodes.filter((node) => !isCardLabel(id, node)))
        lines.push(`${theme}: ${id} ${target.flat().at(-1)}: ${failureSummary.replace(/\s+/g, ' ')}`);
  }
  return lines.join('\n');
}

/** The faults by the widths of the panel at which there are some. */
async function faultsByWidth(page: Page, widths: readonly number[]): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 700 });
    await page.waitForTimeout(100);
    found.push([`${width} px`, await faults(page)]);
  }
  return Object.fromEntries(found.filter(([, lines]) => lines !== ''));
}

test.each(Object.keys(states))('axe finds no fault in %s', async (name) => {
  const page = await open((states[name] as () => FakeHost)());
  await page.waitForTimeout(100);
  expect(await faults(page)).toBe('');
});

test('axe finds no fault in any phase of a run', async () => {
  const host = runIn('planning');
  const page = await open(host);
  for (const phase of phases) {
    host.send({ run: runViewIn(phase) });
    await page.locator(`assetmill-run-status p.${phase}`).waitFor();
    await page.waitForTimeout(100);
    expect.soft(await faults(page), phase).toBe('');
  }
});

test('axe finds no fault in what has the focus, is hovered, pressed, or unfolded', async () => {
  const page = await open(runIn('finished'));
  const row = (index: number) => page.locator(`#row-${index}`);
  await row(0).waitFor();
  await row(2).click();
  await page.keyboard.press('ArrowRight');
  await row(3).hover();
  expect(await faults(page, page.locator('assetmill-file-table')), 'a row').toBe('');
  for (const name of ['Undo', 'Retry 5 Files', 'Failed 5', 'Gallery', 'Copy List', 'Size']) {
    const button = page.getByRole('button', { name }).first();
    await button.hover();
    await button.focus();
    expect(await faults(page, button), name).toBe('');
  }
  await page.getByRole('button', { name: 'Failed 5' }).click();
  await page.getByRole('button', { name: 'Gallery' }).click();
  await page.locator('#tile-1').click();
  await page.locator('#tile-2').hover();
  expect(await faults(page), 'the gallery').toBe('');
  await page.keyboard.press('?');
  expect(await faults(page), 'the list of keys').toBe('');
});

test('axe finds no fault in a filter that is tuned, in panels of all widths', async () => {
  const page = await open(new FakeHost({ workers: [], tuning: withIcons(filterTuning) }));
  await page.locator('assetmill-filter-grid #sepia').waitFor();
  expect(await faultsByWidth(page, [300, 900, 1600])).toEqual({});
});

test('axe finds no fault in panels of all widths', async () => {
  const page = await open(runIn('finished'));
  await page.locator('#row-0').waitFor();
  expect(await faultsByWidth(page, [230, 300, 400, 1600])).toEqual({});
});

/** The frames and backgrounds of the buttons that are pressed, and of the others. */
async function looksOf(page: Page, parent: string): Promise<{ pressed: string[]; others: string[] }> {
  const looks = (pressed: boolean) =>
    page.locator(`${parent} button[aria-pressed="${pressed}"]`).evaluateAll((all) =>
      all.map((each) => {
        const { backgroundColor, borderColor, outline } = getComputedStyle(each);
        return `${backgroundColor} ${borderColor} ${outline}`;
      }),
    );
  return { pressed: await looks(true), others: await looks(false) };
}

test('A pressed button does not look like the others, in any theme', async () => {
  const page = await open(comparedHost());
  await page.locator('assetmill-comparison-toolbar').waitFor();
  for (const theme of themes) {
    await setTheme(page, theme);
    for (const parent of ['assetmill-comparison-toolbar', 'assetmill-file-toolbar', 'assetmill-status-filters']) {
      const { pressed, others } = await looksOf(page, parent);
      const which = `${parent} in the theme ${theme}`;
      expect.soft(pressed.length, which).toBeGreaterThan(0);
      const alike = others.filter((look) => pressed.includes(look));
      expect.soft(alike, which).toEqual([]);
    }
  }
});

/** The contrast of the text of a button with its background, between 1 and 21. axe leaves out what has a pseudo-element below it. */
function contrastOf(button: Locator): Promise<number> {
  return button.evaluate((host) => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    const draw = (color: string) => {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (color: number[]) => {
      const linear = color.map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
      return linear.reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] as number), 0);
    };
    const base = getComputedStyle(host.shadowRoot?.querySelector('.base') as Element);
    draw(getComputedStyle(document.body).backgroundColor);
    const below = luminance(draw(base.backgroundColor));
    const text = luminance(draw(base.color));
    return (Math.max(text, below) + 0.05) / (Math.min(text, below) + 0.05);
  });
}

test('A button can be read when it is hovered and when it has the focus, in any theme', async () => {
  const page = await open(runIn('finished'));
  const button = page.getByRole('button', { name: 'Undo', exact: true });
  for (const theme of themes) {
    await setTheme(page, theme);
    await button.hover();
    await eventually(() => contrastOf(button), `hovered, in the theme ${theme}`).toBeGreaterThan(4.5);
    await page.mouse.move(0, 0);
    await button.focus();
    await eventually(() => contrastOf(button), `with the focus, in the theme ${theme}`).toBeGreaterThan(4.5);
    await button.blur();
  }
});

test('The accessible name of a card contains the name and the figures of its file', async () => {
  const page = await open(runIn('finished'));
  await page.getByRole('button', { name: 'Gallery' }).click();
  const name = (await page.locator('#tile-0').getAttribute('aria-label')) ?? '';
  for (const part of ['IMG_000000.jpg', '4.21 MB → 812 KB', 'Done']) expect(name).toContain(part);
  const search = await open(searchHost());
  const card = search.locator('#file-0-0');
  const [label, folder, figures] = await Promise.all([
    card.getAttribute('aria-label'),
    card.locator('.folder .clip').innerText(),
    card.locator('.figures').first().innerText(),
  ]);
  for (const part of [await card.locator('.name').innerText(), folder, figures]) expect(label).toContain(part);
});
