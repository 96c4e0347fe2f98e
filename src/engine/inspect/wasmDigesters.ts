import { createBLAKE3, createXXHash64 } from 'hash-wasm';
import { type Digester, digesterOf } from './digester';

/** Digests in WebAssembly: of the library's twenty algorithms these two alone are bundled. Loaded when one is asked for. */

/** A tenth as fast as the native library. */
export async function wasmBlake3(): Promise<Digester> {
  return digesterOf(await createBLAKE3(), (hasher) => hasher.init());
}

/** It does 9 GB/s on a core: a native one would wait for the file. */
export async function wasmXxHash64(): Promise<Digester> {
  return digesterOf(await createXXHash64(), (hasher) => hasher.init());
}
