/** The values that a profile can choose from. A module without imports: the schema, the command line's help and the engine share it. */

/** What to do if an output already exists. */
export const conflicts = ['unique', 'skip', 'overwrite'] as const;
export const metadataPolicies = ['keep', 'strip', 'strip-gps', 'copyright-only'] as const;
export const colorProfiles = ['keep', 'srgb', 'p3', 'strip'] as const;
export const manifestFormats = ['text', 'json', 'csv'] as const;
export const manifestDigests = ['bytes', 'pixels'] as const;
/** What a page shows until an image has loaded. */
export const placeholderKinds = ['image', 'color', 'thumbhash', 'blurhash'] as const;
/** How an image fits a box of another aspect ratio, by sharp's names. */
export const fits = ['inside', 'cover', 'contain', 'fill', 'outside'] as const;

export type Conflict = (typeof conflicts)[number];
export type MetadataPolicy = (typeof metadataPolicies)[number];
export type ColorProfile = (typeof colorProfiles)[number];
export type PlaceholderKind = (typeof placeholderKinds)[number];
export type Fit = (typeof fits)[number];
