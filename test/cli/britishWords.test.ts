import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { setUpPool, workspace } from '../pool/setUp';
import { run } from './files';

/** British spellings, which the command line accepts without listing them. */

setUpPool();

test.each<[string, readonly string[], string]>([
  ['the command optimise', ['optimise', '--format', 'webp', '--quality', '30'], '000-optimized.webp'],
  ['the option --colour-profile', ['convert', '--format', 'png', '--colour-profile', 'srgb'], '000.png'],
  ['the filter greyscale', ['filter', 'greyscale'], '000-grayscale.jpg'],
  ['the filter normalise', ['filter', 'normalise'], '000-normalize.jpg'],
  ['the step posterise', ['apply', '--step', 'posterise:levels=3'], '000-apply.jpg'],
  ['a step as JSON', ['apply', '--step', '{"operation":"tint","colour":"red"}'], '000-apply.jpg'],
  ['the key colour of a step', ['apply', '--step', 'tint:colour=red'], '000-apply.jpg'],
  ['the gravity centre', ['apply', '--step', 'crop:width=10,height=10,gravity=centre'], '000-apply.jpg'],
  ['the key colours of an output', ['convert', '--format', 'png', '--set', 'palette=true', '--set', 'colours=16'], '000.png'],
])('%s works as its American spelling', async (_, args, name) => {
  const [source] = (await writeImages(workspace.images, 1, { width: 80, height: 60 })) as [string];
  expect(await run(...args, 'images')).toMatchObject({ code: 0, err: '' });
  expect(workspace.files(workspace.images).map((path) => basename(path))).toEqual([name, basename(source)].sort());
});

test('A value of a British option is checked like that of the American one', async () => {
  const { code, err } = await run('strip', '--colour-profile', 'none', 'images');
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are keep, srgb, p3, strip.');
});

test('Help shows only American spellings', async () => {
  const { out } = await run('help', 'optimise');
  expect(out).toContain('Usage: assetmill optimize');
  expect(out).toContain('--color-profile');
  expect(out).not.toContain('colour');
});
