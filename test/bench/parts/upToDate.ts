import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { type Contestant, cli, dist } from '../contestants';
import { measure } from '../measure';
import { type Comparison, compare } from '../report';
import { inTurns } from '../rounds';
import { cacheFolder, icons, manyIcons, type Workload } from '../workloads';
import type { Part } from './part';

/** What a second run costs that finds everything up to date, beside a program that only asks for the state of each source and output. */

const place = join(cacheFolder, `up-to-date-${process.pid}`);
const out = join(place, 'out');
const variables = { ASSETMILL_STORE: join(place, 'runs') };

/** Asks for the state of every file of the folders. */
const lookAll = `
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');
for (const folder of process.argv.slice(1))
  for (const name of readdirSync(folder, { recursive: true })) statSync(join(folder, name));
`;

function rival({ folder, files }: Workload): Contestant {
  const args = ['-e', lookAll, folder, out];
  return {
    name: 'stat of each source and output',
    files,
    run: async () => (await measure({ file: execPath, args, silent: true })).measured,
  };
}

function again({ folder, files, edge }: Workload): Contestant {
  const args = [cli, 'resize', '--long-edge', edge, '--out', out, folder];
  return { name: 'command line', files, run: async () => (await measure({ file: execPath, args, variables, silent: true })).measured };
}

/** The plan of the editor, whose pool process has made one before. Its start is not counted. */
function inEditor({ folder, files, edge }: Workload): Contestant {
  const args = [join(__dirname, 'again.main.cjs'), join(dist, 'pool.cjs'), folder, out, edge, join(variables.ASSETMILL_STORE, '.results')];
  return {
    name: 'editor',
    files,
    run: async () => {
      const { said } = await measure({ file: execPath, args, variables });
      const { seconds, left } = JSON.parse(said) as { readonly seconds: number; readonly left: number };
      if (left > 0) throw new Error(`${left} files are not up to date`);
      return { seconds };
    },
  };
}

async function secondRun(workload: Workload, rounds: number): Promise<Comparison> {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  try {
    const second = again(workload);
    // The first run makes the files.
    await second.run();
    return compare(
      `A run over ${workload.title} that finds everything up to date`,
      await inTurns([rival(workload), second, inEditor(workload)], rounds),
    );
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

export const upToDate: Part = async ({ rounds }) => [
  await secondRun(await icons(10_000), rounds),
  await secondRun(await manyIcons(), rounds),
];
