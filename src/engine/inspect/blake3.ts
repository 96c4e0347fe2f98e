import { type Digester, digesterOf } from './digester';

/**
 * BLAKE3 by the native library, which hashes 6 GB/s on a core with AVX-512. If its binary for this platform is missing, WebAssembly
 * takes over at a tenth of that speed.
 */

/** The part of @napi-rs/blake-hash that is used. */
interface NativeLibrary {
  readonly Blake3Hasher: new () => { reset(): void; update(bytes: Buffer): unknown; digest(): string };
}

async function importNative(): Promise<NativeLibrary> {
  return (await import('@napi-rs/blake-hash')).default;
}

let loadError: Error | undefined;

/** Why this thread computes BLAKE3 in WebAssembly; undefined if the native library does it, or if none has been created yet. */
export function missingNativeBlake3(): Error | undefined {
  return loadError;
}

/** Creates a BLAKE3 digester. @param load returns the native library, or throws */
export async function createBlake3(load: () => Promise<NativeLibrary> = importNative): Promise<Digester> {
  try {
    const { Blake3Hasher } = await load();
    loadError = undefined;
    return digesterOf(new Blake3Hasher(), (hasher) => hasher.reset());
  } catch (error) {
    loadError = error as Error;
    return (await import('./wasmDigesters')).wasmBlake3();
  }
}
