import { join } from 'node:path';
import { execPath } from 'node:process';
import type { DigestAlgorithm } from '../../src/shared/checksums/digestAlgorithms';
import { type Contestant, cli, store } from './contestants';
import { measure, type Program } from './measure';
import type { Workload } from './workloads';

/** Contestants that read files. Their output is discarded, and the files are in the page cache. */

function reader(name: string, { files, folder }: Workload, program: Program): Contestant {
  const whole = { ...program, folder, silent: true, variables: { ASSETMILL_STORE: store } };
  return { name, files, run: async () => (await measure(whole)).measured };
}

/** A system tool, given by its command line. */
export function shellTool(workload: Workload, name: string, line: string): Contestant {
  return reader(name, workload, { file: 'sh', args: ['-c', line] });
}

/** Node without Assetmill: what no program on Node can undercut by much. */
export function bareReadLoop(workload: Workload, algorithm: DigestAlgorithm, threads: number): Contestant {
  const name = `bare Node loop in ${threads} threads`;
  return reader(name, workload, { file: execPath, args: [join(__dirname, 'readLoop.main.cjs'), algorithm, threads] });
}

export function hashCommand(workload: Workload, algorithm: DigestAlgorithm, workers: number): Contestant {
  const args = [cli, 'hash', '--no-cache', '--algorithm', algorithm, '--workers', workers, '.'];
  return reader('assetmill hash', workload, { file: execPath, args });
}

export function duplicatesCommand(workload: Workload, workers: number): Contestant {
  return reader('assetmill dupes', workload, { file: execPath, args: [cli, 'dupes', '--no-cache', '--workers', workers, '.'] });
}
