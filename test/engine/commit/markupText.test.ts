import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { markupText } from '../../../src/engine/commit/markupText';
import type { MadeFiles } from '../../../src/shared/run/run';
import { temporaryFolder } from '../fixtures/runs';

/** A source with PNGs made from it in these widths. */
async function made(root: string, name: string, widths: readonly number[]): Promise<MadeFiles> {
  const outputs = widths.map((width) => ({
    target: join(root, `${name}-${width}.png`),
    bytes: 0,
    width,
    height: 4,
    format: 'png' as const,
  }));
  for (const { target, width, height } of outputs)
    await sharp({ create: { width, height, channels: 3, background: 'red' } }).toFile(target);
  return { root, source: join(root, `${name}.png`), outputs };
}

test('each file gets a data URI on its own line', async () => {
  const root = temporaryFolder();
  const text = await markupText([await made(root, 'b', [4]), await made(root, 'a', [8, 6])], { kind: 'dataUri', from: root });
  const uriOf = (name: string) => `data:image/png;base64,${readFileSync(join(root, name)).toString('base64')}\n`;
  expect(text).toBe(['a-8.png', 'a-6.png', 'b-4.png'].map(uriOf).join(''));
});

test('other kinds of markup have a block for each source, separated by empty lines', async () => {
  const root = temporaryFolder();
  const text = await markupText([await made(root, 'b', [4]), await made(root, 'a', [8, 6])], { kind: 'markdown', from: root });
  expect(text).toBe('![a](a-8.png)\n\n![b](b-4.png)\n');
});
