import { createBLAKE3, createXXHash64 } from 'hash-wasm';
import { type Digester, digesterOf } from './digester';

/** Digesters in WebAssembly. Only these two of the library's twenty algorithms are bundled. Loaded on demand. */

/** BLAKE3, at a tenth of the speed of the native library. */
export async function wasmBlake3(): Promise<Digester> {
  return digesterOf(await createBLAKE3(), (hasher) => hasher.init());
}

/** XXH64. At 9 GB/s on a core, it is faster than files can be read. */
export async function wasmXxHash64(): Promise<Digester> {
  return digesterOf(await createXXHash64(), (hasher) => hasher.init());
}
