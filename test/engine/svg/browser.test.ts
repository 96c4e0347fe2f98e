import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minifySvg } from '../../../src/engine/svg/minifySvg';
import { drawings } from './drawings';

/** Minified SVGs in a real browser: they look and behave as before, whatever svgo and the comparison of renderings make of them. */

const side = 100;
const columns = 16;
const rows = Math.ceil(drawings.length / columns);
const [width, height] = [columns * side, rows * side];

type Version = 'before' | 'after';
const versions = ['before', 'after'] as const;

/** Where the mouse points in each drawing. */
const pointed = [
  [50, 50],
  [15, 15],
] as const;

const sheet = (version: Version) =>
  `<!DOCTYPE html><style>body{margin:0;display:grid;grid-template-columns:repeat(${columns},${side}px)}iframe{border:0;width:${side}px;height:${side}px}</style>${drawings
    .map((_, index) => `<iframe src="/${version}/${index}"></iframe>`)
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

/** Holds all animations at a time, in seconds. */
async function holdAt(seconds: number): Promise<void> {
  await page.evaluate((time) => {
    for (const frame of document.querySelectorAll('iframe')) {
      const inner = frame.contentDocument as Document;
      for (const svg of inner.querySelectorAll('svg')) {
        svg.pauseAnimations();
        svg.setCurrentTime(time);
      }
      for (const animation of inner.getAnimations()) {
        animation.pause();
        animation.currentTime = time * 1000;
      }
    }
  }, seconds);
}

async function samplesOf(png: Buffer): Promise<Buffer> {
  return sharp(png).removeAlpha().raw().toBuffer();
}

/** The names of the drawings whose part of two pictures of all of them differs. */
function differing(before: Buffer, after: Buffer): string[] {
  expect(after.length).toBe(before.length);
  const names = drawings.map(({ name }, index) => {
    const [left, top] = [(index % columns) * side, Math.floor(index / columns) * side];
    const isSame = Array.from({ length: side }, (_, row) => ((top + row) * width + left) * 3).every(
      (start) => before.compare(after, start, start + side * 3, start, start + side * 3) === 0,
    );
    return isSame ? [] : [name];
  });
  return names.flat();
}

async function open(version: Version): Promise<void> {
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${version}`, { waitUntil: 'load' });
}

/** Calls a function for both versions. */
async function both<T>(take: () => Promise<T>): Promise<[T, T]> {
  const results: T[] = [];
  for (const version of versions) {
    await open(version);
    results.push(await take());
  }
  return results as [T, T];
}

beforeAll(async () => {
  for (const { svg } of drawings) {
    const { bytes } = await minifySvg(Buffer.from(svg), { keepMetadata: true, aggressive: false });
    minified.push(bytes.toString());
  }
  server = createServer(({ url = '/' }, response) => {
    const [, version, index] = url.split('/');
    const drawing = drawings[Number(index)];
    if (index === undefined || !drawing)
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(sheet(version as Version));
    const [type, body] = shown(version === 'before' ? drawing.svg : (minified[Number(index)] as string), drawing.symbols);
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  page = await browser.newPage({ viewport: { width, height } });
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

  test.each(['light', 'dark'] as const)('they look the same in %s colors at several times of their animation', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const [before, after] = await both(async () => {
      const pictures: Buffer[] = [];
      for (const seconds of [0.4, 1.7]) {
        await holdAt(seconds);
        pictures.push(await samplesOf(await page.screenshot()));
      }
      return pictures;
    });
    // The two times differ, so the animations run.
    expect(differing(before[0] as Buffer, before[1] as Buffer).length).toBeGreaterThan(20);
    for (const [index, picture] of before.entries()) expect(differing(picture, after[index] as Buffer)).toEqual([]);
  });

  test.each(pointed)('they look the same when the mouse is at %i, %i', async (x, y) => {
    await page.emulateMedia({ colorScheme: 'light' });
    const [before, after] = await both(async () => {
      await holdAt(0.4);
      const whole = Buffer.alloc(width * height * 3);
      for (const index of drawings.keys()) {
        const [left, top] = [(index % columns) * side, Math.floor(index / columns) * side];
        await page.mouse.move(left + x, top + y);
        await holdAt(0.4);
        const cell = await samplesOf(await page.screenshot({ clip: { x: left, y: top, width: side, height: side } }));
        for (let row = 0; row < side; row += 1) cell.copy(whole, ((top + row) * width + left) * 3, row * side * 3, (row + 1) * side * 3);
      }
      return whole;
    });
    expect(differing(before, after)).toEqual([]);
  });

  test('their ids, classes, roles, and descriptions are the same', async () => {
    const [before, after] = await both(() =>
      page.evaluate(() =>
        Array.from(document.querySelectorAll('iframe'), ({ contentDocument }) => {
          const elements = [...(contentDocument as Document).querySelectorAll('*')];
          const attributes = elements.flatMap(({ attributes: all }) =>
            Array.from(all).flatMap(({ name, value }) =>
              /^(?:id|class|role|lang|tabindex|focusable|aria-.*|data-.*|on.*|(?:xlink:)?href|begin|end)$/.test(name)
                ? [`${name}=${value}`]
                : [],
            ),
          );
          const texts = elements.flatMap(({ localName, textContent }) =>
            /^(?:title|desc|script|p|div|text)$/.test(localName) ? [textContent?.trim()] : [],
          );
          return [...attributes, ...texts].sort();
        }),
      ),
    );
    for (const [index, { name }] of drawings.entries()) expect(after[index], name).toEqual(before[index]);
  });
});
