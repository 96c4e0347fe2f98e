import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliDocs } from '../../src/cli/cliDocs';
import { commandGroups } from '../../src/cli/commands';
import { createProgram } from '../../src/cli/program';
import { autoQualityFormats } from '../../src/shared/values/automaticQuality';
import { formatName } from '../../src/shared/values/formats';
import { setUpPool } from '../pool/setUp';
import { run } from './files';

/** Help and docs/cli.md, both made from the declared commands. */

setUpPool();

const names = commandGroups.flatMap(({ commands }) => commands.map(({ name }) => name));

test('--help lists every command with its summary', async () => {
  const help = await run('--help');
  expect(help).toMatchObject({ code: 0, err: '' });
  for (const { commands } of commandGroups)
    for (const { name, summary } of commands) expect(help.out).toContain(`  ${name.padEnd(10)}  ${summary}\n`);
  expect(help.out).not.toMatch(/^ +complete /m);
  expect(await run()).toEqual(help);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['resize', ['--long-edge <pixels>', '--fit <mode>', '--out <folder>', '--name <template>', '--dry-run'], ['--intensity', '--algorithm']],
  ['convert', ['--format <formats>', '--quality <quality>', '--widths <pixels>'], ['--intensity', '--size ']],
  ['optimize', ['--replace', '--max-bytes <bytes>'], ['--intensity']],
  ['filter', ['name of the filter: blur, sharpen', '--intensity <number>', '--long-edge <pixels>'], ['--settings']],
  ['thumbnails', ['--size <pixels>', '(default: 200)'], ['--long-edge', '--fit']],
  ['responsive', ['480, 960, 1440, 1920', '--markup <file>', '--densities <factors>'], ['--intensity']],
  [
    'favicon',
    ['--background <color>', '--site-name <name>', '--out <folder>', 'site.webmanifest'],
    ['--replace', '--format', '--long-edge'],
  ],
  ['atlas', ['--out <file>', '--padding <pixels>', '--power-of-two', '--no-css', 'TexturePacker'], ['--replace', '--format', '--manifest']],
  ['strip', ['strip-gps, copyright-only', '--metadata <policy>'], ['--intensity']],
  ['apply', ['--step <step>', 'Operations: resize, crop, trim'], ['--intensity']],
  [
    'run',
    ['--settings <file>', '--check', '--lock', '--format <formats>', '--conflict <mode>', 'Options take precedence over the profile'],
    ['--intensity', '--tag'],
  ],
  ['runs', ['--all', '--dismiss <id>', '--json'], ['--workers']],
  ['report', ['--format <format>', 'html, md, csv, json', '--out <file>', '--no-thumbnails', 'the last one in this folder'], ['--workers']],
  ['resume', ['--run <id>', '--workers <count>', '--json'], ['--force']],
  ['redo', ['--run <id>', '--workers <count>'], ['--force']],
  ['undo', ['undo the most recent run', '--file <file>', '--list', '--run <id>', '--yes', '--json'], ['--workers', '--priority']],
  ['hash', ['--algorithm <algorithms>', 'sha512', '--tag', '--no-cache', '--order <order>'], ['--long-edge', '--out ']],
  ['verify', ['--allow-outside <folder>', '--order <order>'], ['--include', '--no-cache']],
  ['dupes', ['--similar', '--threshold <bits>', '0 to 12 (default: 8)', 'dupes|duplicates'], ['--algorithm']],
  ['check', ['--include <glob>', '--json'], ['--no-cache', '--dry-run']],
  [
    'measure',
    ['--long-edge <pixels>', '--format <formats>', '--workers <count>', 'the faster pass counts'],
    ['--out ', '--replace', '--dry-run'],
  ],
  [
    'worker',
    ['--queue <url>', '--root <root>', '--concurrency <count>', '--rate <rate>', '--drain <seconds>', '--http <address>'],
    ['--json'],
  ],
  ['trust', ['--list', '--remove <folder>', 'ASSETMILL_TRUST=1'], ['--json']],
  ['completion', ['bash, zsh, fish, powershell', '~/.bashrc'], ['--json']],
])('%s --help shows its own options and examples', async (name, shown, hidden) => {
  const { code, out, err } = await run(name, '--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const text = out.replace(/\s+/g, ' ');
  expect(text).toContain(`Usage: assetmill ${name}`);
  for (const words of shown) expect(text).toContain(words);
  for (const words of hidden) expect(out).not.toContain(words);
  expect(out).toMatch(new RegExp(`\nExamples:\n(.*\n)*.*assetmill ${name}`));
  expect(await run('help', name)).toEqual({ code, out, err });
});

test('Every command has a test of its help', () => {
  expect(names).toHaveLength(24);
});

test('Every example parses', async () => {
  for (const { commands } of commandGroups) {
    for (const { name, examples } of commands) {
      for (const { line } of examples.filter(({ line: text }) => text.startsWith('assetmill '))) {
        const program = createProgram();
        const command = program.commands.find((each) => each.name() === name);
        let parsed = false;
        command?.action(() => {
          parsed = true;
        });
        const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
        const end = words.findIndex((word) => word === '>' || word === '|');
        await program.parseAsync(words.slice(1, end < 0 ? undefined : end), { from: 'user' });
        expect(parsed, line).toBe(true);
      }
    }
  }
});

test('docs/cli.md is up to date (else: npm run docs)', async () => {
  const docs = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8');
  expect(docs.replaceAll('\r\n', '\n')).toBe(cliDocs());
});

test('the help of a quality names each format that can have an automatic one', () => {
  const options = createProgram().commands.find((command) => command.name() === 'convert')?.options ?? [];
  const [, automatic = ''] = (options.find(({ long }) => long === '--quality')?.description ?? '').split('auto finds');
  for (const format of autoQualityFormats) expect(automatic).toContain(formatName(format));
});
