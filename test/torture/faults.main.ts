import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { sweepDisks } from './faults/diskSweep';
import { filesFaults, moments, prepareMoment, recoveryFaults, wordFaults } from './faults/faultMoments';
import { compileLibrary, type ErrorName, FaultPlace, type Said } from './faults/faultPlace';

/**
 * Lets system calls fail: `faults.main.cjs [lanes] [moment] [recoveries]`. At each moment, the first writing call fails, then in
 * another try the second one, and so on until there is none left. The recovery from each of them is tried as well, or from some of
 * each kind. After that, the same with disks that have more and more room. Linux with gcc.
 */

const errors: readonly ErrorName[] = ['ENOSPC', 'EIO', 'EPERM'];
/** More calls than any moment makes. */
const mostCalls = 500;

interface Sweep {
  readonly name: string;
  /** @param wrong is told what was wrong after a fault @returns how many faults were injected */
  run(place: FaultPlace, wrong: (fault: string) => void): Promise<number>;
}

/** Calls on the same kind of file are of one kind. */
function kindOf({ failed }: Said): string {
  return failed.replace(/\d+-\w{6}|\d+/g, '#');
}

/** How often the recovery from a call of one kind is tried at each moment. */
const recoveries = Number(argv[4] ?? Number.POSITIVE_INFINITY);

const sweepsOfCalls = errors.flatMap((error) =>
  moments.map(
    (moment): Sweep => ({
      name: `${moment.name}, ${error}`,
      async run(place, wrong) {
        const known = await prepareMoment(place, moment);
        const kinds = new Map<string, number>();
        for (let nth = 1; nth < mostCalls; nth += 1) {
          place.restore('before');
          const said = await place.call(moment.command, { nth, error });
          if (said.failed === '') return nth - 1;
          const found = [...wordFaults(said), ...filesFaults(place, known)];
          const count = (kinds.get(kindOf(said)) ?? 0) + 1;
          kinds.set(kindOf(said), count);
          if (count <= recoveries) found.push(...(await recoveryFaults(place, known, said)));
          for (const fault of new Set(found)) wrong(`call ${nth} (${said.failed}): ${fault}`);
        }
        wrong('the calls never end');
        return mostCalls;
      },
    }),
  ),
);

async function main(lanes: number, only: string): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assetmill-faults-')));
  const library = compileLibrary(folder);
  const waiting = [...sweepsOfCalls, ...sweepDisks].filter(({ name }) => name.includes(only));
  let [injected, faulty] = [0, 0];
  const lane = async (_: unknown, index: number) => {
    mkdirSync(join(folder, String(index)));
    const place = new FaultPlace(join(folder, String(index)), library);
    for (let sweep = waiting.shift(); sweep; sweep = waiting.shift()) {
      const { name } = sweep;
      const wrong = (fault: string) => {
        faulty += 1;
        console.log(`${name}, ${fault}`);
      };
      const count = await sweep.run(place, wrong).catch((error: Error) => {
        wrong(String(error.stack));
        return 0;
      });
      place.unmount();
      injected += count;
      console.log(`${name}: ${count} faults injected`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.log(`${injected} faults injected, ${faulty} wrong`);
  rmSync(folder, { recursive: true, force: true });
  exit(faulty > 0 ? 1 : 0);
}

void main(Number(argv[2] ?? 2), argv[3] ?? '');
