/** sharp's own limit on the pixels of a source, all frames counted. It has none for a result; Assetmill takes the same. */
export const maxPixels = 0x3fff * 0x3fff;
