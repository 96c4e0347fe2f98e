import { bareLoop, type Contestant, findPillow, pillow, poolProcess, resizeCommand } from '../contestants';
import { type Comparison, compare } from '../report';
import { bestLoop, inTurns, marginal, type Result } from '../rounds';
import * as workloads from '../workloads';
import type { Machine, Part } from './part';

/** A plain resize: against a bare loop over sharp, and by number of workers. */

function noteOf({ lanes, threads }: { lanes: number; threads: number }): string {
  return `Loop: ${lanes} calls on ${threads} threads.`;
}

/** The bare loop at its best settings, others, the command line, and the pool process. `tried` files are enough to find the settings. */
async function againstLoop(
  workload: workloads.Workload,
  tried: number,
  { cores, rounds }: Machine,
  others: readonly Contestant[] = [],
): Promise<Comparison> {
  const best = await bestLoop(workload, cores, tried);
  const contestants = [bareLoop(workload, best), ...others, resizeCommand(workload, cores), poolProcess(workload, cores)];
  return compare(workload.title, await inTurns(contestants, rounds), noteOf(best));
}

export const photos: Part = async (machine) => [await againstLoop(await workloads.photos(), 60, machine)];

/** Pillow, if Python and it are here. */
function pillowIfThere(workload: workloads.Workload, processes: number): Contestant[] {
  const python = findPillow();
  if (python === undefined) console.error('No row for Pillow: no Python with it was found (Linux only; apt-get install python3-pil).');
  return python === undefined ? [] : [pillow(workload, python, processes)];
}

export const icons: Part = async (machine) => {
  const workload = await workloads.icons();
  return [await againstLoop(workload, 1000, machine, pillowIfThere(workload, machine.cores))];
};

/** 200 and 1,000 photos in the same rounds, and the difference: what one more photo costs, without the start. */
export const manyPhotos: Part = async ({ cores, rounds }) => {
  const [few, many] = [await workloads.photos(), await workloads.manyPhotos()];
  const best = await bestLoop(few, cores, 60);
  const contestants = [few, many].flatMap((each) => [bareLoop(each, best), resizeCommand(each, cores), poolProcess(each, cores)]);
  const results = await inTurns(contestants, rounds);
  const [ofFew, ofMany] = [results.slice(0, 3), results.slice(3)];
  const further = ofMany.map((result, index) => marginal(ofFew[index] as Result, result));
  return [
    compare(`${few.title}, before ${many.files} of them`, ofFew, noteOf(best)),
    compare(many.title, ofMany, noteOf(best)),
    compare(`Each photo beyond ${few.files}`, further, noteOf(best)),
  ];
};

/** The same work with 1, 2, 4, and 8 workers. */
export const workers: Part = async ({ rounds }) => {
  const workload = await workloads.photos();
  const contestants = [1, 2, 4, 8].map((count) => poolProcess(workload, count, count === 1 ? '1 worker' : `${count} workers`));
  return [compare(`${workload.title}, by number of workers`, await inTurns(contestants, rounds))];
};
