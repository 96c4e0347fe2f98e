import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeRunFiles } from '../../../src/engine/commit/writeRunFiles';
import { atlasProfile, faviconProfile } from '../../../src/shared/recipe/commandProfiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { installChromium } from '../../host/installChromium';
import { place, run, runPlace, temporaryFolder } from '../fixtures/runs';
import { noise } from '../fixtures/samples';

/** What the files of an atlas and of a favicon set do in a real browser. */

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

let browser: Browser;
let server: Server;
let page: Page;
/** The folder that the server shows, and the paths that were asked for. */
let root = '';
const asked: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await installChromium(), args: ['--no-sandbox'] });
  page = await browser.newPage({ viewport: { width: 600, height: 400 } });
  server = createServer(({ url = '/' }, response) => {
    const path = decodeURIComponent(url);
    asked.push(path);
    try {
      const body = readFileSync(join(root, path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'image/png' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Runs a profile over images, and writes the files about the run. */
async function made(profile: Profile, files: Readonly<Record<string, Buffer | string>>): Promise<void> {
  root = temporaryFolder();
  for (const [name, content] of Object.entries(files)) place(join(root, name), content);
  const at = runPlace();
  const { recipe, outcomes } = await run(root, profile, {}, at);
  const written = outcomes.map(({ source, outputs }) => ({ root, source, outputs }));
  expect(await writeRunFiles(at.directory, at.id, recipe, written)).toEqual([]);
}

async function show(html: string): Promise<void> {
  place(join(root, 'page.html'), `<!DOCTYPE html><meta charset="utf-8">${html}`);
  asked.length = 0;
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`, { waitUntil: 'networkidle' });
}

/** The samples that an image has on white. */
function onWhite(image: Buffer | string): Promise<Buffer> {
  return sharp(image).flatten({ background: 'white' }).toColorspace('srgb').removeAlpha().raw().toBuffer();
}

test.each(['png', 'webp'])('each class of an atlas as %s draws exactly its image', async (extension) => {
  const files = {
    'a/home.png': await noise(32, 24).png().toBuffer(),
    'b/home.png': await noise(17, 41).png().toBuffer(),
    'größe & so.png': await noise(50, 9).png().toBuffer(),
    'two.svg':
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect x="3" y="3" width="14" height="14" fill="#f80"/></svg>',
  };
  // Two pages.
  await made(atlasProfile({ file: `site/my sprites.${extension}`, maxSize: 64 }), files);
  const classes = { 'a-home': 'a/home.png', 'b-home': 'b/home.png', 'größe-so': 'größe & so.png', two: 'two.svg' };
  const boxes = Object.keys(classes).map((name) => `<div id="${name}" class="sprite-${name}"></div>`);
  await show(`<link rel="stylesheet" href="site/my sprites.css"><style>body{margin:7px;display:grid;gap:5px}</style>${boxes.join('')}`);
  expect(asked.filter((path) => path.endsWith(extension)).sort()).toEqual([
    `/site/my sprites-2.${extension}`,
    `/site/my sprites.${extension}`,
  ]);
  for (const [name, file] of Object.entries(classes)) {
    const drawn = await page.locator(`[id="${name}"]`).screenshot();
    const source = join(root, file);
    const { width, height } = await sharp(source).metadata();
    expect(await sharp(drawn).metadata(), name).toMatchObject({ width, height });
    expect((await onWhite(drawn)).equals(await onWhite(source)), name).toBe(true);
  }
});

test('a browser finds the icons and the web app that the lines of a favicon set name', async () => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#06c"/></svg>';
  const choices = { filesFolder: '.', background: '#ffeecc', siteName: 'Site' };
  await made(faviconProfile({ kind: 'folder', folder: '.' }, choices), { 'logo.svg': drawing });
  await show(`<html><head>${readFileSync(join(root, 'favicon.html'), 'utf8')}</head></html>`);
  const links = await page.locator('link').evaluateAll((all) => all.map((each) => (each as HTMLLinkElement).href));
  expect(links.map((link) => new URL(link).pathname)).toEqual([
    ...['/favicon.ico', '/icon.svg', '/apple-touch-icon.png', '/site.webmanifest'],
  ]);
  const sizes = await page.evaluate(
    async (hrefs) => {
      const decode = async (src: string) => {
        const image = Object.assign(new Image(), { src });
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      };
      return Promise.all(hrefs.map(decode));
    },
    links.slice(0, 3),
  );
  expect(sizes.filter((size) => size === '180x180')).toHaveLength(1);
  const client = await page.context().newCDPSession(page);
  const { url, errors, data = '' } = await client.send('Page.getAppManifest');
  expect({ url: new URL(url).pathname, errors }).toEqual({ url: '/site.webmanifest', errors: [] });
  const { icons } = JSON.parse(data) as { icons: { src: string; sizes: string; purpose?: string }[] };
  expect(icons.map(({ purpose = 'any' }) => purpose)).toEqual(['any', 'any', 'maskable']);
  for (const { src, sizes: named } of icons) {
    const { width, height } = await sharp(join(root, src)).metadata();
    expect(`${width}x${height}`).toBe(named);
  }
});
