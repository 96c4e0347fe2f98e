import type sharp from 'sharp';

/** The image library. */
export type SharpModule = typeof sharp;

let loading: Promise<SharpModule> | undefined;

/**
 * Loads the image library on first use. The planning process needs it only for images whose head it cannot read itself:
 * loading it takes longer than planning a folder of photos.
 */
export function loadSharp(): Promise<SharpModule> {
  loading ??= import('sharp').then(({ default: library }) => {
    // A cache would only keep memory, and file handles on Windows.
    library.cache(false);
    library.concurrency(1);
    return library;
  });
  return loading;
}

/** Whether the library is its WebAssembly build, which has no fonts, and draws SVGs by another library. */
export function isWebAssembly({ versions }: SharpModule): boolean {
  return 'emscripten' in versions;
}

/**
 * Memory that the WebAssembly build may use for images, in bytes. It has 2 GB in each thread, and less in one piece. When it gets none,
 * its call never ends.
 */
export const webAssemblyBytes = 1_800_000_000;
