/** sharp's limit for the pixels of a source, including all frames. sharp has none for a result; Assetmill uses the same one. */
export const maxPixels = 0x3fff * 0x3fff;
