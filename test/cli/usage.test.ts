import { expect, test } from 'vitest';
import { version } from '../../package.json';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine, startCommandLine } from './commandLine';

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);

test.each([
  [['resize', 'images'], 'resize needs a size: --long-edge, --short-edge, --percent, --megapixels, or --width and --height'],
  [['resize', '--long-edge', '10', '--percent', '5', 'images'], 'specify only one size: --long-edge'],
  [['resize', '--fit', 'cover', 'images'], '--fit and --enlarge need a size'],
  [['resize', '--long-edge', 'big', 'images'], "option '--long-edge <pixels>' argument 'big' is invalid. It must be a number."],
  [
    ['convert', '--format', 'webp', '--quality', 'best', 'images'],
    "error: option '--quality <quality>' argument 'best' is invalid. It must be a number or auto.\n",
  ],
  [
    ['convert', '--format', 'png', '--quality', 'auto', 'images'],
    'error: --quality: cannot be automatic for png; it can be for jpeg, webp, avif, jxl\n',
  ],
  [['check', '-'], 'This command does not read standard input.'],
  [['resize', '--long-edge', '10', '--quality', '400', 'images'], 'error: --quality: must be between 1 and 100, got 400\n'],
  [['resize', '--long-edge', '10', '--workers', '0', 'images'], 'It must be a whole number from 1 to 256.'],
  [['resize', '--long-edge', '10', '--priority', 'lowest', 'images'], 'Allowed choices are normal, low.'],
  [['resize', '--long-edge', '10', '--widths', '10,x', 'images'], "option '--widths <pixels>' argument '10,x' is invalid."],
  [['resize', '--long-edge', '1.5', 'images'], 'error: --long-edge: must be a whole number, got 1.5\n'],
  [
    ['resize', '--long-edge', '10', '--format', 'webp,heic', 'images'],
    'Allowed choices are source, jpeg, png, webp, avif, jxl, gif, apng, tiff, ico, bmp, qoi, best.',
  ],
  [['resize', '--width', '10', '--fit', 'squash', 'images'], 'Allowed choices are inside, cover, contain, fill, outside.'],
  [['resize', '--long-edge', '10', '--conflict', 'ask', 'images'], 'Allowed choices are unique, skip, overwrite.'],
  [['resize', '--long-edge', '10', '--name', '{nmae}', 'images'], 'error: --name: unknown token {nmae}'],
  [['resize', '--long-edge', '10', '--out', 'a', '--replace', 'images'], "option '--out <folder>' cannot be used with option '--replace'"],
  [['resize', '--long-edg', '10', 'images'], "unknown option '--long-edg'\n(Did you mean --long-edge?)"],
  [['resize', '--long-edge', '10', '--settings', 'a', 'images'], "unknown option '--settings'"],
  [['resize', '--long-edge'], "option '--long-edge <pixels>' argument missing"],
  [['undo', '--dry-run'], "unknown option '--dry-run'"],
  [['undo', 'images'], "too many arguments for 'undo'. Expected 0 arguments but got 1."],
  [['squeeze', 'images'], "unknown command 'squeeze'"],
  [['optimze', 'images'], "unknown command 'optimze'\n(Did you mean optimize?)"],
  [['hash'], 'missing required argument \'paths\': files and folders; "." is the current folder\n'],
  [['check'], "missing required argument 'paths': images and folders"],
  [['dupes'], "missing required argument 'paths': files and folders"],
  [['verify'], "missing required argument 'file': checksum file"],
  [['convert', '--format', 'ico', '--set', 'sizes=16,999', 'images'], 'error: --set sizes: must be between 1 and 256, got 999\n'],
  [['convert', '--format', 'png', '--set', 'colors=1', 'images'], 'error: --set colors: must be between 2 and 256, got 1\n'],
  [['convert', '--format', 'png', '--set', 'colour=1', 'images'], 'error: --set color: unknown key color\n'],
  [['optimize', '--set', 'svg.sise=1', 'images'], 'error: --set svg.sise: unknown key sise\n'],
  [['optimize', '--svg-prefix', 'a b', 'images'], 'error: --svg-prefix: must contain only letters'],
  [['convert', '--format', 'png,jpeg', '--widths', '0', 'images'], 'error: --widths: must be between 1 and'],
  [['apply', '--step', 'flip', '--step', 'blur:sigma=-1', 'images'], 'error: --step blur:sigma: must be between'],
  [['apply', '--step', '{"angle":90}', 'images'], 'error: --step:operation: must be one of'],
  [['apply', '--step', 'blur:size=1', 'images'], 'error: --step blur: unknown key size\n'],
  [['apply', '--step', 'flip', '--percent', '0', 'images'], 'error: --percent: must be between'],
  [['check', '--timeout', '0.5', 'images'], "argument '0.5' is invalid. It must be a whole number from 1 to 3600."],
  [['dupes', '--similar', '--threshold', '8.5', 'images'], "argument '8.5' is invalid. It must be a whole number from 0 to 12."],
  [['filter', 'sepai', 'images'], '(Did you mean sepia?)'],
  [['apply', '--step', 'blurr:sigma=2', 'images'], '(Did you mean blur?)'],
  [['apply', '--step', '{"operation":"rotat","angle":90}', 'images'], '(Did you mean rotate?)'],
  [['convert', '--format', 'wepb', 'images'], '(Did you mean webp?)'],
  [['strip', '--metadata', 'strip-gpss', 'images'], '(Did you mean strip-gps?)'],
  [['help', 'resiz'], "unknown command 'resiz'\n(Did you mean resize?)"],
  [['run'], "missing required argument 'profile'"],
])('A wrong call is explained in a sentence: %j', async (args, sentence) => {
  const { code, out, err } = await run(...args);
  expect(err).toContain(sentence);
  expect(err).toMatch(/^error: /);
  expect(err).not.toContain('    at ');
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('An invalid call points to the help of its command', async () => {
  expect((await run('resize', '--long-edg', '10')).err).toContain('Run "assetmill resize --help" for its options.');
  expect((await run('squeeze')).err).toContain('Run "assetmill --help" for the commands.');
});

test('--version prints the version', async () => {
  expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('A reader that closes the output early causes no stack trace', async () => {
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
