import type sharp from 'sharp';

let loading: Promise<typeof sharp> | undefined;

/**
 * The image library, loaded when it is needed for the first time. The process that plans comes to it only for images
 * whose head it cannot read by itself: loading it takes longer than planning a folder of photos.
 */
export function loadSharp(): Promise<typeof sharp> {
  loading ??= import('sharp').then(({ default: library }) => {
    // A cache would only hold memory, and file handles on Windows.
    library.cache(false);
    library.concurrency(1);
    return library;
  });
  return loading;
}
