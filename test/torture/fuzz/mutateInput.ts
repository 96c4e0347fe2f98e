import type { Random } from '../../sample/random';

/** Changes inputs as a fuzzer does, repeatably. */

/** Larger inputs find little more, and take longer. */
const usualBytes = 4096;
/** What repeats something may grow to this: work that rises with the square of the size shows. */
const largestBytes = 1 << 16;

const oddNumbers = [
  0, 1, 2, 3, 4, 7, 8, 12, 16, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
];

export function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[below(items.length, random)] as Item;
}

/** A part of the input: mostly a short one. */
function part(bytes: Buffer, random: Random): Buffer {
  const start = below(bytes.length, random);
  return bytes.subarray(start, start + 1 + below(random() < 0.7 ? 16 : bytes.length, random));
}

function spliced(bytes: Buffer, at: number, removed: number, ...inserted: readonly Buffer[]): Buffer {
  return Buffer.concat([bytes.subarray(0, at), ...inserted, bytes.subarray(at + removed)]);
}

function oddNumber(bytes: Buffer, random: Random): Buffer {
  const value = random() < 0.3 ? below(bytes.length + 16, random) : pick(oddNumbers, random);
  const number = Buffer.alloc(pick([1, 2, 4], random));
  const cut = value % 2 ** (8 * number.length);
  if (random() < 0.5) number.writeUIntLE(cut, 0, number.length);
  else number.writeUIntBE(cut, 0, number.length);
  return number;
}

/** Offsets of words in the input; some of those before a length of four bytes, as in PNG. */
function wordPlaces(bytes: Buffer, random: Random, words: readonly Buffer[]): number[] {
  const before = random() < 0.5 ? 0 : 4;
  const places = words.flatMap((word) => {
    const at = bytes.indexOf(word, below(bytes.length, random));
    return [at < 0 ? bytes.indexOf(word) : at].filter((each) => each >= before).map((each) => each - before);
  });
  return places.sort((a, b) => a - b);
}

/** What follows a value in JSON, in XML, and in lists. */
const delimiters = new Set(Buffer.from(',:;}])>="\' \n', 'latin1'));
const [openBrace, closeBrace] = [0x7b, 0x7d];

/** The end of the value that starts somewhere in a text. */
function valueEnd(bytes: Buffer, start: number): number {
  if (bytes[start] === openBrace) {
    let depth = 0;
    for (let at = start; at < bytes.length; at += 1) {
      if (bytes[at] === openBrace) depth += 1;
      if (bytes[at] === closeBrace) depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  let end = start + 1;
  while (end < bytes.length && !delimiters.has(bytes[end] as number)) end += 1;
  return bytes[start] === 0x22 ? end + 1 : end;
}

/** Everything that makes another input of one, and of a second one. */
const mutations: readonly ((bytes: Buffer, random: Random, other: Buffer, words: readonly Buffer[]) => Buffer)[] = [
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    changed[below(bytes.length, random)] = below(256, random);
    return changed;
  },
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const at = below(bytes.length, random);
    changed[at] = (changed[at] as number) ^ (1 << below(8, random));
    return changed;
  },
  (bytes, random) => {
    const number = oddNumber(bytes, random);
    return spliced(bytes, below(bytes.length, random), number.length, number);
  },
  (bytes, random) => spliced(bytes, below(bytes.length, random), part(bytes, random).length),
  (bytes, random) => spliced(bytes, below(bytes.length, random), 0, part(bytes, random)),
  (bytes, random) => {
    const block = part(bytes, random);
    return spliced(bytes, below(bytes.length, random), block.length, block);
  },
  (bytes, random) => {
    const block = part(bytes, random);
    const times = Math.min(1 + below(random() < 0.02 ? 20_000 : 40, random), Math.floor(largestBytes / block.length));
    return spliced(bytes, below(bytes.length, random), 0, ...new Array<Buffer>(times).fill(block));
  },
  (bytes, random, other) => spliced(bytes, below(bytes.length, random), 0, part(other, random)),
  (bytes, random, other) => Buffer.concat([bytes.subarray(0, below(bytes.length, random)), other.subarray(below(other.length, random))]),
  (bytes, random, _other, words) => {
    const word = pick(words, random);
    return spliced(bytes, below(bytes.length, random), random() < 0.5 ? word.length : 0, word);
  },
  (bytes, random, _other, words) => {
    const places = wordPlaces(bytes, random, words);
    const [from = 0, to = 0] = [pick(places, random), pick(places, random)].sort((a, b) => (a ?? 0) - (b ?? 0));
    return random() < 0.7 ? spliced(bytes, from, to - from) : spliced(bytes, from, 0, bytes.subarray(from, to));
  },
  (bytes, random, _other, words) => {
    const after = pick([':', ',', '[', '=', '>', '\n'], random);
    const at = 1 + bytes.indexOf(after, below(bytes.length, random));
    return spliced(bytes, at, valueEnd(bytes, at) - at, pick(words, random));
  },
];

/**
 * Another input.
 * @param other another known input
 * @param words what has a meaning in this format
 */
export function mutateInput(bytes: Buffer, random: Random, other: Buffer, words: readonly Buffer[]): Buffer {
  let changed = bytes;
  for (let count = 1 + below(random() < 0.7 ? 3 : 12, random); count > 0; count -= 1) {
    const from = changed.length === 0 ? Buffer.from([0]) : changed;
    changed = pick(mutations, random)(from, random, other.length === 0 ? from : other, words.length === 0 ? [from] : words);
    if (changed.length > usualBytes && random() < 0.9 && bytes.length <= usualBytes && changed.length < largestBytes / 2)
      changed = changed.subarray(0, usualBytes);
  }
  return changed.subarray(0, largestBytes);
}
