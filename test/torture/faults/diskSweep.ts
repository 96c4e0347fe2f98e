import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesFaults, moments, prepareMoment, recoveryFaults, wordFaults } from './faultMoments';
import type { FaultPlace } from './faultPlace';

/** Disks in memory with more and more room, in steps of a block. */

const blockKilobytes = 4;
/** Room of the whole disk. */
const diskKilobytes = 512;
/** More room than any moment needs. */
const mostKilobytes = 256;
/** So often everything must be well before more room is of no interest. */
const wellInARow = 3;

const fillerName = '.filler';

/** Fills a disk except for some room. */
function fill(disk: string, kilobytesLeft: number): void {
  const spare = join(disk, `${fillerName}-spare`);
  for (let part = 0; part < kilobytesLeft / blockKilobytes; part += 1)
    writeFileSync(`${spare}-${part}`, Buffer.alloc(blockKilobytes * 1024));
  try {
    for (let part = 0; ; part += 1) writeFileSync(join(disk, `${fillerName}-${part}`), Buffer.alloc(blockKilobytes * 1024));
  } catch {} // it is full
  for (const name of readdirSync(disk)) if (name.startsWith(`${fillerName}-spare`)) rmSync(join(disk, name));
}

function free(disk: string): void {
  for (const name of readdirSync(disk)) if (name.startsWith(fillerName)) rmSync(join(disk, name));
}

const disks = [
  { name: 'the store', folder: ({ store }: FaultPlace) => store, moments },
  { name: 'the outputs', folder: ({ out }: FaultPlace) => out, moments: moments.filter(({ run }) => run.includes('--out')) },
  { name: 'the images', folder: ({ images }: FaultPlace) => images, moments: moments.filter(({ run }) => run.includes('--replace')) },
];

export const sweepDisks = disks.flatMap((disk) =>
  disk.moments
    .filter(({ name }) => disk.name === 'the store' || name !== 'replace with copies')
    .map((moment) => ({
      name: `${moment.name}, little room for ${disk.name}`,
      async run(place: FaultPlace, wrong: (fault: string) => void): Promise<number> {
        const known = await prepareMoment(place, moment);
        const folder = disk.folder(place);
        if (!place.mount(folder, diskKilobytes)) throw new Error('no disk can be mounted here');
        let [tries, well] = [0, 0];
        for (let left = 0; left <= mostKilobytes && well < wellInARow; left += blockKilobytes) {
          place.restore('before');
          fill(folder, left);
          tries += 1;
          const said = await place.call(moment.command);
          well = said.code === 0 ? well + 1 : 0;
          const found = [...wordFaults(said), ...filesFaults(place, known)];
          free(folder);
          found.push(...(await recoveryFaults(place, known, said)));
          for (const fault of new Set(found)) wrong(`${left} KB left: ${fault}`);
        }
        return tries;
      },
    })),
);
