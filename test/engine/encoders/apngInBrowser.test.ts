import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apng } from '../../../src/engine/decoders/apng';
import { encodeApng } from '../../../src/engine/encoders/apng';
import { installChromium } from '../../host/installChromium';
import { type ApngFrame, apngOf, frameOf } from '../fixtures/apngFiles';
import { joined, largestDifference, raster } from '../fixtures/rasters';

/** Animated PNGs in a real browser: it shows the same frames as the decoder here. */

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: await installChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  page = await browser.newPage();
  // ImageDecoder exists only in secure contexts.
  await page.route('https://images.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html>' }));
  await page.goto('https://images.test/');
});

afterAll(() => browser.close());

/** The decoder of browsers, which TypeScript does not know. Source: WebCodecs (W3C). */
interface BrowserDecoder {
  readonly tracks: {
    readonly ready: Promise<void>;
    readonly selectedTrack: { readonly frameCount: number; readonly repetitionCount: number };
  };
  readonly completed: Promise<void>;
  decode(options: { readonly frameIndex: number }): Promise<{
    readonly image: { readonly duration: number; readonly displayWidth: number; readonly displayHeight: number } & CanvasImageSource;
  }>;
}

/** What a browser shows: samples in RGBA, and delays in ms. */
async function shown(file: Buffer) {
  const frames = await page.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const { ImageDecoder } = globalThis as unknown as { ImageDecoder: new (options: object) => BrowserDecoder };
    const decoder = new ImageDecoder({ data, type: 'image/png', premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
    await decoder.tracks.ready;
    await decoder.completed;
    const found: { samples: number[]; delay: number }[] = [];
    for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex += 1) {
      const { image } = await decoder.decode({ frameIndex });
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const { data: samples } = context.getImageData(0, 0, canvas.width, canvas.height);
      found.push({ samples: [...samples], delay: image.duration / 1000 });
    }
    return found;
  }, file.toString('base64'));
  return { samples: Uint8Array.from(frames.flatMap(({ samples }) => samples)), delays: frames.map(({ delay }) => delay) };
}

test('frames that were encoded', async () => {
  const [width, height] = [31, 17];
  const frame = (seed: number) => {
    const samples = Buffer.from(raster(width, height, 3).samples);
    if (seed > 0) samples.fill(seed * 40, 300, 300 + seed * 200);
    return Buffer.from(Array.from({ length: width * height }, (_, at) => [...samples.subarray(at * 3, at * 3 + 3), 255]).flat());
  };
  const frames = [0, 1, 2, 2].map(frame);
  const file = await encodeApng({ data: Buffer.concat(frames), width, height, pages: 4, delays: [100, 50, 200, 70], loop: 2 });
  const { samples, delays } = await shown(file);
  expect(largestDifference(samples, Buffer.concat(frames))).toBe(0);
  expect(delays).toEqual([100, 50, 200, 70]);
});

test('offsets, disposal and blending', async () => {
  const opaque = (width: number, height: number, seed: number, rest: Partial<ApngFrame>): ApngFrame => ({
    ...frameOf(width, height, Buffer.from(raster(width, height, 4).samples.map((sample, at) => (at % 4 === 3 ? 255 : sample ^ seed)))),
    ...rest,
  });
  const faded: ApngFrame = frameOf(
    12,
    9,
    Buffer.from(raster(12, 9, 4).samples.map((sample, at) => (at % 4 === 3 && sample < 90 ? 0 : sample))),
  );
  const frames = [
    opaque(20, 16, 0, {}),
    opaque(9, 7, 60, { left: 4, top: 5, disposal: 2 }),
    { ...faded, left: 2, top: 3, isBlended: true },
    opaque(6, 6, 90, { left: 13, top: 9, disposal: 1 }),
    { ...faded, left: 8, top: 7, isBlended: true, disposal: 2 },
    opaque(3, 3, 20, {}),
  ];
  const file = apngOf(20, 16, frames);
  // Colors under little alpha are rounded in a canvas.
  expect(largestDifference((await shown(file)).samples, joined(await apng.decode(file)))).toBeLessThanOrEqual(2);
});
