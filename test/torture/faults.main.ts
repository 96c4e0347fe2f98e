import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { sweepDisks } from './faults/diskSweep';
import { filesFaults, moments, prepareMoment, recoveryFaults, wordFaults } from './faults/faultMoments';
import { compileLibrary, type ErrorName, FaultPlace } from './faults/faultPlace';

/**
 * Lets system calls fail: `faults.main.cjs [lanes] [moment]`. At each moment, the first writing call fails, then in another try the
 * second one, and so on until there is none left. After that, the same with disks that have less and less room. Linux with gcc.
 */

const errors: readonly ErrorName[] = ['ENOSPC', 'EIO', 'EPERM'];
/** More calls than any moment makes. */
const mostCalls = 500;

interface Sweep {
  readonly name: string;
  /** @returns how many faults were injected, and what was wrong after them */
  run(place: FaultPlace): Promise<{ injected: number; faults: string[] }>;
}

const sweepsOfCalls = moments.flatMap((moment) =>
  errors.map(
    (error): Sweep => ({
      name: `${moment.name}, ${error}`,
      async run(place) {
        const known = await prepareMoment(place, moment);
        const faults: string[] = [];
        for (let nth = 1; nth < mostCalls; nth += 1) {
          place.restore('before');
          const said = await place.call(moment.command, { nth, error });
          if (said.failed === '') return { injected: nth - 1, faults };
          const found = [...wordFaults(said), ...filesFaults(place, known), ...(await recoveryFaults(place, known, said))];
          for (const fault of new Set(found)) faults.push(`call ${nth} (${said.failed}): ${fault}`);
        }
        return { injected: mostCalls, faults: [...faults, 'the calls never end'] };
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
      const result = await sweep.run(place).catch((error: Error) => ({ injected: 0, faults: [String(error.stack)] }));
      place.unmount();
      injected += result.injected;
      faulty += result.faults.length;
      console.log(`${sweep.name}: ${result.injected} faults injected, ${result.faults.length} wrong`);
      for (const fault of result.faults) console.log(`  ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.log(`${injected} faults injected, ${faulty} wrong`);
  rmSync(folder, { recursive: true, force: true });
  exit(faulty > 0 ? 1 : 0);
}

void main(Number(argv[2] ?? 2), argv[3] ?? '');
