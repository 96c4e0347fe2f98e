import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minifySvg } from '../../../src/engine/svg/minifySvg';
import { installChromium } from '../../host/installChromium';
import { drawings } from './drawings';

/** Minified SVGs in a real browser: they look and behave as before, whatever svgo and the comparison of renderings make of them. */

const side = 100;
const columns = 12;

type Version = 'before' | 'after';
const versions = ['before', 'after'] as const;
const schemes = ['light', 'dark'] as const;
/** In seconds. */
const times = [0.4, 1.7] as const;

/** Positions in `drawings` of those in which the mouse changes something. */
const pointable = [...drawings.keys()].filter((index) => /:hover|onmouseover/.test(drawings[index]?.svg ?? ''));

const place = (cell: number) => ({ left: (cell % columns) * side, top: Math.floor(cell / columns) * side });

const sheet = (version: Version, indices: readonly number[]) =>
  `<!DOCTYPE html><style>body{margin:0;display:grid;grid-template-columns:repeat(${columns},${side}px)}iframe{border:0;width:${side}px;height:${side}px}</style>${indices
    .map((index) => `<iframe src="/${version}/${index}"></iframe>`)
    .join('')}`;

/** A page that shows the symbols of a sprite, or the drawing itself as a document. */
function shown(svg: string, symbols: readonly string[]): readonly [type: string, body: string] {
  if (symbols.length === 0) return ['image/svg+xml', svg];
  const uses = symbols.map((id) => `<svg width="50" height="50" fill="purple" stroke="red"><use href="#${id}"/></svg>`).join('');
  return ['text/html', `<!DOCTYPE html><style>body{margin:0}</style>${svg}${uses}`];
}

let browser: Browser;
let server: Server;
let page: Page;
const minified: string[] = [];

/** Holds all animations at a time, in seconds, and waits until this is on the screen. */
async function holdAt(seconds: number): Promise<void> {
  await page.evaluate(async (time) => {
    for (const { contentDocument } of document.querySelectorAll('iframe')) {
      for (const svg of contentDocument?.querySelectorAll('svg') ?? []) {
        svg.pauseAnimations();
        svg.setCurrentTime(time);
      }
      for (const animation of contentDocument?.getAnimations() ?? []) {
        animation.pause();
        animation.currentTime = time * 1000;
      }
    }
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  }, seconds);
}

/** The page as one sample of 4 bytes per pixel, row by row. */
async function picture(): Promise<Int32Array> {
  const samples = await sharp(await page.screenshot({ animations: 'allow' }))
    .ensureAlpha()
    .raw()
    .toBuffer();
  return new Int32Array(samples.buffer, samples.byteOffset, samples.length / 4);
}

/** Whether a drawing looks the same in two pictures. */
function isSame(before: Int32Array, after: Int32Array, cell: number): boolean {
  const { left, top } = place(cell);
  for (let y = top; y < top + side; y += 1)
    for (let at = y * columns * side + left; at < y * columns * side + left + side; at += 1) if (before[at] !== after[at]) return false;
  return true;
}

/** Opens a page with drawings. */
async function open(version: Version, indices: readonly number[]): Promise<void> {
  await page.setViewportSize({ width: columns * side, height: Math.ceil(indices.length / columns) * side });
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/${version}?${indices.join()}`, { waitUntil: 'load' });
  // The first frame starts the animations.
  await holdAt(0);
  await picture();
}

/** What a drawing says of itself to scripts, style sheets, and screen readers. */
function facts(): Promise<string[][]> {
  return page.evaluate(() =>
    Array.from(document.querySelectorAll('iframe'), ({ contentDocument }) => {
      const elements = [...(contentDocument as Document).querySelectorAll('*')];
      const kept = /^(?:id|class|role|lang|tabindex|focusable|aria-.*|data-.*|on.*|(?:xlink:)?href|begin|end)$/;
      const told = /^(?:title|desc|script|p|div|text)$/;
      const attributes = elements.flatMap((element) =>
        Array.from(element.attributes, ({ name, value }) => (kept.test(name) ? `${name}=${value}` : '')),
      );
      const texts = elements.map(({ localName, textContent }) => (told.test(localName) ? (textContent ?? '').trim() : ''));
      return [...attributes, ...texts].filter((fact) => fact !== '').sort();
    }),
  );
}

beforeAll(async () => {
  for (const { svg } of drawings) {
    const { bytes } = await minifySvg(Buffer.from(svg), { keepMetadata: true, aggressive: false });
    minified.push(bytes.toString());
  }
  server = createServer(({ url = '/' }, response) => {
    const [, version = '', index, indices = ''] = /^\/(before|after)(?:\/(\d+))?(?:\?([\d,]+))?$/.exec(url) ?? [];
    const drawing = drawings[Number(index)];
    if (!drawing) {
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end(sheet(version as Version, indices.split(',').map(Number)));
    }
    const [type, body] = shown(version === 'before' ? drawing.svg : (minified[Number(index)] as string), drawing.symbols);
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = await installChromium();
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  page = await browser.newPage();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('more than a hundred minified SVGs in a browser', () => {
  test('they are as many, and most of them are smaller', () => {
    expect(drawings.length).toBeGreaterThan(100);
    const smaller = drawings.filter(({ svg }, index) => (minified[index] as string).length < svg.length);
    expect(smaller.length).toBeGreaterThan(drawings.length * 0.9);
  });

  test('they look the same in light and dark at two times of their animation, and have the same names, roles, and texts', async () => {
    const pictures: Record<Version, Int32Array[]> = { before: [], after: [] };
    const told: Record<Version, string[][]> = { before: [], after: [] };
    for (const version of versions) {
      await open(version, [...drawings.keys()]);
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        for (const time of times) {
          await holdAt(time);
          pictures[version].push(await picture());
        }
      }
      told[version] = await facts();
    }
    const differing = pictures.before.map((before, index) =>
      drawings.flatMap(({ name }, cell) => (isSame(before, pictures.after[index] as Int32Array, cell) ? [] : [name])),
    );
    expect(differing).toEqual([[], [], [], []]);
    for (const [index, { name }] of drawings.entries()) expect(told.after[index], name).toEqual(told.before[index]);
    const [early, late, dark] = pictures.before as [Int32Array, Int32Array, Int32Array];
    const changes = (other: Int32Array) => [...drawings.keys()].filter((cell) => !isSame(early, other, cell)).length;
    expect(changes(late), 'they move').toBeGreaterThan(15);
    expect(changes(dark), 'they have dark colors').toBeGreaterThan(5);
  });

  test.each(schemes)('they look the same in %s colors when the mouse is over them', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const pictures: Record<Version, Int32Array[]> = { before: [], after: [] };
    for (const version of versions) {
      await open(version, pointable);
      await holdAt(times[0]);
      const still = await picture();
      for (const cell of pointable.keys()) {
        const { left, top } = place(cell);
        await page.mouse.move(left + side / 2, top + side / 2);
        await holdAt(times[1]);
        pictures[version].push(await picture());
      }
      const changed = pointable.filter((_, cell) => !isSame(still, pictures[version][cell] as Int32Array, cell));
      expect(changed.length, 'they change').toBeGreaterThan(8);
    }
    const differing = pointable.filter((_, cell) => !isSame(pictures.before[cell] as Int32Array, pictures.after[cell] as Int32Array, cell));
    expect(differing.map((index) => drawings[index]?.name)).toEqual([]);
  });
});
