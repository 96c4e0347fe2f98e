import type { DigestAlgorithm } from '../../../src/shared/checksums/digestAlgorithms';
import { bareReadLoop, duplicatesCommand, hashCommand, shellTool } from '../readers';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { copies, noise, type Workload } from '../workloads';
import type { Machine, Part } from './part';

/** Files of any kind, against system tools. */

/** A tool on two cores, with so many files for each of its processes. */
function xargs(tool: string, filesEach: number): string {
  return `find . -type f -print0 | xargs -0 -P2 -n${filesEach} ${tool}`;
}

async function againstTool(workload: Workload, algorithm: DigestAlgorithm, filesEach: number, { cores, rounds }: Machine) {
  const tool = algorithm === 'sha256' ? 'sha256sum' : 'b3sum';
  const contestants = [
    shellTool(workload, `xargs -P2 ${tool}`, xargs(tool, filesEach)),
    bareReadLoop(workload, algorithm, cores),
    hashCommand(workload, algorithm, cores),
  ];
  return compare(`${algorithm} of ${workload.title}`, await inTurns(contestants, rounds));
}

export const hash: Part = async (machine) => {
  const many = await noise(40, 100_000_000, '4 GB in 40 files');
  const one = await noise(1, 4_000_000_000, 'one file of 4 GB');
  const small = await noise(20_000, 8_000, '20,000 files of 8 KB');
  return [
    await againstTool(many, 'sha256', 1, machine),
    await againstTool(many, 'blake3', 1, machine),
    await againstTool(one, 'sha256', 1, machine),
    await againstTool(one, 'blake3', 1, machine),
    await againstTool(small, 'sha256', 64, machine),
    await againstTool(small, 'blake3', 64, machine),
  ];
};

export const duplicates: Part = async ({ cores, rounds }) => {
  const workload = await copies(50_000, 4_000, 40_000, 'duplicates among 50,000 files of 4 KB');
  // The loop digests all files: here, all have the same size.
  const loop = bareReadLoop(workload, 'blake3', cores);
  const contestants = [shellTool(workload, 'jdupes', 'jdupes -rq .'), loop, duplicatesCommand(workload, cores)];
  return [compare(workload.title, await inTurns(contestants, rounds))];
};
