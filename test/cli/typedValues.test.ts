import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseKeyValue, parseStep } from '../../src/cli/args/keyValues';
import { outputChanges } from '../../src/cli/profile/applyOptions';
import { overrideProfile } from '../../src/cli/profile/overrideProfile';
import { writeImage } from '../pool/images';
import { setUpPool, workspace } from '../pool/setUp';
import { at, run } from './files';

/** Values of `--set` and `--step`: how they are read, and how errors name them. */

test.each<[string, string, unknown]>([
  ['sizes=16,32', 'sizes', [16, 32]],
  ['sizes=16', 'sizes', [16]],
  ['sizes=[16, 32]', 'sizes', [16, 32]],
  ['densities=1,1.5', 'densities', [1, 1.5]],
  ['format=webp,png', 'format', ['webp', 'png']],
  ['format=webp', 'format', 'webp'],
  ['background=rgb(1,2,3)', 'background', 'rgb(1,2,3)'],
  ['background=000', 'background', '000'],
  ['name=a,{name}', 'name', 'a,{name}'],
  ['name=2024', 'name', '2024'],
  ['svg.prefix=7', 'svg.prefix', '7'],
  ['svg.aggressive=true', 'svg.aggressive', true],
  ['colors=16', 'colors', 16],
  ['lossless=true', 'lossless', true],
  ['frames=first', 'frames', 'first'],
  ['constructor=1,2', 'constructor', '1,2'],
])('--set %s', (text, key, value) => {
  expect(parseKeyValue(text)).toEqual([key, value]);
});

test.each<[string, object]>([
  ['convolve:width=3,height=3,kernel=0,-1,0,-1,5,-1,0,-1,0', { width: 3, height: 3, kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0] }],
  ['watermark:text=2024,size=5', { text: '2024', size: 5 }],
  ['flatten:background=rgb(1,2,3)', { background: 'rgb(1,2,3)' }],
])('--step %s', (text, parameters) => {
  expect(parseStep(text)).toEqual({ operation: text.split(':')[0], ...parameters });
});

test('a key with a period is inside an object, beside the other keys of that object', () => {
  const set = [parseKeyValue('svg.prefix=a-'), parseKeyValue('minSavings.percent=5'), parseKeyValue('minSavings.bytes=10')];
  const changes = { svg: { aggressive: true, prefix: 'a-' }, minSavings: { percent: 5, bytes: 10 } };
  expect(outputChanges({ svgAggressive: true, set })).toEqual(changes);
});

test('a key inside an object leaves the other keys of a profile and of its overrides', () => {
  const svg = { aggressive: true, prefix: 'own-' };
  const profile = { outputs: [{ optimize: true, svg }], overrides: [{ include: ['*.svg'], outputs: { svg, quality: 3 } }] };
  const changed = { aggressive: true, prefix: 'a-' };
  expect(overrideProfile(profile, { set: [parseKeyValue('svg.prefix=a-')], ignore: true })).toMatchObject({
    outputs: [{ optimize: true, svg: changed }],
    overrides: [{ outputs: { svg: changed, quality: 3 } }],
  });
});

describe('a call', () => {
  setUpPool();
  beforeEach(() => writeImage(join(workspace.images, 'a.png'), { width: 80, height: 80 }));

  test('--set sizes= writes the images of an ICO', async () => {
    expect(await run('convert', '--format', 'ico', '--set', 'sizes=16,32', 'images')).toMatchObject({ code: 0, err: '' });
    const icon = await readFile(at('images', 'a.ico'));
    expect([icon.readUInt16LE(4), icon[6], icon[22]]).toEqual([2, 16, 32]);
  });

  test('an item that is not a number is named', async () => {
    const { code, err } = await run('convert', '--format', 'ico', '--set', 'sizes=16,big', 'images');
    expect(err).toContain("argument 'sizes=16,big' is invalid. sizes takes numbers separated by commas, such as sizes=16,32.");
    expect(code).toBe(2);
  });
});
