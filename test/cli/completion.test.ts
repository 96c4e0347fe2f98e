import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completionCandidates } from '../../src/cli/completion/completionCandidates';
import { type Shell, shells } from '../../src/cli/completion/shells';
import { createProgram } from '../../src/cli/program';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { at, place, run } from './files';

/** Shell completion: its candidates, and the scripts in real shells where they are installed. */

setUpPool();

const candidates = async (...words: string[]) =>
  (await completionCandidates(createProgram(), words.slice(0, -1), words.at(-1) ?? '')).map(({ value }) => value);

describe('candidates', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['res'], ['resize', 'responsive', 'resume']],
    [['help', 'du'], ['dupes']],
    [['--v'], ['--version']],
    [['convert', '--format', 'w'], ['webp']],
    [['convert', '--format', 'webp,av'], ['webp,avif']],
    [['convert', '--format=w'], ['--format=webp']],
    [['convert', '--format', '=', 'w'], ['webp']],
    [
      ['convert', '--format', '='],
      ['source', 'jpeg', 'png', 'webp', 'avif', 'jxl', 'gif', 'apng', 'tiff', 'ico', 'bmp', 'qoi', 'best'],
    ],
    [
      ['resize', '--long-edge', '9', '--w'],
      ['--width', '--widths', '--workers'],
    ],
    [['resize', '--long-edge', ''], []],
    [['apply', '--step', 'po'], ['posterize']],
    [['filter', 'se'], ['sepia']],
    [['filter', '--intensity', '50', 'se'], ['sepia']],
    [['filter', 'sepia', ''], []],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [['duplicates', '--sim'], ['--similar']],
    [['optimise', '--repl'], ['--replace']],
    [
      ['hash', '--order', ''],
      ['auto', 'parallel', 'sequential'],
    ],
    [['hash', '--', '--or'], []],
    [['nonsense', ''], []],
  ])('%j offers %j', async (words, expected) => {
    expect(await candidates(...words)).toEqual(expected);
  });

  test('every command is offered, and hidden ones are not', async () => {
    const all = await candidates('');
    expect(all).toEqual(expect.arrayContaining(['resize', 'undo', 'check', 'completion', 'help']));
    expect(all).not.toContain('complete');
  });

  test('the profiles of the nearest settings.json are offered after run', async () => {
    place('.vscode/settings.json', JSON.stringify({ 'assetmill.profiles': { web: {}, 'web small': {}, print: {} } }));
    expect(await run('complete', '--current=w', '--', 'run')).toEqual({ code: 0, out: 'web\t\nweb small\t\n', err: '' });
    place('.vscode/settings.json', '{ broken');
    expect(await run('complete', '--current=', '--', 'run')).toEqual({ code: 0, out: '', err: '' });
  });
});

test('an unknown shell is refused', async () => {
  expect(await run('completion', 'tcsh')).toMatchObject({
    code: 2,
    err: expect.stringContaining('Allowed choices are bash, zsh, fish, powershell.'),
  });
});

/** The program of each shell, with the arguments that check the syntax of a script. */
const syntaxChecks: Readonly<Record<Shell, readonly [program: string, ...args: string[]]>> = {
  bash: ['bash', '-n'],
  zsh: ['zsh', '-n'],
  fish: ['fish', '--no-execute'],
  powershell: ['pwsh', '-NoProfile', '-File'],
};

function isInstalled(program: string): boolean {
  const found = spawnSync(program, ['--version']).status === 0;
  if (!found) console.log(`${program} is not installed: its completion is not tested.`);
  return found;
}

test.each(shells.filter((shell) => isInstalled(syntaxChecks[shell][0])))('the script for %s has valid syntax', async (shell) => {
  const [program, ...args] = syntaxChecks[shell];
  const file = place(`assetmill.${shell === 'powershell' ? 'ps1' : shell}`, (await run('completion', shell)).out);
  expect(execFileSync(program, [...args, file], { encoding: 'utf8' })).toBe('');
});

/** Puts an `assetmill` into a folder that is first in PATH. */
async function environment(): Promise<NodeJS.ProcessEnv> {
  await mkdir(at('bin'));
  await writeFile(at('bin', 'assetmill'), `#!/bin/sh\nexec "${process.execPath}" "${bundles.cliFile}" "$@"\n`);
  await chmod(at('bin', 'assetmill'), 0o755);
  return { ...process.env, PATH: `${at('bin')}${delimiter}${process.env.PATH}` };
}

describe.skipIf(process.platform === 'win32' || !isInstalled('bash'))('bash', () => {
  /** What a bash offers that loaded the script. */
  async function offered(...words: readonly string[]): Promise<string[]> {
    const script = [
      'source <(assetmill completion bash)',
      `COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _assetmill; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n');
    const out = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], {
      cwd: workspace.root,
      env: await environment(),
      encoding: 'utf8',
    });
    return out.split('\n').filter((line) => line !== '');
  }

  test('completes options', async () => {
    expect(await offered('assetmill', 'resize', '--long-edge', '300', '--form')).toEqual(['--format']);
  });

  test('completes commands after the name of the program', async () => {
    expect(await offered('assetmill', 'th')).toEqual(['thumbnails']);
  });

  test('quotes names with spaces', async () => {
    place('.vscode/settings.json', JSON.stringify({ 'assetmill.profiles': { 'web small': {} } }));
    expect(await offered('assetmill', 'run', '')).toEqual(['web\\ small']);
  });

  test('leaves paths to bash', async () => {
    expect(await offered('assetmill', 'resize', '')).toEqual([]);
  });

  test('is registered for assetmill, with files as the default', async () => {
    const out = execFileSync('bash', ['--norc', '-c', 'source <(assetmill completion bash); complete -p assetmill'], {
      env: await environment(),
      encoding: 'utf8',
    });
    expect(out).toBe('complete -o bashdefault -o default -F _assetmill assetmill\n');
  });
});
