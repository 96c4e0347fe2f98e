import { type Digester, digesterOf } from './digester';

/**
 * BLAKE3 by the native library, which does 6 GB/s on a core with AVX-512; where its part for this platform is missing, in
 * WebAssembly at a tenth of that.
 */

/** What is used of @napi-rs/blake-hash. */
interface NativeLibrary {
  readonly Blake3Hasher: new () => { reset(): void; update(bytes: Buffer): unknown; digest(): string };
}

async function importNative(): Promise<NativeLibrary> {
  return (await import('@napi-rs/blake-hash')).default;
}

let missing: Error | undefined;

/** Why this thread computes BLAKE3 in WebAssembly; undefined where the native library does it, or none was asked for yet. */
export function missingNativeBlake3(): Error | undefined {
  return missing;
}

/** @param load gives the native library, or throws */
export async function createBlake3(load: () => Promise<NativeLibrary> = importNative): Promise<Digester> {
  try {
    const { Blake3Hasher } = await load();
    return digesterOf(new Blake3Hasher(), (hasher) => hasher.reset());
  } catch (error) {
    missing = error as Error;
    return (await import('./wasmDigesters')).wasmBlake3();
  }
}
