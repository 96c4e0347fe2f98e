import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { ActivationReport } from '../activation.main';
import { type Contestant, cli } from '../contestants';
import { measure } from '../measure';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { cacheFolder } from '../workloads';
import type { Part } from './part';

/** What a call costs that has next to nothing to do, beside an empty Node.js program, and what the extension takes to be activated. */

function nodeCall(name: string, args: readonly string[]): Contestant {
  const variables = { ASSETMILL_STORE: join(cacheFolder, 'start') };
  return { name, files: 1, run: async () => (await measure({ file: execPath, args, variables, silent: true })).measured };
}

/** A time that the extension takes in a new process. */
function inExtension(name: string, time: keyof ActivationReport): Contestant {
  const program = { file: execPath, args: [join(__dirname, 'activation.main.cjs')] };
  return {
    name,
    files: 1,
    async run() {
      const { said } = await measure(program);
      return { seconds: (JSON.parse(said) as ActivationReport)[time] / 1000 };
    },
  };
}

export const start: Part = async ({ rounds }) => {
  mkdirSync(cacheFolder, { recursive: true });
  const file = join(cacheFolder, 'one.txt');
  writeFileSync(file, 'one small file');
  const contestants = [
    nodeCall('an empty Node.js program', ['-e', '0']),
    nodeCall('assetmill --version', [cli, '--version']),
    nodeCall('assetmill hash of one small file', [cli, 'hash', '--no-cache', file]),
  ];
  const times = [
    inExtension('from loading the extension to its first command', 'firstCommandMs'),
    inExtension('activation of the extension', 'activationMs'),
  ];
  // Each takes a fraction of a second, so more rounds cost little.
  return [
    compare('Starting', await inTurns(contestants, rounds * 4)),
    compare('Activating, beside a stub of VS Code', await inTurns(times, rounds * 4)),
  ];
};
