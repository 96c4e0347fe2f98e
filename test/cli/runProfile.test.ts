import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { setUpPool, workspace } from '../pool/setUp';
import { decodedSizes } from '../pool/workspace';
import { at, run } from './files';

/** `assetmill run`: profiles of settings.json, and options over them. */

setUpPool();

const settings = `{
  // Settings of a workspace have comments,
  "editor.tabSize": 2,
  "assetmill.profiles": {
    "web": { "steps": [{ "operation": "resize", "longEdge": 40 }], "outputs": [{ "folder": "web", "format": "webp" }, { "name": "{name}-s" }] },
    "broken": { "steps": [{ "operation": "resize", "longEdge": 0 }], "outputs": [{}, { "quality": 400, "color": 1 }] }, /* and trailing commas */
  },
}`;

async function writeSettings(text: string): Promise<void> {
  await mkdir(join(workspace.root, '.vscode'));
  await writeFile(join(workspace.root, '.vscode', 'settings.json'), text);
}

test('run finds a profile in the nearest settings.json', async () => {
  await writeSettings(settings);
  await writeImages(workspace.images, 2, { width: 80, height: 60 });
  const said = await run('run', 'web', 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  const made = ['000-s.jpg', '001-s.jpg', join('web', '000.webp'), join('web', '001.webp')].map((name) => join(workspace.images, name));
  for (const path of made) expect(existsSync(path)).toBe(true);
  expect(await decodedSizes(made)).toEqual(['40x30']);
});

test('Errors of a profile are named with their path', async () => {
  await writeSettings(settings);
  await writeImages(workspace.images, 1, { width: 80, height: 60 });
  const { code, err } = await run('run', 'broken', 'images');
  expect(code).toBe(2);
  expect(err).toContain('assetmill.profiles.broken.steps[0].longEdge: must be between 1 and 65535, got 0');
  expect(err).toContain('assetmill.profiles.broken.outputs[1].quality: must be between 1 and 100, got 400');
  expect(err).toContain('assetmill.profiles.broken.outputs[1]: unknown key color');
  expect(workspace.files(workspace.images)).toHaveLength(1);
});

test('A missing profile, file or comma is reported', async () => {
  await mkdir(workspace.images);
  const file = join(workspace.root, 'other.json');
  expect((await run('run', 'web', '--settings', 'other.json', 'images')).err).toContain('other.json. It does not exist.');
  await writeFile(file, settings);
  expect((await run('run', 'nope', '--settings', file, 'images')).err).toContain("has no profile 'nope'; its profiles are web, broken");
  expect((await run('run', 'wbe', '--settings', file, 'images')).err).toContain('its profiles are web, broken (Did you mean web?)');
  await writeFile(file, '{\n  "a": 1\n  "b": 2\n}');
  expect((await run('run', 'web', '--settings', file, 'images')).err).toContain(`${file}: line 3 is not valid JSON (CommaExpected)`);
  await writeFile(file, '{}');
  expect((await run('run', 'web', '--settings', file, 'images')).err).toContain('it has no assetmill.profiles');
});

describe('options over a profile', () => {
  const profiles = {
    large: {
      steps: [{ operation: 'resize', longEdge: 60, enlarge: true }, { operation: 'sepia' }],
      outputs: [{ folder: 'own', format: 'jpeg', mozjpeg: true }],
    },
    pair: {
      outputs: [
        { format: 'png', folder: 'a', name: '{name}-x' },
        { format: 'gif', folder: 'b', name: '{name}-y' },
      ],
    },
    replacing: { steps: [{ operation: 'resize', longEdge: 20 }], replace: true },
    overridden: {
      steps: [{ operation: 'resize', longEdge: 60 }],
      outputs: [{ folder: 'own', format: 'webp', quality: 90 }],
      overrides: [{ include: ['**/000.jpg'], steps: [{ operation: 'resize', longEdge: 70 }], outputs: { format: 'png' } }],
    },
    listed: { outputs: [{ format: 'png', folder: 'own' }], manifest: { file: 'list.txt' } },
  };

  beforeEach(async () => {
    await writeSettings(JSON.stringify({ 'assetmill.profiles': profiles }));
    await writeImages(workspace.images, 2, { width: 80, height: 60 });
  });

  /** Paths of the files in a folder of the workspace, relative to it. */
  const filesIn = (folder: string) =>
    workspace
      .files(at(folder))
      .map((path) => path.slice(at(folder).length + 1).replaceAll('\\', '/'))
      .sort();

  test('a size replaces that of the last resize step, which keeps its other parameters, and --format those of the old format', async () => {
    const options = ['--width', '160', '--format', 'webp', '--quality', '40', '--out', 'out'];
    expect(await run('run', 'large', ...options, 'images')).toMatchObject({ code: 0, err: '' });
    expect(filesIn('out')).toEqual(['000.webp', '001.webp']);
    expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['160x120']);
  });

  test('--out and --name apply to every output', async () => {
    expect(await run('run', 'pair', '--out', 'out', 'images')).toMatchObject({ code: 0, err: '' });
    expect(filesIn('out')).toEqual(['000-x.png', '000-y.gif', '001-x.png', '001-y.gif']);
    expect(await run('run', 'pair', '--out', 'named', '--name', 'n-{name}', 'images')).toMatchObject({ code: 0, err: '' });
    expect(filesIn('named')).toEqual(['n-000.gif', 'n-000.png', 'n-001.gif', 'n-001.png']);
  });

  test('--replace writes over the sources, whatever names and folders the profile has', async () => {
    expect(await run('run', 'large', '--replace', 'images')).toMatchObject({ code: 0, err: '' });
    expect(filesIn('images')).toEqual(['000.jpg', '001.jpg']);
    expect(await decodedSizes(workspace.files(workspace.images))).toEqual(['60x45']);
  });

  test('--out disables replace in a profile', async () => {
    expect(await run('run', 'replacing', '--out', 'out', 'images')).toMatchObject({ code: 0, err: '' });
    expect(await decodedSizes(workspace.files(workspace.images))).toEqual(['80x60']);
    expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['20x15']);
  });

  test('options take precedence over the overrides of a profile', async () => {
    await run('run', 'overridden', 'images');
    expect(filesIn('images/own')).toEqual(['000.png', '001.webp']);
    expect(
      await run(
        'run',
        'overridden',
        '--long-edge',
        '40',
        '--format',
        'jpeg',
        '--out',
        'out',
        join('images', '000.jpg'),
        join('images', '001.jpg'),
      ),
    ).toMatchObject({
      code: 0,
      err: '',
    });
    expect(filesIn('out')).toEqual(['000.jpg', '001.jpg']);
    expect(await decodedSizes(workspace.files(workspace.out))).toEqual(['40x30']);
  });

  test('--metadata, --conflict, --step and the parameters of a manifest also take precedence, and a size adds a resize step', async () => {
    await sharp({ create: { width: 80, height: 60, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Copyright: 'me' } })
      .jpeg()
      .toFile(join(workspace.images, 'exif.jpg'));
    const options = ['--metadata', 'strip', '--conflict', 'skip', '--step', 'flip', '--long-edge', '40', '--manifest-format', 'json'];
    expect(await run('run', 'listed', ...options, 'images')).toMatchObject({ code: 0, err: '' });
    expect((await sharp(join(workspace.images, 'own', 'exif.png')).metadata()).exif).toBeUndefined();
    expect(await decodedSizes(workspace.files(join(workspace.images, 'own')))).toEqual(['40x30']);
    expect(JSON.parse(await readFile(join(workspace.images, 'list.txt'), 'utf8'))).toHaveLength(3);
    expect((await run('run', 'listed', '--conflict', 'skip', join('images', '000.jpg'))).out).toContain('1 skipped');
  });

  test.each([
    [['--replace'], 'replace allows only one output'],
    [['--quality', '400'], 'error: --quality: must be between 1 and 100, got 400'],
    [['--long-edge', '10', '--percent', '5'], 'specify only one size'],
  ])('%j is refused where it does not fit the profile', async (options, sentence) => {
    const said = await run('run', 'pair', ...options, 'images');
    expect(said.err).toContain(sentence);
    expect(said.code).toBe(2);
    expect(filesIn('images')).toEqual(['000.jpg', '001.jpg']);
  });
});
