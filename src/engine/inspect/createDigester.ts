import { createHash, type Hash, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { DigestAlgorithm } from '../../shared/checksums/digestAlgorithms';
import { createBlake3 } from './blake3';
import type { Digester } from './digester';

/** A digester by OpenSSL. A `Hash` of Node cannot be reset, so each file needs a new one; the function `hash` needs none. */
function openSsl(algorithm: string): Digester {
  let current: Hash;
  return {
    digestOf: (bytes) => hash(algorithm, bytes),
    start() {
      current = createHash(algorithm);
    },
    update: (bytes) => void current.update(bytes),
    end: () => current.digest('hex'),
  };
}

function zlibCrc32(): Digester {
  let sum = 0;
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  return {
    digestOf: (bytes) => hex(crc32(bytes)),
    start() {
      sum = 0;
    },
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    end: () => hex(sum),
  };
}

async function xxHash64(): Promise<Digester> {
  return (await import('./wasmDigesters')).wasmXxHash64();
}

const creators: Readonly<Record<DigestAlgorithm, () => Digester | Promise<Digester>>> = {
  sha256: () => openSsl('sha256'),
  sha1: () => openSsl('sha1'),
  sha512: () => openSsl('sha512'),
  md5: () => openSsl('md5'),
  blake3: () => createBlake3(),
  crc32: zlibCrc32,
  xxh64: xxHash64,
};

/** Creates a digester. Two files that are read concurrently need one each. */
export async function createDigester(algorithm: DigestAlgorithm): Promise<Digester> {
  return creators[algorithm]();
}
