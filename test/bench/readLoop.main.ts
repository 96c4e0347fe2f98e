import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Blake3Hasher } from '@napi-rs/blake-hash';

/**
 * What Node itself takes to digest files, a process: a bare loop in each of some threads, with no plan, check, cache, or report.
 * A thread gets a share of the paths, and returns all of its digests at once.
 */

const [algorithm, threads] = argv.slice(2) as [string, string];

interface Part {
  readonly algorithm: string;
  readonly paths: readonly string[];
}

interface Hasher {
  update(bytes: Buffer): unknown;
  digest(format: 'hex'): string;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

const block = Buffer.allocUnsafeSlow(1 << 20);

function digestOf(path: string, name: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const first = block.subarray(0, readSync(file, block, 0, block.length, null));
    if (first.length === size && name !== 'blake3') return hash(name, first);
    const hasher: Hasher = name === 'blake3' ? new Blake3Hasher() : createHash(name);
    hasher.update(first);
    for (let left = size - first.length; left > 0; ) {
      const length = readSync(file, block, 0, block.length, null);
      hasher.update(block.subarray(0, length));
      left -= length;
    }
    return hasher.digest('hex');
  } finally {
    closeSync(file);
  }
}

function inThread(part: Part): Promise<string[]> {
  return new Promise((resolve, reject) => new Worker(__filename, { workerData: part }).once('message', resolve).once('error', reject));
}

async function main(): Promise<void> {
  const paths = filesIn('.').sort();
  const share = Math.ceil(paths.length / Number(threads));
  const parts = Array.from({ length: Number(threads) }, (_, index) => paths.slice(index * share, (index + 1) * share));
  const digests = (await Promise.all(parts.map((part) => inThread({ algorithm, paths: part })))).flat();
  stdout.write(paths.map((path, index) => `${digests[index]}  ${path}\n`).join(''));
}

if (isMainThread) void main();
else {
  const part = workerData as Part;
  parentPort?.postMessage(part.paths.map((path) => digestOf(path, part.algorithm)));
}
