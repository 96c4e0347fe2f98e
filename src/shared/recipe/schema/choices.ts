/** Words that a recipe may hold. A module without zod, so that the command line offers them without loading the schema. */

export const conflicts = ['unique', 'skip', 'overwrite'] as const;
export const metadataPolicies = ['keep', 'strip', 'strip-gps', 'copyright-only'] as const;
export const colorProfiles = ['keep', 'srgb', 'p3', 'strip'] as const;
export const manifestFormats = ['text', 'json', 'csv'] as const;
export const manifestDigests = ['bytes', 'pixels'] as const;
/** How an image meets a box of another aspect ratio, by sharp's names. */
export const fits = ['inside', 'cover', 'contain', 'fill', 'outside'] as const;
