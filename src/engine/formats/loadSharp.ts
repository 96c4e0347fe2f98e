import type sharp from 'sharp';

let loading: Promise<typeof sharp> | undefined;

/**
 * Loads the image library on first use. The planning process needs it only for images whose head it cannot read itself:
 * loading it takes longer than planning a folder of photos.
 */
export function loadSharp(): Promise<typeof sharp> {
  loading ??= import('sharp').then(({ default: library }) => {
    // A cache would only keep memory, and file handles on Windows.
    library.cache(false);
    library.concurrency(1);
    return library;
  });
  return loading;
}
