import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { modifiedAt, root } from './files.mjs';

// The VS Code server's packages exist for this platform only; elsewhere a desktop VS Code is downloaded.
const hasServer = platform === 'linux' && arch === 'x64';
const inHost = ['node', 'out/test/host/runInHost.main.cjs', ...(hasServer ? [] : ['--electron'])];

function newestPackage() {
  const files = readdirSync(root).filter((name) => name.endsWith('.vsix'));
  const [newest] = files.sort((a, b) => modifiedAt(join(root, b)) - modifiedAt(join(root, a)));
  if (newest === undefined) throw new Error('There is no VSIX to test: run the stage "package" first.');
  return newest;
}

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => string[]} command
 * @property {boolean} [mocha] its counts are printed once more in a line that is the same for all runners
 * @property {readonly string[]} [needs] stages that run with this one, and without which it cannot run
 * @property {readonly string[]} [after] stages that must have ended before, if they run, whatever came of them
 * @property {boolean} [named] runs only when it is named
 */

/**
 * What `npm test` runs. The stages that many wait for come first, the longest ones next.
 * @type {readonly Stage[]}
 */
const all = [
  // Before it packs, it builds all bundles again, which nobody may use meanwhile.
  { name: 'package', command: () => ['npm', 'run', 'package'] },
  { name: 'lint', command: () => ['biome', 'ci', '.'] },
  { name: 'types', command: () => ['tsc', '-b'] },
  { name: 'rooms', command: () => ['depcruise', '--config', '.dependency-cruiser.mjs', 'src'] },
  { name: 'vscode', command: () => ['node', 'out/test/host/install.main.cjs'], after: ['package'] },
  {
    name: 'ui',
    command: () => ['mocha', '--forbid-only', '--timeout', '120000', 'out/test/ui/*.test.cjs'],
    mocha: true,
    needs: ['vscode', 'package'],
  },
  { name: 'unit', command: () => ['vitest', 'run'], needs: ['vscode'], after: ['package'] },
  // The same tests as those of the package, for who develops them: they need no package, and see the checkout.
  { name: 'host', command: () => inHost, mocha: true, needs: ['vscode'], after: ['package'], named: true },
  // Beside this platform's package it makes those of all others, from the same bundles.
  { name: 'packages', command: () => ['vitest', 'run', '--config', 'test/packages/vitest.config.ts'], needs: ['package'] },
  { name: 'vsix', command: () => [...inHost, '--vsix', newestPackage()], mocha: true, needs: ['vscode', 'package'] },
];

/** The stages of this platform. `vscode` installs the server and a browser, `ui` drives them. */
export const stages = all
  .filter(({ name }) => hasServer || (name !== 'vscode' && name !== 'ui'))
  .map((stage) => ({ ...stage, needs: (stage.needs ?? []).filter((need) => hasServer || need !== 'vscode') }));

/** Those that run when none is named. */
export const usualStages = stages.filter(({ named }) => !named);

/** Names of stages that exist on other platforms only. */
export const foreignStages = all.map(({ name }) => name).filter((name) => !stages.some((stage) => stage.name === name));

/** Stages by their names, with those that they need. */
export function stagesFor(names) {
  const wanted = new Set(names);
  // A stage that is needed comes before the one that needs it.
  for (const { name, needs } of [...stages].reverse()) if (wanted.has(name)) for (const need of needs) wanted.add(need);
  return stages.filter(({ name }) => wanted.has(name));
}

/**
 * The quick check of what changed.
 * @param {string} base commit to compare the working tree with
 * @returns {readonly Stage[]}
 */
export function changedStages(base) {
  const quick = stages.filter(({ name }) => ['lint', 'types', 'rooms'].includes(name));
  return [...quick, { name: 'unit', command: () => ['vitest', 'run', '--passWithNoTests', '--changed', base] }];
}
