import { makeRandom, type Random } from '../sample/random';

/** Damages files as disks, transfers, and attackers do, repeatably. */

type Mutation = (bytes: Buffer, random: Random) => Buffer;

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

const flipBits: Mutation = (bytes, random) => {
  const flipped = Buffer.from(bytes);
  for (let count = 1 + below(3, random); count > 0; count -= 1) {
    const at = below(flipped.length, random);
    flipped[at] = (flipped[at] as number) ^ (1 << below(8, random));
  }
  return flipped;
};

const cut: Mutation = (bytes, random) => bytes.subarray(0, 1 + below(bytes.length - 1, random));

const swapBlocks: Mutation = (bytes, random) => {
  const length = 1 + below(Math.min(512, bytes.length >> 2), random);
  const [from, to] = [below(bytes.length - length, random), below(bytes.length - length, random)];
  const swapped = Buffer.from(bytes);
  bytes.copy(swapped, to, from, from + length);
  bytes.copy(swapped, from, to, to + length);
  return swapped;
};

const insertBytes: Mutation = (bytes, random) => {
  const at = below(bytes.length, random);
  const inserted = Buffer.from(Array.from({ length: 1 + below(64, random) }, () => below(256, random)));
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
};

const mutations: Readonly<Record<string, Mutation>> = { flip: flipBits, cut, swap: swapBlocks, insert: insertBytes };

/** A damaged form of a file. @param seed decides which one @returns it with the kind of its damage */
export function mutated(bytes: Buffer, seed: number): { readonly kind: string; readonly bytes: Buffer } {
  const random = makeRandom(seed);
  const kinds = Object.entries(mutations);
  const [kind, mutate] = kinds[below(kinds.length, random)] as [string, Mutation];
  return { kind, bytes: mutate(bytes, random) };
}
