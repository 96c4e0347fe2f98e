import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { version } from '../../package.json';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { decodedSizes } from '../pool/workspace';
import { commandLine, startCommandLine } from './commandLine';

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);

test.each([
  [['resize', 'images'], 'resize takes a size: --long-edge, --short-edge, --percent, --megapixels, or --width and --height'],
  [['resize', '--long-edge', '10', '--percent', '5', 'images'], 'say one size: --long-edge'],
  [['resize', '--long-edge', 'big', 'images'], 'resize.steps[0].longEdge: must be of type number, got "big"'],
  [['resize', '--long-edge', '10', '--quality', '400', 'images'], 'resize.outputs[0].quality: must be between 1 and 100, got 400'],
  [['resize', '--long-edge', '10', '--workers', '0', 'images'], '--workers: 1 to 256, got 0'],
  [['resize', '--long-edge', '1.5', 'images'], 'resize.steps[0].longEdge: must be a whole number, got 1.5'],
  [['resize', '--long-edge', '10', '--format', 'bmp', 'images'], 'resize.outputs[0].format: must be one of source, jpeg, png'],
  [['resize', '--width', '10', '--fit', 'squash', 'images'], 'resize.steps[0].fit: must be one of inside, cover'],
  [['resize', '--long-edge', '10', '--conflict', 'ask', 'images'], 'resize.conflict: must be one of unique, skip, overwrite; got "ask"'],
  [['resize', '--long-edge', '10', '--name', '{nmae}', 'images'], 'resize.outputs[0].name: unknown token {nmae}'],
  [['resize', '--long-edge', '10', '--out', 'a', '--replace', 'images'], '--out and --replace exclude each other'],
  [['resize', '--long-edg', '10', 'images'], "Unknown option '--long-edg'"],
  [['run', '--format', 'webp', 'web', 'images'], 'run takes no --format'],
  [['run', '--out', 'safe', 'web', 'images'], 'run takes no --out'],
  [['resize', '--long-edge', '10', '--settings', 'a', 'images'], 'resize takes no --settings'],
  [['undo', '--dry-run'], 'undo takes no --dry-run'],
  [['undo', 'images'], 'undo takes no paths'],
  [
    ['squeeze', 'images'],
    'unknown command squeeze; known are resize, convert, optimize, filter, thumbnails, responsive, strip, apply, run, hash, verify, dupes, check, undo',
  ],
  [['run'], 'run takes the name of a profile'],
])('A wrong call is told in a sentence: %j', async (args, sentence) => {
  const { code, out, err } = await run(...args);
  expect(err).toContain(sentence);
  expect(err).toMatch(/^assetmill: /);
  expect(err).not.toContain('    at ');
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('Help and version', async () => {
  const help = await run('--help');
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('assetmill resize SIZE [options] PATH...');
  expect((await run()).out).toBe(help.out);
  expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

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

test('A profile of the nearest settings.json is run', async () => {
  await writeSettings(settings);
  await writeImages(workspace.images, 2, { width: 80, height: 60 });
  const said = await run('run', 'web', 'images');
  expect(said).toMatchObject({ code: 0, err: '' });
  const made = ['000-s.jpg', '001-s.jpg', join('web', '000.webp'), join('web', '001.webp')].map((name) => join(workspace.images, name));
  for (const path of made) expect(existsSync(path)).toBe(true);
  expect(await decodedSizes(made)).toEqual(['40x30']);
});

test('Faults of a profile are named with their path', async () => {
  await writeSettings(settings);
  await writeImages(workspace.images, 1, { width: 80, height: 60 });
  const { code, err } = await run('run', 'broken', 'images');
  expect(code).toBe(2);
  expect(err).toContain('assetmill.profiles.broken.steps[0].longEdge: must be between 1 and 65535, got 0');
  expect(err).toContain('assetmill.profiles.broken.outputs[1].quality: must be between 1 and 100, got 400');
  expect(err).toContain('assetmill.profiles.broken.outputs[1]: unknown key color');
  expect(workspace.files(workspace.images)).toHaveLength(1);
});

test('A profile, a file or a comma that is missing is told', async () => {
  await mkdir(workspace.images);
  const file = join(workspace.root, 'other.json');
  expect((await run('run', 'web', '--settings', 'other.json', 'images')).err).toContain('other.json cannot be read: ENOENT');
  await writeFile(file, settings);
  expect((await run('run', 'nope', '--settings', file, 'images')).err).toContain('has no profile nope; known are web, broken');
  await writeFile(file, '{\n  "a": 1\n  "b": 2\n}');
  expect((await run('run', 'web', '--settings', file, 'images')).err).toContain(`${file}: line 3 is not valid JSON (CommaExpected)`);
  await writeFile(file, '{}');
  expect((await run('run', 'web', '--settings', file, 'images')).err).toContain('it has no assetmill.profiles');
});

test('A reader that goes away ends it without a stack', async () => {
  await writeImages(workspace.images, 20, { width: 80, height: 60 });
  const child = startCommandLine(bundles, workspace, 'resize', '--long-edge', '40', '--dry-run', '--json', 'images');
  child.stdout?.destroy();
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(err).toBe('');
});
